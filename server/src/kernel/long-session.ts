// One connection outside the pool, for work that takes hours: a snapshot that is read whole, a database that is filled. No
// statement is cut off by time, and bytes of a COPY go by as they come, so that memory does not grow with the table.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { SafeClient, withoutValues } from './database-client.ts';

export interface LongSession {
  rows<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  run(text: string): Promise<void>;
  /** The bytes of a COPY ... TO STDOUT. */
  copyOut(text: string): AsyncIterable<Buffer>;
  /** A COPY ... FROM STDIN of these bytes; answers how many rows it took. */
  copyIn(text: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  quoted(name: string): string;
  close(): Promise<void>;
}

export async function openLongSession(url: string, name: string): Promise<LongSession> {
  const client = new SafeClient({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
  });
  await client.connect();
  return {
    rows: async <T>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as T[],
    run: async (text) => void (await client.query(text)),
    copyOut: (text) => readOut(client, text),
    async copyIn(text, bytes) {
      const into = client.query(copyFrom(text));
      try {
        await pipeline(Readable.from(bytes), into);
      } catch (error) {
        throw withoutValues(error);
      }
      return into.rowCount;
    },
    quoted: (it) => client.escapeIdentifier(it),
    close: () => client.end().catch(() => {}),
  };
}

async function* readOut(client: SafeClient, text: string): AsyncIterable<Buffer> {
  const out = client.query(copyTo(text, { highWaterMark: 256 * 1024 }));
  try {
    for await (const bytes of out) yield bytes as Buffer;
  } catch (error) {
    throw withoutValues(error);
  }
}
