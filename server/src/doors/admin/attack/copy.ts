// The copy that is attacked: the institution's own folders are read once and never written. A thief's copy gets no key and a
// database that asks for no password, as a thief would set it; a defender's copy brings the keys along.
import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HomeInUse, lockHome, startEngine, type Engine } from '../../../kernel/engine/index.ts';

/** The command was not one, or there is nothing to attack; the message says how to mend it. */
export class AttackRefused extends Error {
  override readonly name = 'AttackRefused';
}

export interface Source {
  /** SHOUXIN_HOME, or a backup of it that was put back into a folder. */
  readonly data: string;
  /** SHOUXIN_KEYS. */
  readonly keys: string;
  /** The folder is that of a server, which may be running. */
  readonly isLive: boolean;
}

export interface Copy {
  readonly home: string;
  /** The keys of the institution, copied; a thief is not given them. */
  readonly keys: string;
  /** PostgreSQL on the copied data, entered without a password. */
  asThief(): Promise<Engine>;
  /** PostgreSQL on the copied data, with the copied keys. */
  asOwner(): Promise<Engine>;
  remove(): void;
}

/** Of the running PostgreSQL, not of the data. */
const left = new Set(['lock', 'holder', 'socket-folder', 'postmaster.pid', 'postmaster.opts']);

export function makeCopy({ data, keys, isLive }: Source): Copy {
  if (!existsSync(join(data, 'postgres', 'PG_VERSION'))) {
    throw new AttackRefused(
      `${data} holds no database. Give the data folder, or a backup of it that was put back, with --data.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-attack-'));
  chmodSync(folder, 0o711);
  const copy = { home: join(folder, 'data'), keys: join(folder, 'keys') };
  // Keys and data of one institution lie side by side there: it goes also where somebody breaks off.
  const removeNow = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeNow);
  const remove = () => {
    process.removeListener('exit', removeNow);
    removeNow();
  };
  try {
    whileNobodyWorks({ data, isLive }, () => copyFolder(data, copy.home));
    if (existsSync(keys)) copyFolder(keys, copy.keys);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    ...copy,
    asThief: () => enterWithoutPassword(copy.home, join(folder, 'thief')),
    asOwner: () => startEngine(copy),
    remove,
  };
}

/** What is copied while PostgreSQL writes is of no one moment and may not start. */
function whileNobodyWorks({ data, isLive }: Omit<Source, 'keys'>, work: () => void): void {
  if (!isLive) return work();
  const lock = lockIdle(data);
  try {
    work();
  } finally {
    lock.release();
  }
}

function lockIdle(data: string) {
  try {
    return lockHome(data);
  } catch (error) {
    if (!(error instanceof HomeInUse)) throw error;
    throw new AttackRefused(
      `The server works on ${data}. Stop it first, or attack a backup that was put back elsewhere: --data FOLDER.`,
    );
  }
}

/** Who owns a file and who may read it stay as they are: PostgreSQL starts on nothing else. */
function copyFolder(from: string, to: string): void {
  const stats = lstatSync(from);
  mkdirSync(to, { mode: stats.mode });
  keepOwner(to, stats);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const entry = lstatSync(source);
    if (left.has(name) || !(entry.isDirectory() || entry.isFile())) continue;
    if (entry.isDirectory()) {
      copyFolder(source, target);
      continue;
    }
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
    keepOwner(target, entry);
  }
}

function keepOwner(path: string, { uid, gid }: Stats): void {
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}

/** The first thing a thief does on a machine of their own. */
function enterWithoutPassword(home: string, keys: string): Promise<Engine> {
  mkdirSync(keys, { mode: 0o700 });
  writeFileSync(join(keys, 'shouxin_owner.password'), 'none\n', { mode: 0o600 });
  const entrance = 'local all all trust\nhost all all 127.0.0.1/32 trust\n';
  writeFileSync(join(home, 'postgres', 'pg_hba.conf'), entrance);
  return startEngine({ home, keys });
}
