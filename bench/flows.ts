// Many people at once, each going through the same steps: how many times a second the whole is done.
import type { Operation } from '@shouxin/contract';
import { Client } from 'undici';
import { shapeOf } from '../client/src/shape.ts';
import { nextAddress, type Person } from './people.ts';

/** Sends one request and answers its body; anything but success ends the measurement. */
export type Send = (ask: {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}) => Promise<unknown>;

export interface Flows {
  readonly port: number;
  readonly connections: number;
  readonly count: number;
  readonly flow: (send: Send, index: number) => Promise<void>;
}

/** How often a second `flow` was gone through. */
export async function flows({ port, connections, count, flow }: Flows): Promise<number> {
  let next = 0;
  const work = Array.from({ length: connections }, async () => {
    const client = new Client(`http://127.0.0.1:${port}`, { pipelining: 1 });
    const send: Send = async ({ path, headers, body }) => {
      const answer = await client.request({ method: 'POST', path, headers, body });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${path}: ${text}`);
      return JSON.parse(text) as unknown;
    };
    try {
      for (let index = next++; index < count; index = next++) await flow(send, index);
    } finally {
      await client.close();
    }
  });
  const startedAt = performance.now();
  await Promise.all(work);
  return count / ((performance.now() - startedAt) / 1000);
}

/** A request of the contract by somebody, as the console would send it. */
export async function askOf(
  operation: Operation,
  input: unknown,
  by: Pick<Person, 'headersFor'> & { readonly file?: Blob },
) {
  const shape = shapeOf(operation, input, by.file);
  const body = shape.body instanceof Blob ? await shape.body.bytes() : (shape.body ?? '');
  const own = by.headersFor('POST', shape.path);
  const headers: Record<string, string> = { 'x-forwarded-for': nextAddress() };
  for (const [name, value] of Object.entries({ ...own, ...shape.headers })) {
    headers[name.toLowerCase()] = value;
  }
  return { path: shape.path, headers, body };
}
