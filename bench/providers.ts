// By provider: customer keys wrapped and unwrapped, fingerprints, and first seals a second (the key unwrapped, then one value sealed; while
// the key is leased a seal needs no provider, and has its row by suite), 16 asked for at once as an import does. The token is SoftHSM 2
// (Debian: softhsm2) in this process, and the transit store a stand-in on the loopback: hardware behind a network is slower.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPkcs11 } from '../server/src/controls/keys/providers/pkcs11/index.ts';
import type { KeyContext, KeyProvider } from '../server/src/controls/keys/providers/provider.ts';
import { openSealedFile } from '../server/src/controls/keys/providers/sealed-file/index.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { DataKey, newId, newKey, suiteOf } from '../server/src/kernel/crypto/index.ts';
import { openTransit } from '../server/src/controls/keys/providers/transit/index.ts';
import { recordKeyOf, sealField } from '../server/src/controls/vault/field.ts';
import { openStandIn } from '../server/test/transit/stand-in.ts';
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
  const index = {
    name: 'index/bench',
    use: 'mac',
    suite,
    label: 'shouxin/fingerprint/v1',
  } as const;
  await provider.generate([spec, index]);
  const key = newKey();
  const wrapped = await provider.wrap('bucket/000#1', key, place);
  const message = Buffer.from('110101199003071233');
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    'wrap a key': () => provider.wrap('bucket/000#1', key, place),
    'unwrap a key': () => provider.unwrap('bucket/000#1', wrapped, place),
    'first seal': () => firstSeal(provider, wrapped),
    fingerprint: () => provider.mac('index/bench#1', message, ['shouxin/fingerprint/v1', 'bench']),
  };
  const rows: Row[] = [];
  for (const [what, act] of Object.entries(acts))
    rows.push({ what: `${what}, ${name}`, ours: await perSecond(act), unit: '/s' });
  return rows;
}

/** Of a customer whose key is not leased: as a counter does at the first value. */
async function firstSeal(provider: KeyProvider, wrapped: Uint8Array): Promise<Buffer> {
  const key = await provider.unwrap('bucket/000#1', wrapped, place);
  const it = { subject: newId(), class: 'A10', table: 'customers.value', version: 1 };
  const field = { ...it, record: newId(), column: 'NP10', value: '110101199003071233' };
  return sealField(
    recordKeyOf(new DataKey(suiteOf(provider.suites[0]), key, Infinity), 'bench', field),
    field,
  );
}

export async function providerRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-keys-'));
  try {
    const rows: Row[] = [];
    for (const suite of [2, 1] as const) {
      const file = { folder: join(folder, `keys-${suite}`), tenant: 'bench', clock: systemClock };
      const name = `sealed file, ${suiteOf(suite).name}`;
      rows.push(...(await rowsOf(name, await openSealedFile({ ...file, suite }))));
    }
    rows.push(...(await transitRows(folder)));
    if (!existsSync(module)) return rows;
    const token = await openToken(folder);
    rows.push(...(await rowsOf('PKCS#11 (SoftHSM 2)', token)));
    await token.close?.();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function transitRows(folder: string): Promise<Row[]> {
  const standIn = await openStandIn();
  const { address } = standIn;
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, standIn.token, { mode: 0o600 });
  const mounts = { mount: 'transit', kvMount: 'secret' };
  const options = { address, tokenFile, ...mounts, tenant: 'bench', clock: systemClock };
  const provider = await openTransit(options);
  try {
    return await rowsOf('transit (stand-in)', provider);
  } finally {
    await provider.close?.();
    standIn.close();
  }
}
