// Load over HTTP: so many connections, each asking again as soon as it was answered. Latencies are kept whole, because a
// histogram in milliseconds says nothing of answers within one.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Asked before anything is counted. */
  readonly warmSeconds?: number;
  /** The next thing to ask; undefined: nothing is left, and the load ends early. */
  readonly next: (connection: number) => Ask | undefined;
  /** Requests per second over all connections; as fast as answers come when not given. */
  readonly rate?: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: Readonly<Record<string, number>>;
}

export async function load(it: Load): Promise<Measured> {
  const clients = Array.from(
    { length: it.connections },
    () => new Client(`http://127.0.0.1:${it.port}`, { pipelining: 1 }),
  );
  try {
    if (it.warmSeconds) await run(clients, { ...it, seconds: it.warmSeconds });
    return await run(clients, it);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function run(clients: readonly Client[], it: Load): Promise<Measured> {
  const taken: number[] = [];
  const failures: Record<string, number> = {};
  const startedAt = performance.now();
  const endsAt = startedAt + it.seconds * 1000;
  const pauseMs = it.rate ? (clients.length / it.rate) * 1000 : 0;
  const work = clients.map(async (client, connection) => {
    let dueAt = startedAt + Math.random() * pauseMs;
    while (performance.now() < endsAt) {
      if (pauseMs > 0) {
        const wait = dueAt - performance.now();
        if (wait > 0) await delay(wait);
        dueAt += pauseMs;
      }
      const ask = it.next(connection);
      if (!ask) break;
      const from = performance.now();
      const failed = await send(client, ask);
      taken.push(performance.now() - from);
      if (failed) failures[failed] = (failures[failed] ?? 0) + 1;
    }
  });
  await Promise.all(work);
  return measuredOf(taken, (performance.now() - startedAt) / 1000, failures);
}

async function send(client: Client, ask: Ask): Promise<string | undefined> {
  const { method = 'POST', path, headers, body } = ask;
  const answer = await client.request({
    method,
    path,
    headers,
    ...(body !== undefined && { body }),
  });
  if (answer.statusCode < 300) {
    await answer.body.arrayBuffer();
    return undefined;
  }
  const text = await answer.body.text();
  return `${answer.statusCode} ${/"code":"([^"]+)"/.exec(text)?.[1] ?? ''}`.trim();
}

function measuredOf(taken: number[], seconds: number, failures: Record<string, number>): Measured {
  const sorted = Float64Array.from(taken).toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0; // prettier-ignore
  return {
    perSecond: taken.length / seconds,
    count: taken.length,
    p50: at(0.5),
    p99: at(0.99),
    failures,
  };
}

/** What went wrong stops a measurement: a refusal is quicker than an answer. */
export function sound(measured: Measured): Measured {
  const said = Object.entries(measured.failures).map(([what, count]) => `${count} x ${what}`);
  if (said.length > 0) throw new Error(`Not measured, the answers were: ${said.join(', ')}`);
  return measured;
}
