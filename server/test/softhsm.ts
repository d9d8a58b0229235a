// Real tokens for tests: SoftHSM 2 (Debian: softhsm2) in a folder of the test file's own. The library reads its folder once,
// at the first use in a process, so all tokens are made at the top of a file, before anything is opened.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const found = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));

export const hasSofthsm = found !== undefined;
export const softhsmModule = found ?? '';
export const pin = 'Reed-4711';

export interface TestToken {
  readonly module: string;
  readonly token: string;
  readonly pinFile: string;
}

export interface Tokens {
  readonly folder: string;
  /** For another process on the same tokens. */
  readonly configuration: string;
  token(label: string): TestToken;
}

export function makeTokens(labels: readonly string[]): Tokens {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-softhsm-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = join(folder, 'softhsm2.conf');
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(
    configuration,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env.SOFTHSM2_CONF = configuration;
  for (const label of hasSofthsm ? labels : []) {
    const given = ['--init-token', '--free', '--label', label, '--so-pin', pin, '--pin', pin];
    execFileSync('softhsm2-util', given, { stdio: 'ignore' });
  }
  const pinFile = join(folder, 'pin');
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  return {
    folder,
    configuration,
    token: (label) => ({ module: softhsmModule, token: label, pinFile }),
  };
}
