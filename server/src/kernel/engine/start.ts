// Starting and stopping the embedded PostgreSQL, in order: lock the data folder, make the cluster,
// stop an orphan, start, sign in, make the database. Whatever fails undoes what came before it.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.ts';
import { KeysMissing, ownerRole, prepareCluster } from './cluster.ts';
import { lockHome } from './home-lock.ts';
import { type Launcher, type Way, createLauncher } from './launch.ts';
import { clearOrphan, makeSocketFolder, removeSocketFolder } from './orphan.ts';
import { startPostmaster } from './postmaster.ts';
import { asParameters, createAddress, settings } from './settings.ts';
import { supervise } from './supervise.ts';

export interface EngineOptions {
  /** Data folder (SHOUXIN_HOME). */
  readonly home: string;
  /** Keys folder (SHOUXIN_KEYS). */
  readonly keys: string;
  /** Sentences for the operator; never a value. */
  readonly onEvent?: (sentence: string) => void;
  /** PostgreSQL keeps dying and is not started any more: the server should end. */
  readonly onGivenUp?: () => void;
  /** Tests only: how to run it, and settings a test needs. */
  readonly way?: Way;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Engine {
  /** Signs in as the owner: for migrations, never for serving. */
  readonly ownerUrl: string;
  /** Process id of the running PostgreSQL. */
  pid(): number;
  stop(): Promise<void>;
}

const database = 'shouxin';
const socketPort = 5432;
const logBytesMax = 10_000_000;

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const lock = lockHome(options.home);
  let scratch: string | undefined;
  const undo = () => {
    if (scratch !== undefined) removeSocketFolder(scratch);
    lock.release();
  };
  try {
    const launcher = createLauncher(options.way);
    scratch = createScratch(options.home);
    launcher.own(scratch);
    return await startLocked(options, { launcher, scratch, undo });
  } catch (error) {
    undo();
    throw error;
  }
}

interface Start {
  readonly launcher: Launcher;
  readonly scratch: string;
  readonly undo: () => void;
}

async function startLocked(options: EngineOptions, start: Start): Promise<Engine> {
  const { launcher, scratch, undo } = start;
  const onEvent = options.onEvent ?? (() => {});
  const binaries = await findBinaries();
  const dataFolder = join(options.home, 'postgres');
  const password = await prepareCluster({
    launcher,
    scratch,
    dataFolder,
    initdb: binaries.initdb,
    keys: options.keys,
  });
  if ((await clearOrphan(dataFolder)) === 'stopped') {
    onEvent('PostgreSQL of an earlier copy that was killed still ran; it was stopped');
  }
  const address = await chooseAddress(scratch);
  const plan = {
    launcher,
    program: binaries.postgres,
    dataFolder,
    logFile: prepareLog(options.home),
    parameters: [...address.parameters, ...asParameters({ ...settings, ...options.settings })],
  };
  const supervision = await supervise({
    start: () => startPostmaster(plan),
    onEvent,
    onGivenUp: options.onGivenUp ?? (() => {}),
  });
  const stop = async () => {
    await supervision.stop();
    undo();
  };
  const signIn = `postgres://${ownerRole}:${encodeURIComponent(password)}@`;
  const ownerUrl = `${signIn}${address.at(database)}`;
  try {
    await ensureDatabase(`${signIn}${address.at('postgres')}`, options);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ownerUrl, pid: supervision.pid, stop };
}

/** The socket's folder, private to us. One that a killed predecessor left is removed. */
function createScratch(home: string): string {
  const memo = join(home, 'socket-folder');
  if (existsSync(memo)) removeSocketFolder(readFileSync(memo, 'utf8'));
  const scratch = makeSocketFolder();
  writeFileSync(memo, scratch);
  return scratch;
}

interface Address {
  readonly parameters: string[];
  at(name: string): string;
}

async function chooseAddress(scratch: string): Promise<Address> {
  if (process.platform !== 'win32') {
    return {
      parameters: createAddress(scratch, socketPort),
      at: (name) => `localhost:${socketPort}/${name}?host=${encodeURIComponent(scratch)}`,
    };
  }
  const port = await findFreePort();
  return {
    parameters: createAddress(undefined, port),
    at: (name) => `127.0.0.1:${port}/${name}`,
  };
}

function findFreePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** One earlier log is kept, so that the log cannot fill the disk over restarts. */
function prepareLog(home: string): string {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'postgres.log');
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > logBytesMax) renameSync(path, `${path}.1`);
  return path;
}

async function ensureDatabase(url: string, options: EngineOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '28P01') throw error;
    throw new KeysMissing(
      `The keys in ${options.keys} do not belong to the data in ${options.home}: ` +
        'PostgreSQL does not take the password. Set SHOUXIN_KEYS to the folder that does.',
    );
  } finally {
    await client.end().catch(() => {});
  }
}
