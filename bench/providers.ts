// Customer keys wrapped and unwrapped a second by provider, 16 asked for at once as an import does. The token is SoftHSM 2 (Debian:
// softhsm2) in this process; hardware behind a network is slower. Without it the rows are left out.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPkcs11 } from '../server/src/controls/keys/providers/pkcs11/index.ts';
import type { KeyContext, KeyProvider } from '../server/src/controls/keys/providers/provider.ts';
import { openSealedFile } from '../server/src/controls/keys/providers/sealed-file/index.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { newKey } from '../server/src/kernel/crypto/index.ts';
import type { Row } from './report.ts';

const module = '/usr/lib/softhsm/libsofthsm2.so';
const [rounds, perRound, atOnce] = [3, 2_000, 16];
const place: KeyContext = ['shouxin/ck/v1', 'bench', 'subject', 7];

function openToken(folder: string): Promise<KeyProvider> {
  const [configuration, pinFile, pin] = [join(folder, 'conf'), join(folder, 'pin'), 'Reed-4711'];
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\n`);
  writeFileSync(pinFile, pin, { mode: 0o600 });
  process.env.SOFTHSM2_CONF = configuration;
  const given = ['--init-token', '--free', '--label', 'bench', '--so-pin', pin, '--pin', pin];
  execFileSync('softhsm2-util', given, { stdio: 'ignore' });
  return openPkcs11({ module, token: 'bench', pinFile, tenant: 'bench', clock: systemClock });
}

async function perSecond(act: () => Promise<unknown>): Promise<number> {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    let left = perRound;
    const startedAt = performance.now();
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await act();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    best = Math.max(best, perRound / ((performance.now() - startedAt) / 1000));
  }
  return best;
}

async function rowsOf(name: string, provider: KeyProvider): Promise<Row[]> {
  const suite = provider.suites[0];
  const spec = { name: 'bucket/000', use: 'wrap', suite, label: 'shouxin/ck/v1' } as const;
  await provider.generate([spec]);
  const key = newKey();
  const wrapped = await provider.wrap('bucket/000#1', key, place);
  const wraps = await perSecond(() => provider.wrap('bucket/000#1', key, place));
  const unwraps = await perSecond(() => provider.unwrap('bucket/000#1', wrapped, place));
  return [
    { what: `wrap a key, ${name}`, ours: wraps, unit: '/s' },
    { what: `unwrap a key, ${name}`, ours: unwraps, unit: '/s' },
  ];
}

export async function providerRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-keys-'));
  try {
    const file = { folder: join(folder, 'keys'), tenant: 'bench', clock: systemClock };
    const rows = await rowsOf('sealed file', await openSealedFile({ ...file, suite: 2 }));
    if (!existsSync(module)) return rows;
    const token = await openToken(folder);
    rows.push(...(await rowsOf('PKCS#11 (SoftHSM 2)', token)));
    await token.close?.();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
