// Passwords of database roles, made once and kept in the keys folder, never in the data folder:
// whoever has the data folder alone cannot sign in to a database started on it.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '../crypto/random.ts';

export function readPassword(keys: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(keys, `${name}.password`), 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a password of 256 random bits, durable before it is used. */
export function createPassword(keys: string, name: string): string {
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const password = randomToken();
  const path = join(keys, `${name}.password`);
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${password}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
  return password;
}
