// The last checkpoint, kept outside the database, so that an old database under a newer log is noticed at start
// (SECURITY threat 25). It only moves forward, is written whole or not at all, and is believed only with our signature.
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { witnessFormat } from '@shouxin/contract/proof';
import { z } from 'zod';
import { canonical } from '../../kernel/canonical.ts';
import { fromBase64, toBase64 } from './note.ts';
import { LogBroken } from './state.ts';
import type { Hash } from './tree.ts';

export interface Witnessed {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
}

export interface Witness {
  read(): Promise<Witnessed | undefined>;
  /** Moves forward; a smaller size than the one held is left alone. */
  write(state: Witnessed): Promise<void>;
}

const fileSchema = z.strictObject({
  format: z.literal(witnessFormat),
  origin: z.string().max(200),
  size: z.int().min(0),
  root: z.base64().length(44),
  note: z.string().max(16_384),
});

export function fileWitness(path: string): Witness {
  async function read(): Promise<Witnessed | undefined> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new LogBroken('witness-unreadable');
    });
    return text === undefined ? undefined : parse(text);
  }

  return {
    read,
    async write({ origin, size, root, note }) {
      const held = await read();
      if (held && held.size > size) return;
      const state = { format: witnessFormat, origin, size, root: toBase64(root), note };
      await replace(path, `${canonical(state)}\n`);
    },
  };
}

function parse(text: string): Witnessed {
  try {
    const { format: _, ...state } = fileSchema.parse(JSON.parse(text));
    const root = fromBase64(state.root);
    if (root) return { ...state, root };
  } catch {
    // Told below in one sentence; the content is of no use to the operator.
  }
  throw new LogBroken('witness-unreadable');
}

/** Temporary file, fsync, rename, fsync of the folder: after a crash the old or the new file is there, whole. */
async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; there a rename is durable by itself.
  const folder = await open(path, 'r').catch(() => undefined);
  try {
    await folder?.sync();
  } finally {
    await folder?.close();
  }
}
