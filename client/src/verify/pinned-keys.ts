// The keys a reader decided to trust, one verifier key a line, in the reader's own home. Pinning is a person's act: no
// file that is verified can add a key, and a second key of the same kind under the same name is refused until the first is taken out.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readVerifierKey } from './note.ts';

export function pinnedKeysFile(home = homedir()): string {
  return join(home, '.config', 'shouxin', 'log-keys');
}

/** Pinned keys; lines that are empty or start with # are for people. */
export async function readPinnedKeys(file = pinnedKeysFile()): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export type Pinning = 'pinned' | 'known' | 'not-a-key' | 'other-key-of-that-name';

export async function pinKey(vkey: string, file = pinnedKeysFile()): Promise<Pinning> {
  const key = readVerifierKey(vkey);
  if (!key) return 'not-a-key';
  const keys = await readPinnedKeys(file);
  if (keys.includes(vkey)) return 'known';
  const isOther = keys
    .map(readVerifierKey)
    .some((it) => it?.name === key.name && it.kind === key.kind);
  if (isOther) return 'other-key-of-that-name';
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${[...keys, vkey].join('\n')}\n`, { mode: 0o600 });
  return 'pinned';
}
