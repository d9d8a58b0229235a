// One value sealed, opened and fingerprinted through the vault's own path with the keys leased, against bare node:crypto with a
// ready nonce and ready associated data, and against CipherSweet, the library that is nearest to what the vault does.
import { createCipheriv, createDecipheriv, createHmac, type CipherGCMTypes } from 'node:crypto';
import ciphersweet from 'ciphersweet-js';
import { createFingerprint } from '../server/src/controls/vault/fingerprint.ts';
import { openField, recordKeyOf, sealField } from '../server/src/controls/vault/field.ts';
import {
  DataKey,
  encodeParts,
  isSignedBy,
  isSm2SignedBy,
  newId,
  newKey,
  newSm2Key,
  publicKeyFrom,
  signerFromSeed,
  sm2PublicKeyFrom,
  sm2SignerFrom,
  suiteOf,
  takeNonce,
} from '../server/src/kernel/crypto/index.ts';
import { providerRows } from './providers.ts';
import type { Result, Row } from './report.ts';

const rounds = 9;
const perRound = 10_000;
const value = '110101199003071233';

type Act = () => unknown;

async function round(act: Act, times: number): Promise<number> {
  const startedAt = performance.now();
  for (let i = 0; i < times; i += 1) {
    const made = act();
    if (made instanceof Promise) await made;
  }
  return times / ((performance.now() - startedAt) / 1000);
}

/** The best round of each, in turns, so that a busy machine slows both. */
async function compared(
  what: string,
  acts: { ours: Act; floor: Act },
  more: Pick<Row, 'goal'> & { times?: number; ownTimes?: number },
): Promise<Row> {
  const best = { ours: 0, floor: 0 };
  for (let i = 0; i < rounds; i += 1) {
    best.floor = Math.max(best.floor, await round(acts.floor, more.times ?? perRound));
    best.ours = Math.max(best.ours, await round(acts.ours, more.ownTimes ?? perRound));
  }
  const { goal } = more;
  return { what, ...best, unit: '/s', ratio: best.ours / best.floor, ...(goal && { goal }) };
}

export async function crypto(): Promise<Result> {
  const rows: Row[] = [];
  for (const id of [1, 2] as const) rows.push(...(await suiteRows(id)));
  rows.push(...(await sm2Rows()), await fingerprintRow(), ...(await sweetRows()));
  rows.push(...(await providerRows()));
  return {
    name: 'crypto',
    title: 'One value: seal, open, fingerprint; one key: wrap, unwrap',
    rows,
  };
}

function fieldOf(id: 1 | 2) {
  const suite = suiteOf(id);
  const place = { subject: newId(), class: 'A10', table: 'customers.value', version: 1 };
  const field = { ...place, record: newId(), column: 'NP10', value };
  const by = recordKeyOf(new DataKey(suite, newKey(), Infinity), 'demo', field);
  return { suite, field, by, envelope: sealField(by, field) };
}

async function suiteRows(id: 1 | 2): Promise<Row[]> {
  const { suite, field, by, envelope } = fieldOf(id);
  const gcm = suite.cipher as CipherGCMTypes;
  const [aad, text] = [Buffer.alloc(150, 7), Buffer.alloc(32, 7)];
  const options = { authTagLength: 16 };
  const bareSeal = () => {
    const nonce = takeNonce();
    const cipher = createCipheriv(gcm, by.key.key, nonce, options);
    cipher.setAAD(aad);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const sealed = bareSeal();
  const bareOpen = () => {
    const decipher = createDecipheriv(gcm, by.key.key, sealed.subarray(0, 12), options);
    decipher.setAAD(aad);
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  };
  const goal = { atLeast: 0.8 };
  return [
    await compared(
      `seal, ${suite.name}`,
      { ours: () => sealField(by, field), floor: bareSeal },
      { goal },
    ),
    await compared(
      `open, ${suite.name}`,
      { ours: () => openField(by, { ...field, envelope }), floor: bareOpen },
      { goal },
    ),
  ];
}

/** Beside Ed25519, the other signature on the same checkpoint; one of each for every checkpoint of the log. */
async function sm2Rows(): Promise<Row[]> {
  const message = Buffer.alloc(120, 7);
  const [sm2, ed25519] = [sm2SignerFrom(newSm2Key()), signerFromSeed(Buffer.alloc(32, 7))];
  const [signature, other] = [await sm2.sign(message), await ed25519.sign(message)];
  const [sm2Key, otherKey] = [sm2PublicKeyFrom(sm2.publicKey), publicKeyFrom(ed25519.publicKey)];
  const note = 'beside Ed25519';
  const sign = { ours: () => sm2.sign(message), floor: () => ed25519.sign(message) };
  const verify = {
    ours: () => isSm2SignedBy(sm2Key, message, { signature }),
    floor: () => isSignedBy(otherKey, message, other),
  };
  return [
    { ...(await compared('SM2 sign', sign, { ownTimes: 500 })), note },
    { ...(await compared('SM2 verify', verify, { ownTimes: 150 })), note },
  ];
}

/** The keyring is a bare HMAC here: what is measured is what the fingerprint adds to it. */
function fingerprintOf() {
  const key = Buffer.alloc(32, 9);
  const mac = (message: Uint8Array) => createHmac('sha256', key).update(message).digest();
  const indexMacs = (index: string, parts: Parameters<typeof encodeParts>[0]) =>
    Promise.resolve([{ version: 1, tag: mac(encodeParts([index, ...parts])) }]);
  return { mac, fingerprint: createFingerprint({ indexMacs } as never, { bits: 18 }) };
}

async function fingerprintRow(): Promise<Row> {
  const { mac, fingerprint } = fingerprintOf();
  const sought = { index: 'document', kind: '01', number: value } as const;
  const message = Buffer.from(value);
  // Waiting for a promise is part of the way to a provider, so the bare one is waited for as well.
  const floor = () => Promise.resolve(mac(message));
  return compared(
    'fingerprint',
    { ours: () => fingerprint.of(sought), floor },
    { goal: { atLeast: 0.8 } },
  );
}

async function sweetRows(): Promise<Row[]> {
  const { CipherSweet, StringProvider, FIPSCrypto, EncryptedField, BlindIndex } = ciphersweet;
  const engine = new CipherSweet(
    new StringProvider('4e1c44f87b4cdf21808762970b356891db180a9dd9850e7baf2a79ff3ab8a2fc'),
    new FIPSCrypto(),
  );
  const sweet = new EncryptedField(engine, 'customers', 'NP10').addBlindIndex(
    new BlindIndex('document', [], 18, true),
  );
  const sealed = await sweet.encryptValue(value, 'context');
  const { field, by, envelope } = fieldOf(1);
  const { fingerprint } = fingerprintOf();
  const sought = { index: 'document', kind: '01', number: value } as const;
  const goal = { atLeast: 5 };
  const times = 200;
  return [
    await compared(
      'seal, beside CipherSweet',
      { ours: () => sealField(by, field), floor: () => sweet.encryptValue(value, 'context') },
      { goal, times },
    ),
    await compared(
      'open, beside CipherSweet',
      {
        ours: () => openField(by, { ...field, envelope }),
        floor: () => sweet.decryptValue(sealed, 'context'),
      },
      { goal, times },
    ),
    await compared(
      'fingerprint, beside CipherSweet',
      { ours: () => fingerprint.of(sought), floor: () => sweet.getBlindIndex(value, 'document') },
      { goal, times },
    ),
  ];
}
