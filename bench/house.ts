// A whole institution to measure: a real PostgreSQL that waits for the disk, and the real server in a process of its own,
// as production runs it. Beside it the floor: a bare Fastify on the same database (floor.ts).
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import flags from '../bootstrap/server-flags.json' with { type: 'json' };
import { startEngine } from '../server/src/kernel/engine/index.ts';
import { migrate } from '../server/src/kernel/migrate.ts';
import { ensureServerRole } from '../server/src/kernel/server-role.ts';
import { prepareQueue } from '../server/src/doors/work/queue.ts';

export interface House {
  readonly ownerUrl: string;
  readonly serverUrl: string;
  readonly folder: string;
  readonly keysFolder: string;
  /** The owner's connection, for looking at what was stored and for what only a bench may do. */
  readonly sql: pg.Client;
  /** Starts a part in a process of its own; answers its port. */
  start(part: Part): Promise<Running>;
  close(): Promise<void>;
}

export interface Part {
  readonly file: 'serve.ts' | 'floor.ts';
  readonly given?: Readonly<Record<string, unknown>>;
  /** Module hooks of a bench build, never part of the product. */
  readonly imports?: readonly string[];
}

export interface Running {
  readonly port: number;
  readonly pid: number;
  /** Asks the process something; answers what it says. */
  ask<T>(what: string, given?: unknown): Promise<T>;
  stop(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-'));
  const keysFolder = join(folder, 'keys');
  const engine = await startEngine({ home: join(folder, 'data'), keys: keysFolder });
  const children: Running[] = [];
  const { ownerUrl } = engine;
  await migrate(ownerUrl);
  const { url: serverUrl } = await ensureServerRole(ownerUrl, keysFolder);
  await prepareQueue(ownerUrl);
  const sql = new pg.Client({ connectionString: ownerUrl });
  await sql.connect();
  return {
    ownerUrl,
    serverUrl,
    folder,
    keysFolder,
    sql,
    async start(part) {
      const running = await begin(part, { serverUrl, ownerUrl, keysFolder });
      children.push(running);
      return running;
    },
    async close() {
      for (const child of children.splice(0)) await child.stop();
      await sql.end();
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function begin(part: Part, place: object): Promise<Running> {
  const child = fork(join(import.meta.dirname, part.file), {
    execArgv: [
      ...flags,
      ...(part.imports ?? []).flatMap((it) => ['--import', join(import.meta.dirname, it)]),
    ],
    env: { ...process.env, NODE_ENV: 'production', TZ: 'UTC' },
    serialization: 'advanced',
  });
  const ask = asking(child);
  const port = await ask<number>('start', { ...place, ...part.given });
  let stopping: Promise<unknown> | undefined;
  return {
    port,
    pid: child.pid ?? 0,
    ask,
    stop: async () => void (await (stopping ??= ended(child))),
  };
}

function ended(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.send({ what: 'stop' });
  return gone;
}

interface Answer {
  readonly id: number;
  readonly said?: unknown;
  readonly failed?: string;
}

function asking(child: ChildProcess) {
  let last = 0;
  return <T>(what: string, given?: unknown): Promise<T> => {
    const id = (last += 1);
    return new Promise<T>((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`The process ended with ${code}`));
      const heard = (answer: Answer) => {
        if (answer.id !== id) return;
        child.off('message', heard).off('exit', gone);
        if (answer.failed !== undefined) reject(new Error(answer.failed));
        else resolve(answer.said as T);
      };
      child.on('message', heard).once('exit', gone);
      child.send({ id, what, given });
    });
  };
}

/** The other side of `ask`: answers each question by name until told to stop. */
export function answering(
  answers: Readonly<Record<string, (given: never) => unknown>>,
  stop: () => Promise<void>,
): void {
  const answer = async ({ id, what, given }: { id: number; what: string; given: never }) => {
    if (what === 'stop') {
      await stop();
      process.exit(0);
    }
    try {
      process.send?.({ id, said: await answers[what]?.(given) });
    } catch (error) {
      process.send?.({ id, failed: error instanceof Error ? String(error.stack) : String(error) });
    }
  };
  process.on(
    'message',
    (message: { id: number; what: string; given: never }) => void answer(message),
  );
  process.on('disconnect', () => process.exit(1));
}
