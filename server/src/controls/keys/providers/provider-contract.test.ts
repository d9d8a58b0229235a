// What every key provider must do, run against each one there is: add a row for a new provider.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStandIn, type StandIn } from '../../../../test/transit/stand-in.ts';
import { fixedClock } from '../../../kernel/clock.ts';
import {
  exportKey,
  isSignedBy,
  isSm2SignedBy,
  newKey,
  publicKeyFrom,
  takeKey,
  type SuiteId,
} from '../../../kernel/crypto/index.ts';
import { hasSofthsm, makeTokens } from '../../../../test/softhsm.ts';
import { openPkcs11 } from './pkcs11/index.ts';
import type { KeyContext, KeyProvider, KeySpec } from './provider.ts';
import { openSealedFile } from './sealed-file/index.ts';
import { openToReseal } from './sealed-file/open-store.ts';
import { newShares, writeShare } from './sealed-file/shares.ts';
import type { UnsealSources } from './sealed-file/unseal.ts';
import { newPassphrase, type MadeWay } from './sealed-file/ways.ts';
import { openTransit } from './transit/index.ts';

const clock = fixedClock();
const newFolder = () => mkdtemp(join(tmpdir(), 'shouxin-provider-'));

/** A sealed file that was made with a key file, changed to another way, and is opened in that. */
async function openSealedIn(made: MadeWay, unsealing: () => Promise<UnsealSources>) {
  const options = { folder: await newFolder(), tenant: 'demo', suite: 2, clock } as const;
  await (await openToReseal(options)).reseal(made);
  return openSealedFile({ ...options, unsealing: await unsealing() });
}

