// The embedded PostgreSQL: private, durable, one per folder, and back after every kind of death.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../database.ts';
import { findBinaries } from './binaries.ts';
import { CannotLaunch, type Engine, HomeInUse, KeysMissing, startEngine } from './index.ts';

const top = mkdtempSync(join(tmpdir(), 'shouxin-engine-'));
const isRoot = process.getuid?.() === 0;
let count = 0;
let home: string;
let keys: string;
const running: Engine[] = [];

beforeEach(() => {
  // mkdtemp makes 0700: everything here runs below a folder nobody else may enter.
  count += 1;
  home = join(top, String(count), 'data');
  keys = join(top, String(count), 'keys');
});
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.stop();
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

async function start(options: Partial<Parameters<typeof startEngine>[0]> = {}): Promise<Engine> {
  const engine = await startEngine({ home, keys, ...options });
  running.push(engine);
  return engine;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await what()) return;
    await sleep(25);
  }
  throw new Error('It did not come to pass within ten seconds');
}

/** Another Node process that starts the engine on the same folders and waits. */
async function startElsewhere(env: NodeJS.ProcessEnv = process.env): Promise<{
  child: ChildProcess;
  said: string;
}> {
  const program = `
    import { startEngine } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    try {
      const engine = await startEngine({ home: process.argv[1], keys: process.argv[2] });
      console.log(JSON.stringify({ url: engine.ownerUrl, pid: engine.pid() }));
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', home, keys],
    { stdio: ['ignore', 'pipe', 'inherit'], env },
  );
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)));
  });
  return { child, said };
}

function startedIn(said: string): { url: string; pid: number } {
  const told: unknown = JSON.parse(said);
  if (typeof told !== 'object' || told === null) throw new Error(said);
  if (!('url' in told) || !('pid' in told)) throw new Error(said);
  return { url: String(told.url), pid: Number(told.pid) };
}

describe('a private and durable PostgreSQL', () => {
  test('starts below a 0700 folder, and is set as promised', async () => {
    const engine = await start();
    const rows = await ask(
      engine.ownerUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN (
         'data_checksums', 'server_encoding', 'log_statement', 'log_min_messages', 'fsync',
         'log_parameter_max_length', 'log_parameter_max_length_on_error', 'synchronous_commit',
         'log_min_error_statement', 'listen_addresses', 'password_encryption')`,
    );
    expect(Object.fromEntries(rows.map((row) => Object.values(row as object)))).toEqual({
      data_checksums: 'on',
      server_encoding: 'UTF8',
      log_statement: 'none',
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '',
      password_encryption: 'scram-sha-256',
    });
  });

  test('nobody enters without the password', async () => {
    const { ownerUrl } = await start();
    const wrong = new URL(ownerUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    wrong.password = '';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
    expect(readFileSync(join(home, 'postgres/pg_hba.conf'), 'utf8')).not.toMatch(/^\w.*trust$/m);
  });

  test('a value in a refused statement does not reach its log', async () => {
    const { ownerUrl } = await start();
    for (const statement of [
      `SELECT '13800138000'::date`,
      `CREATE TABLE t (phone text UNIQUE); INSERT INTO t VALUES ('13800138000'), ('13800138000')`,
      `DO $$ BEGIN RAISE WARNING '13800138000'; END $$`,
    ]) {
      await ask(ownerUrl, statement).catch(() => {});
    }
    const log = readFileSync(join(home, 'logs/postgres.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('13800138000');
  });
});

describe('one copy for one data folder', () => {
  test('a second start in this process is refused', async () => {
    await start();
    await expect(startEngine({ home, keys })).rejects.toThrow(HomeInUse);
  });

  test('a second process is refused with a sentence, and the first goes on', async () => {
    const engine = await start();
    const { child, said } = await startElsewhere();
    child.kill();
    expect(said).toContain('Another copy of Shouxin already works on the data folder');
    expect(said).toContain(`process ${process.pid}`);
    expect(await ask(engine.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('after a clean stop the next start has the data', async () => {
    const first = await start();
    await ask(first.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    expect(isAlive(first.pid())).toBe(false);
    const second = await start();
    expect(await ask(second.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });
});

describe('keys and data belong together', () => {
  test('data without its keys is refused, and says which folder is missing what', async () => {
    await (await start()).stop();
    const empty = join(top, 'empty-keys');
    await expect(startEngine({ home, keys: empty })).rejects.toThrow(KeysMissing);
    await expect(start()).resolves.toBeDefined();
  });

  test('keys of another data folder are refused, and PostgreSQL is stopped again', async () => {
    const engine = await start();
    await engine.stop();
    const other = join(top, 'other-keys');
    mkdirSync(other);
    writeFileSync(join(other, 'shouxin_owner.password'), 'of another');
    await expect(startEngine({ home, keys: other })).rejects.toThrow(/do not belong/);
    await expect(start()).resolves.toBeDefined();
  });
});

describe('recovers', () => {
  test('from SIGKILL of the process that started it: nothing acknowledged is lost', async () => {
    const { child, said } = await startElsewhere();
    const { url, pid } = startedIn(said);
    await ask(url, 'CREATE TABLE t (n int)');
    let acknowledged = 0;
    const writing = (async () => {
      for (let n = 1; n <= 5_000; n += 1) {
        await ask(url, `INSERT INTO t VALUES (${n})`);
        acknowledged = n;
      }
    })().catch(() => {});
    await until(() => acknowledged >= 20);
    child.kill('SIGKILL');
    await writing;
    const engine = await start();
    expect(isAlive(pid)).toBe(false);
    const [row] = await ask(engine.ownerUrl, 'SELECT count(*)::int AS n FROM t');
    expect(row).toMatchObject({ n: expect.toSatisfy((n: number) => n >= acknowledged) });
  });

  test('when an orphan still runs because nothing told it to stop', async () => {
    // A PATH without setpriv: PostgreSQL does not hear that its starter died.
    const bin = join(top, `bin-${count}`);
    mkdirSync(bin);
    for (const name of ['unshare', 'true']) {
      const found = ['/usr/bin', '/bin']
        .map((folder) => join(folder, name))
        .find((path) => existsSync(path));
      if (found) symlinkSync(found, join(bin, name));
    }
    const { child, said } = await startElsewhere({ ...process.env, PATH: bin });
    const { url, pid } = startedIn(said);
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    child.kill('SIGKILL');
    await sleep(300);
    expect(isAlive(pid)).toBe(true);
    const events: string[] = [];
    const engine = await start({ onEvent: (sentence) => events.push(sentence) });
    expect(isAlive(pid)).toBe(false);
    expect(events.join()).toContain('earlier copy');
    expect(await ask(engine.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('from SIGKILL of both at once', async () => {
    const { child, said } = await startElsewhere();
    const { url, pid } = startedIn(said);
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    const engine = await start();
    expect(await ask(engine.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('from SIGKILL of PostgreSQL while it serves: it is started again, the pool goes on', async () => {
    const events: string[] = [];
    const engine = await start({ onEvent: (sentence) => events.push(sentence) });
    const database = openDatabase(engine.ownerUrl);
    try {
      await database.pool.query('CREATE TABLE kept AS SELECT 7 AS n');
      const killed = engine.pid();
      process.kill(killed, 'SIGKILL');
      await until(() =>
        database.pool.query('SELECT n FROM kept').then(
          () => engine.pid() !== killed,
          () => false,
        ),
      );
      expect(events).toEqual(['PostgreSQL ended unexpectedly and is started again']);
    } finally {
      await database.close();
    }
  });

  test('when its lock file names a process that is somebody else by now', async () => {
    const engine = await start();
    await ask(engine.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
    const lockFile = join(home, 'postgres/postmaster.pid');
    const lines = readFileSync(lockFile, 'utf8').split('\n');
    await engine.stop();
    const stranger = spawn('sleep', ['60']);
    try {
      writeFileSync(lockFile, [String(stranger.pid), ...lines.slice(1)].join('\n'));
      const again = await start();
      expect(await ask(again.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  test('when the making of the data folder was interrupted', async () => {
    mkdirSync(join(home, 'postgres.new', 'base'), { recursive: true });
    await expect(start()).resolves.toBeDefined();
  });

  test('PostgreSQL that keeps dying is given up, and somebody is told', async () => {
    let isGivenUp = false;
    const engine = await start({ onGivenUp: () => (isGivenUp = true) });
    await until(async () => {
      if (isAlive(engine.pid())) process.kill(engine.pid(), 'SIGKILL');
      await sleep(50);
      return isGivenUp;
    });
    expect(isGivenUp).toBe(true);
  }, 60_000);
});

/** PostgreSQL as another user, and we as one: only root can try, where others may read the files. */
const { postgres } = await findBinaries();
const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const isReachable =
  isRoot && spawnSync('setpriv', [...asNobody, 'test', '-r', postgres]).status === 0;

if (isReachable) {
  describe('where user namespaces are refused', () => {
    test('root runs it as another user', async () => {
      chmodSync(top, 0o755);
      mkdirSync(join(home, '..'), { mode: 0o755 });
      const engine = await start({ way: 'other user' });
      const status = readFileSync(`/proc/${engine.pid()}/status`, 'utf8');
      expect(status).not.toMatch(/^Uid:\s+0\s/m);
      expect(await ask(engine.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      chmodSync(top, 0o700);
    });

    test('below a 0700 folder it says what would help', async () => {
      await expect(start({ way: 'other user' })).rejects.toThrow(CannotLaunch);
      await expect(start({ way: 'other user' })).rejects.toThrow(/Run Shouxin as an ordinary user/);
    });
  });

  test('an ordinary user starts it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouxin-nobody-'));
    try {
      spawnSync('chown', ['65534:65534', folder]);
      const program = `
        import { startEngine } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
        const engine = await startEngine({ home: '${folder}/data', keys: '${folder}/keys' });
        await engine.stop();
        console.log('stopped as', process.getuid());`;
      const ran = spawnSync(
        'setpriv',
        [...asNobody, process.execPath, '--input-type=module', '--eval', program],
        { encoding: 'utf8', cwd: '/' },
      );
      expect(ran.stdout + ran.stderr).toContain('stopped as 65534');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
