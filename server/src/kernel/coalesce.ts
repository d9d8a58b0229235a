// Many who ask for one row each at the same moment are answered by one statement for all of them. Nobody is answered from
// a statement that began before they asked, so what was changed or revoked before is seen by everyone who asks after.
// Without it, most of the time of a read is spent on sending small statements one by one.

export interface CoalesceLimits {
  /** Keys of one statement. */
  readonly keysMax: number;
  /** Statements under way at once. */
  readonly runningMax: number;
}

interface Waiter<K, V> {
  readonly key: K;
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** `loadMany` answers by the name of a key; a key that it does not name gets undefined. */
export function coalesce<K, V>(
  loadMany: (keys: readonly K[]) => Promise<ReadonlyMap<string, V>>,
  nameOf: (key: K) => string,
  { keysMax, runningMax }: CoalesceLimits = { keysMax: 64, runningMax: 2 },
): (key: K) => Promise<V | undefined> {
  const waiting: Waiter<K, V>[] = [];
  let running = 0;

  async function run(batch: readonly Waiter<K, V>[]): Promise<void> {
    running += 1;
    try {
      const found = await loadMany(batch.map((it) => it.key));
      for (const it of batch) it.resolve(found.get(nameOf(it.key)));
    } catch (error) {
      for (const it of batch) it.reject(error);
    } finally {
      running -= 1;
      start();
    }
  }

  function start(): void {
    while (running < runningMax && waiting.length > 0) void run(waiting.splice(0, keysMax));
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      // One turn of the loop gathers every request that is ready now.
      if (waiting.length === 1) setImmediate(start);
    });
}

/** What belongs to a connection, made at its first use: what one transaction asks for is never answered by another. */
export function oncePer<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
