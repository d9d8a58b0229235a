// Where sets lie: a folder or an object store, named objects that are written whole or not at all. Nothing here knows what they
// hold, and nothing it answers is believed without the manifest and the tags of the pieces.
import { open, mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Refusal, refuse } from '@shouxin/contract';
import { newId } from '../../../kernel/crypto/index.ts';

export interface Target {
  /** Folder or address, for a person; never a secret. */
  readonly locator: string;
  /** Whole and durable when it returns. */
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** Refused with `backup.piece-missing` where there is none. */
  get(path: string): Promise<Buffer>;
  /** Paths below this one. */
  list(below: string): AsyncIterable<string>;
  remove(path: string): Promise<void>;
}

const pathForm = /^[a-z0-9][a-z0-9./-]{0,200}$/;
const asideForm = /\.aside$/;

export function folderTarget(folder: string): Target {
  const root = resolve(folder);
  const at = (path: string): string => {
    if (!pathForm.test(path) || path.includes('..')) refuse('backup.piece-missing');
    return join(root, path);
  };
  return {
    locator: root,
    put: (path, bytes) => saidPlainly(() => replace(at(path), bytes)),
    get: (path) => saidPlainly(() => readFile(at(path))),
    list: (below) => filesBelow(root, below),
    remove: async (path) => {
      await rm(at(path), { force: true });
      await removeEmpty(root, dirname(at(path)));
    },
  };
}

/** Folders that hold nothing any more, up to the root. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  if (folder === root) return;
  const isGone = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isGone) await removeEmpty(root, dirname(folder));
}

/** What an operator can mend, by name; a bug stays what it is. */
async function saidPlainly<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/** Of an error of the file system, or of PostgreSQL when its disk is full; also where it is the cause of another. */
export function refusalOf(error: unknown): Refusal | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (cause instanceof Error && cause !== error) return refusalOf(cause) ?? refusalOfCode(code);
  return refusalOfCode(code);
}

function refusalOfCode(code: unknown): Refusal | undefined {
  if (code === 'ENOENT') return new Refusal('backup.piece-missing');
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') {
    return new Refusal('backup.target-full');
  }
  const closed = ['EACCES', 'EPERM', 'EROFS', 'EIO', 'ENOTDIR', 'EISDIR', 'ESTALE'];
  return closed.includes(String(code)) ? new Refusal('backup.target-unreachable') : undefined;
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${newId()}.aside`;
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Windows opens no folders; there a rename is durable by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* filesBelow(root: string, below: string): AsyncIterable<string> {
  const folder = join(root, below);
  const isFolder = await stat(folder).then(
    (it) => it.isDirectory(),
    () => false,
  );
  if (!isFolder) return;
  // One that goes while it is being read, because somebody else clears up too, holds nothing.
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifGone);
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    // What a kill between write and rename left: no piece.
    else if (!asideForm.test(entry.name)) yield path;
  }
}

function ifGone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
