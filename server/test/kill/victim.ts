// The real program as its own process, with its own data and keys, to be killed: the server alone, PostgreSQL alone, or both
// at the same moment, as when the power goes. Nothing here stops it gently but `stop`.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { password, totpSecret } from '../harness.ts';

const saidMax = 4_000_000;
const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export type Kill = 'server' | 'postgres' | 'both';

export type Victim = Awaited<ReturnType<typeof openVictim>>;

export interface VictimOptions {
  readonly logLevel?: 'error' | 'debug';
}

export async function openVictim({ logLevel = 'error' }: VictimOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-kill-'));
  const [home, keys] = [join(folder, 'data'), join(folder, 'keys')];
  const port = await freePort();
  const base = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  let said = '';

  async function start(preload?: string): Promise<void> {
    child = spawn(
      process.execPath,
      ['--disable-proto=delete', ...(preload ? ['--import', preload] : []), main],
      {
        env: {
          PATH: process.env['PATH'],
          PORT: String(port),
          SHOUXIN_HOME: home,
          SHOUXIN_KEYS: keys,
          SHOUXIN_DEMO_PASSWORD: password,
          SHOUXIN_DEMO_TOTP_SECRET: totpSecret.base32,
          LOG_LEVEL: logLevel,
          NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
        },
        // With the channel it ends when this process does.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: unknown) => (said = `${said}${String(chunk)}`.slice(-saidMax)));
    }
    await ready();
  }

  async function ready(): Promise<void> {
    for (let tries = 0; tries < 1_200; tries += 1) {
      if (child?.exitCode !== null) throw new Error(`the server ended:\n${said}`);
      const answer = await fetch(`${base}/readyz`).catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(25);
    }
    throw new Error(`the server was not ready within thirty seconds:\n${said}`);
  }

  /** PostgreSQL dies at once, with every backend; the server starts it again. */
  async function killPostgres(): Promise<void> {
    const before = postmasterPid(home);
    killTree(before);
    await until(() => postmasterPid(home) !== before && postmasterPid(home) > 0);
  }

  /** PostgreSQL alone is back when this resolves; a killed server has to be started. */
  async function kill(what: Kill): Promise<void> {
    if (what === 'postgres') {
      await killPostgres();
      return ready();
    }
    const server = child;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    if (what === 'both') killTree(postmasterPid(home));
    server?.kill('SIGKILL');
    await gone;
  }

  async function stop(): Promise<void> {
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
  }

  /** To what was loaded before the program (`start`), which answers each message with one. */
  function tell(message: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      child?.once('message', resolve);
      child?.send(message, (error) => error && reject(error));
    });
  }

  return {
    base,
    home,
    start,
    tell,
    ownerUrl: () => ownerUrl({ home, keys }),
    kill,
    killPostgres,
    stop,
    said: () => said,
    /** A look into the tables as the owner, beside the server. */
    look: <T>(fn: (ask: Ask) => Promise<T>) => look({ home, keys }, fn),
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postmasterPid(home: string): number {
  try {
    const [first = ''] = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    return Number(first);
  } catch {
    return 0;
  }
}

/** The postmaster and every backend, in one moment: nobody is left to write out what memory holds. */
function killTree(pid: number): void {
  const isProcess = (name: string) => /^\d+$/.test(name);
  const all = existsSync('/proc') ? readdirSync('/proc').filter(isProcess) : [];
  const children = all.filter((name) => parentOf(name) === pid);
  for (const one of [String(pid), ...children]) {
    try {
      process.kill(Number(one), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if (what()) return;
    await sleep(5);
  }
  throw new Error('it did not come back within ten seconds');
}

interface Folders {
  readonly home: string;
  readonly keys: string;
}

export type Ask = (query: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

async function look<T>(folders: Folders, fn: (ask: Ask) => Promise<T>): Promise<T> {
  const client = await connected(folders);
  try {
    return await fn(async (query, values) => {
      const { rows } = await client.query<Record<string, unknown>>(query, values);
      return rows;
    });
  } finally {
    await client.end();
  }
}

function ownerUrl({ home, keys }: Folders): string {
  const folder = readFileSync(join(home, 'socket-folder'), 'utf8');
  const ownerPassword = readFileSync(join(keys, 'shouxin_owner.password'), 'utf8').trim();
  return `postgres://shouxin_owner:${ownerPassword}@localhost:5432/shouxin?host=${encodeURIComponent(folder)}`;
}

/** As the owner, as soon as PostgreSQL lets anybody in. */
async function connected(folders: Folders): Promise<pg.Client> {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ connectionString: ownerUrl(folders) });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries > 400) throw error;
      await sleep(25);
    }
  }
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