async function secretFile(text: string): Promise<string> {
  const path = join(await newFolder(), 'secret');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

const standIns: StandIn[] = [];
afterEach(() => {
  for (const standIn of standIns.splice(0)) standIn.close();
});

const tokens = makeTokens(['contract']);
let institutions = 0;

interface Subject {
  readonly name: string;
  /** Without what it needs on this machine it is skipped here, and CI fails. */
  readonly isHere: boolean;
  readonly suites: readonly SuiteId[];
  readonly open: () => Promise<KeyProvider>;
}

const providers: Subject[] = [
  {
    name: 'sealed file',
    isHere: true,
    suites: [1, 2],
    open: async () =>
      openSealedFile({ folder: await newFolder(), tenant: 'demo', suite: 2, clock }),
  },
  {
    name: 'sealed file, passphrase',
    isHere: true,
    suites: [1, 2],
    open: async () =>
      openSealedIn(await newPassphrase('six plain words on one card', 2), async () => ({
        passphraseFile: await secretFile('six plain words on one card'),
      })),
  },
  {
    name: 'sealed file, shares',
    isHere: true,
    suites: [1, 2],
    open: async () => {
      const made = await newShares({ of: 5, need: 3 }, 2);
      const texts = made.shares.slice(2).map(writeShare);
      return openSealedIn(made, async () => ({
        shareFiles: await Promise.all(texts.map(secretFile)),
      }));
    },
  },
  {
    name: 'transit, a stand-in',
    isHere: true,
    suites: [1],
    open: async () => {
      const standIn = await openStandIn();
      standIns.push(standIn);
      const tokenFile = await secretFile(standIn.token);
      const mounts = { mount: 'transit', kvMount: 'secret' };
      const { address } = standIn;
      return openTransit({ address, tokenFile, ...mounts, tenant: 'demo', clock });
    },
  },
  {
    name: 'PKCS#11, SoftHSM 2',
    isHere: hasSofthsm,
    suites: [1],
    open: () => {
      institutions += 1;
      const tenant = `demo${institutions}`;
      return openPkcs11({ ...tokens.token('contract'), tenant, clock });
    },
  },
];

const wrapSpec = (suite: SuiteId, bucket: number = suite): KeySpec => ({
  name: `bucket/00${bucket}`,
  use: 'wrap',
  suite,
  label: 'shouxin/ck/v1',
});
const macSpec: KeySpec = { name: 'index/mobile', use: 'mac', suite: 1, label: 'shouxin/fp/v1' };
const signSpec: KeySpec = { name: 'audit', use: 'sign', suite: 1, label: 'shouxin/audit/v1' };
const sm2Spec: KeySpec = {
  name: 'audit-sm2',
  use: 'sign-sm2',
  suite: 2,
  label: 'shouxin/audit-sm2/v1',
};
const place: KeyContext = ['shouxin/ck/v1', 'demo', 'subject', 7];

describe.each(providers)('R1.3.2a a key provider ($name)', ({ isHere, suites, open }) => {
  let provider: KeyProvider;
  const [first = 1] = suites;
  const last = suites.at(-1) ?? 1;
  beforeEach(async (test) => {
    if (!isHere) test.skip('softhsm2 is not installed');
    provider = await open();
  });

  async function make(spec: KeySpec): Promise<string> {
    const [made] = await provider.generate([spec]);
    return made?.id ?? '';
  }

  it.each(suites)('wraps a key under suite %i and gives the same key back', async (suite) => {
    const id = await make(wrapSpec(suite));
    const key = newKey();
    const wrapped = await provider.wrap(id, key, place);
    expect(wrapped.includes(exportKey(key))).toBe(false);
    // The form that the count of what is sealed knows a wrapped key by.
    expect([...wrapped.subarray(0, 3)]).toEqual([0xc2, 1, suite]);
    expect(exportKey(await provider.unwrap(id, wrapped, place))).toEqual(exportKey(key));
    expect(await provider.wrap(id, key, place)).not.toEqual(wrapped);
  });

  it('unwraps under no other context, key or bytes', async () => {
    const [id, other] = [await make(wrapSpec(last, 2)), await make(wrapSpec(first, 1))];
    const wrapped = await provider.wrap(id, newKey(), place);
    const refused = { problem: 'not-authentic' };
    const elsewhere: KeyContext = ['shouxin/ck/v1', 'demo', 'subject', 8];
    await expect(provider.unwrap(id, wrapped, elsewhere)).rejects.toMatchObject(refused);
    await expect(provider.unwrap(other, wrapped, place)).rejects.toMatchObject(refused);
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const changed = Buffer.from(wrapped);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(provider.unwrap(id, changed, place)).rejects.toMatchObject(refused);
    }
    for (let length = 0; length < wrapped.length; length += 1) {
      const cut = wrapped.subarray(0, length);
      await expect(provider.unwrap(id, cut, place)).rejects.toMatchObject(refused);
    }
  });

  it('makes MACs that depend on key, context and message', async () => {
    const id = await make(macSpec);
    const context: KeyContext = ['shouxin/fp/v1', 'demo', 'mobile'];
    const tag = await provider.mac(id, Buffer.from('13800000000'), context);
    expect(tag).toHaveLength(32);
    expect(await provider.mac(id, Buffer.from('13800000000'), context)).toEqual(tag);
    expect(await provider.mac(id, Buffer.from('13800000001'), context)).not.toEqual(tag);
    const moved: KeyContext = ['shouxin/fp/v1', 'demo', 'mobil', 'e'];
    expect(await provider.mac(id, Buffer.from('13800000000'), moved)).not.toEqual(tag);
    const next = await make(macSpec);
    expect(await provider.mac(next, Buffer.from('13800000000'), context)).not.toEqual(tag);
  });

  it('signs plain Ed25519 that its public key confirms', async () => {
    const [made] = await provider.generate([signSpec]);
    const message = Buffer.from('checkpoint');
    const signature = await provider.sign(made?.id ?? '', message, ['shouxin/audit/v1']);
    const publicKey = publicKeyFrom(Buffer.from(made?.publicKey ?? '', 'hex'));
    expect(isSignedBy(publicKey, message, signature)).toBe(true);
    expect(isSignedBy(publicKey, Buffer.from('checkpoinT'), signature)).toBe(false);
  });

  it('signs SM2 with the default user id, where it has the national suite', async () => {
    if (!suites.includes(2)) return;
    const [made] = await provider.generate([sm2Spec]);
    const message = Buffer.from('checkpoint');
    const signature = await provider.sign(made?.id ?? '', message, ['shouxin/audit-sm2/v1']);
    const publicKey = Buffer.from(made?.publicKey ?? '', 'hex');
    expect(isSm2SignedBy(publicKey, message, { signature })).toBe(true);
    expect(isSm2SignedBy(publicKey, Buffer.from('checkpoinT'), { signature })).toBe(false);
    const elsewhere = provider.sign(made?.id ?? '', message, ['shouxin/audit/v1']);
    await expect(elsewhere).rejects.toMatchObject({ problem: 'wrong-context' });
  });

  it('refuses a use, a label or a name the key was not made for', async () => {
    const [wrap, mac] = [await make(wrapSpec(last)), await make(macSpec)];
    const text = Buffer.from('x');
    const cases: [Promise<unknown>, string][] = [
      [provider.mac(wrap, text, place), 'wrong-use'],
      [provider.wrap(mac, newKey(), ['shouxin/fp/v1']), 'wrong-use'],
      [provider.sign(mac, text, ['shouxin/fp/v1']), 'wrong-use'],
      [provider.mac(mac, text, ['shouxin/other/v1']), 'wrong-context'],
      [provider.wrap(wrap, newKey(), ['shouxin/fp/v1']), 'wrong-context'],
      [provider.mac('index/none#1', text, ['shouxin/fp/v1']), 'unknown'],
      [provider.destroy('index/none#1'), 'unknown'],
    ];
    for (const [attempt, problem] of cases)
      await expect(attempt).rejects.toMatchObject({ problem });
  });

  it('lets a deactivated key open and not seal, and a destroyed key do nothing ever again', async () => {
    const id = await make(wrapSpec(last, 2));
    const key = takeKey(Buffer.alloc(32, 5));
    const wrapped = await provider.wrap(id, key, place);
    expect(await provider.transition(id, 'deactivated')).toMatchObject({ state: 'deactivated' });
    expect(exportKey(await provider.unwrap(id, wrapped, place))).toEqual(Buffer.alloc(32, 5));
    await expect(provider.wrap(id, key, place)).rejects.toMatchObject({ problem: 'wrong-state' });
    await expect(provider.transition(id, 'active')).rejects.toMatchObject({
      problem: 'wrong-state',
    });
    const before = await provider.health();
    const destruction = await provider.destroy(id);
    expect(destruction.generation).toBeGreaterThan(before.generation);
    await expect(provider.unwrap(id, wrapped, place)).rejects.toMatchObject({
      problem: 'destroyed',
    });
    await expect(provider.destroy(id)).rejects.toMatchObject({ problem: 'wrong-state' });
    const described = await provider.describe();
    expect(described.find((it) => it.id === id)).toMatchObject({
      state: 'destroyed',
      version: 1,
    });
    expect(await make(wrapSpec(last, 2))).toBe('bucket/002#2');
  });

  it('says which suites it has keys for, refuses others, and keeps what a data key is derived for', async () => {
    expect(provider.suites.toSorted((a, b) => a - b)).toEqual(suites);
    const foreign = [wrapSpec(1), wrapSpec(2), sm2Spec].filter(
      ({ suite }) => !suites.includes(suite),
    );
    for (const spec of foreign) {
      const refused = provider.generate([macSpec, spec]);
      await expect(refused).rejects.toMatchObject({ problem: 'wrong-suite' });
      expect(await provider.describe()).toEqual([]);
    }
    const [made] = await provider.generate([{ ...macSpec, name: 'secret', dataSuite: 2 }]);
    expect(made).toMatchObject({ suite: 1, dataSuite: 2 });
  });

  it('counts every change of the store and gives versions in order, also when asked at once', async () => {
    const before = (await provider.health()).generation;
    const made = await Promise.all([1, 2, 3].map(() => make(macSpec)));
    expect(made).toEqual(['index/mobile#1', 'index/mobile#2', 'index/mobile#3']);
    expect((await provider.health()).generation).toBe(before + 3);
  });

  it('shows no material in descriptions, inspection, JSON or errors', async () => {
    await provider.generate([wrapSpec(1), macSpec, signSpec]);
    const shown = inspect(await provider.describe(), { depth: 9 }) + JSON.stringify(provider);
    expect(shown).not.toMatch(/[0-9a-f]{64}(?!')/);
    expect(Object.keys((await provider.describe())[0] ?? {}).toSorted()).toEqual([
      'changedAt',
      'createdAt',
      'id',
      'label',
      'name',
      'state',
      'suite',
      'use',
      'version',
    ]);
    const error = await provider
      .mac('x#1', Buffer.from('SECRET'), ['a'])
      .catch((it: unknown) => it);
    expect(inspect(error)).not.toContain('SECRET');
  });
});
