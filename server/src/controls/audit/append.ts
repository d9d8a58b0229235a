// Group commit (promise 2): entries of reads, searches and refusals wait in a bounded queue, are stored by one statement
// for many, and whoever waits is answered after COMMIT. What cannot be stored is refused, and so nothing is released.
import { Refusal } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { transaction } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { StoredEntry } from './entry.ts';
import {
  copyEntries,
  countStored,
  forceDurable,
  insertEntries,
  insertNewEntries,
} from './entries/store.ts';

export interface GroupLimits {
  /** Entries and bytes of one statement. */
  readonly batchMax: number;
  readonly bytesMax: number;
  /** Entries waiting; more are refused at once. */
  readonly queueMax: number;
  /** How often a batch is tried, and how long one try may take. */
  readonly tries: number;
  readonly tryForMs: number;
  readonly pauseMs: number;
}

export const groupLimits: GroupLimits = {
  batchMax: 2_048,
  bytesMax: 4 * 1_024 * 1_024,
  queueMax: 20_000,
  tries: 3,
  tryForMs: 4_000,
  pauseMs: 100,
};

export interface Group {
  /** Resolves when these entries are durable; rejects with `audit.unavailable` when that is not known. */
  add(entries: readonly StoredEntry[]): Promise<void>;
  readonly waiting: number;
}

interface Waiter {
  readonly entries: readonly StoredEntry[];
  done(isStored: boolean): void;
}

export type StoreBatch = (batch: readonly StoredEntry[], attempt: number) => Promise<void>;

export interface GroupOptions {
  readonly limits?: GroupLimits;
  /** Told why a batch could not be stored; the waiters only learn that it was not. */
  readonly onFault?: (error: unknown) => void;
}

export function groupCommit(store: StoreBatch, options: GroupOptions = {}): Group {
  const { limits = groupLimits, onFault } = options;
  const queue: Waiter[] = [];
  let waiting = 0;
  let isFlushing = false;

  /** Takes whole waiters, at least one, so that a call's entries are stored together. */
  function takeBatch(): Waiter[] {
    let [entries, bytes, count] = [0, 0, 0];
    for (const waiter of queue) {
      entries += waiter.entries.length;
      bytes += waiter.entries.reduce((sum, it) => sum + it.body.length, 0);
      if (count > 0 && (entries > limits.batchMax || bytes > limits.bytesMax)) break;
      count += 1;
    }
    return queue.splice(0, count);
  }

  function settle(batch: readonly Waiter[], isStored: boolean): void {
    for (const waiter of batch) {
      waiting -= waiter.entries.length;
      waiter.done(isStored);
    }
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = takeBatch();
      try {
        await storeWithRetries(
          store,
          batch.flatMap((it) => it.entries),
          limits,
        );
        settle(batch, true);
      } catch (failure) {
        onFault?.(failure);
        // Whoever came meanwhile would wait for the same dead database: refuse all of them now.
        settle([...batch, ...queue.splice(0)], false);
      }
    }
    isFlushing = false;
  }

  return {
    get waiting() {
      return waiting;
    },
    add(entries) {
      if (entries.length === 0) return Promise.resolve();
      if (waiting + entries.length > limits.queueMax) return Promise.reject(unavailable());
      waiting += entries.length;
      return new Promise((resolve, reject) => {
        const done = (isStored: boolean) => (isStored ? resolve() : reject(unavailable()));
        queue.push({ entries, done });
        if (isFlushing) return;
        isFlushing = true;
        // One turn of the loop gathers every request that is ready now.
        setImmediate(() => void flush());
      });
    },
  };
}

function unavailable(): Refusal {
  return new Refusal('audit.unavailable');
}

async function storeWithRetries(
  store: StoreBatch,
  entries: readonly StoredEntry[],
  limits: GroupLimits,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await within(limits.tryForMs, store(entries, attempt));
    } catch (error) {
      if (attempt >= limits.tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs * attempt));
    }
  }
}

/** A COMMIT may hang for a standby beyond every timeout of the server (SECURITY section 5, pitfall 6). */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Storing audit entries took too long')), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** From here on a COPY is cheaper than its two more trips. */
const copyMin = 50;

/** Stores the entries of a change in its own transaction: they are durable when it is. */
export async function appendIn(tx: Tx, entries: readonly StoredEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await (entries.length >= copyMin ? copyEntries : insertNewEntries)(tx, entries);
}

/** Stores a batch of the group commit. A retry finds what an earlier try in doubt left, and makes sure of it. */
export function storeBatchIn(db: Tx): StoreBatch {
  return async (batch, attempt) => {
    if (attempt === 1 && batch.length >= copyMin) {
      return transaction(db, (tx) => copyEntries(tx, batch));
    }
    if (attempt === 1) {
      const inserted = await insertEntries(db, batch);
      if (inserted === batch.length) return;
    }
    await transaction(db, async (tx) => {
      await insertEntries(tx, batch);
      await forceDurable(tx);
      const stored = await countStored(tx, batch);
      invariant(stored === batch.length, 'The id of an audit entry is new');
    });
  };
}
