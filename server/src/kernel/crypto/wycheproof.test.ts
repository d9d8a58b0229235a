// Wycheproof: known attacks and edges of each algorithm the product rests on. Every vector gives the result its authors
// state, or is on a list with its reason; a vector that is missing, changed or judged wrongly fails (SECURITY T01).
import { createCipheriv, createDecipheriv, createHash, type CipherGCMTypes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decrypt, encrypt, NotAuthentic, nonceLength } from './aead.ts';
import { isSameBytes } from './equal.ts';
import { takeKey } from './key.ts';
import { mac } from './mac.ts';
import { isSignedBy, publicKeyFrom } from './sign.ts';
import { suiteOf, type Suite } from './suite.ts';

const folder = new URL('../../../test/data/wycheproof/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

const source = z
  .object({
    files: z.array(z.object({ name: z.string(), count: z.int(), blob: z.string() })),
  })
  .parse(JSON.parse(read('source.json').toString()));

const hex = z.string().transform((text) => Buffer.from(text, 'hex'));
const judged = { tcId: z.int(), result: z.enum(['valid', 'invalid']) };
const fileOf = <Group extends z.ZodType>(group: Group) => z.object({ testGroups: z.array(group) });
const aeadFile = fileOf(
  z.object({
    tests: z.array(
      z.object({ ...judged, key: hex, iv: hex, aad: hex, msg: hex, ct: hex, tag: hex }),
    ),
  }),
);
const macFile = fileOf(
  z.object({ tests: z.array(z.object({ ...judged, key: hex, msg: hex, tag: hex })) }),
);
const signatureFile = fileOf(
  z.object({
    publicKey: z.object({ pk: hex }),
    tests: z.array(z.object({ ...judged, msg: hex, sig: hex })),
  }),
);

interface Judged {
  readonly tcId: number;
  readonly result: 'valid' | 'invalid';
}
/** What our code says of a vector: the same as its authors, or not. */
type Judge<V extends Judged> = (vector: V) => boolean;

const misjudged = <V extends Judged>(vectors: readonly V[], isValid: Judge<V>): number[] =>
  vectors.filter((it) => isValid(it) !== (it.result === 'valid')).map(({ tcId }) => tcId);

type Aead = z.infer<typeof aeadFile>['testGroups'][number]['tests'][number];

/** The product's suite, for the vector's length of key: it uses one of them itself. */
function suiteFor(suite: Suite, { key }: Aead): Suite {
  if (suite.id === 2) return suite;
  return { ...suite, cipher: `aes-${key.length * 8}-gcm` as Suite['cipher'] };
}

const isAeadValid =
  (suite: Suite): Judge<Aead> =>
  (it) => {
    const by = { suite: suiteFor(suite, it), key: takeKey(Buffer.from(it.key)) };
    const sealed = Buffer.concat([it.ct, it.tag]);
    try {
      const opened = decrypt(by, { nonce: it.iv, aad: it.aad, sealed });
      const made = encrypt(by, { nonce: it.iv, aad: it.aad, text: it.msg });
      return isSameBytes(opened, it.msg) && isSameBytes(made, sealed);
    } catch (error) {
      if (error instanceof NotAuthentic) return false;
      throw error;
    }
  };

/** OpenSSL without us, for the nonces that the product never makes. */
const isBareValid =
  (suite: Suite): Judge<Aead> =>
  (it) => {
    const cipher = suiteFor(suite, it).cipher as CipherGCMTypes;
    try {
      const sealer = createCipheriv(cipher, it.key, it.iv, { authTagLength: 16 });
      sealer.setAAD(it.aad);
      const made = Buffer.concat([sealer.update(it.msg), sealer.final(), sealer.getAuthTag()]);
      const opener = createDecipheriv(cipher, it.key, it.iv, { authTagLength: 16 });
      opener.setAAD(it.aad);
      opener.setAuthTag(it.tag);
      const opened = Buffer.concat([opener.update(it.ct), opener.final()]);
      return isSameBytes(made, Buffer.concat([it.ct, it.tag])) && isSameBytes(opened, it.msg);
    } catch {
      return false;
    }
  };

const aeads = {
  'aes_gcm_test.json': { suite: suiteOf(1), ours: 197, longNonces: [268, 272, 276] },
  'sm4_gcm_test.json': { suite: suiteOf(2), ours: 65, longNonces: [90] },
} as const;

const isOurs = ({ iv }: Aead): boolean => iv.length === nonceLength;

describe('R1.3.2a Wycheproof', () => {
  it.each(source.files)('$name is whole and unchanged: $count vectors', ({ name, count, blob }) => {
    const bytes = read(name);
    const header = `blob ${bytes.length}\0`;
    expect(createHash('sha1').update(header).update(bytes).digest('hex')).toBe(blob);
    const { numberOfTests, testGroups } = z
      .object({
        numberOfTests: z.int(),
        testGroups: z.array(z.object({ tests: z.array(z.unknown()) })),
      })
      .parse(JSON.parse(bytes.toString()));
    expect(numberOfTests).toBe(count);
    expect(testGroups.flatMap(({ tests }) => tests)).toHaveLength(count);
  });

  it('names the five files and no other', () => {
    expect(source.files.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(aeads), ...Object.keys(macs), 'ed25519_test.json'].toSorted(),
    );
  });

  it.each(Object.entries(aeads))('%s: nonces of 96 bits as stated, others refused', (name, it) => {
    const vectors = load(aeadFile, name).flatMap(({ tests }) => tests);
    const ours = vectors.filter(isOurs);
    expect(ours).toHaveLength(it.ours);
    expect(misjudged(ours, isAeadValid(it.suite))).toEqual([]);
    const others = vectors.filter((vector) => !isOurs(vector));
    expect(others.filter(isAeadValid(it.suite))).toEqual([]);
    // Deviation: OpenSSL takes nonces of at most 128 bytes, and there is one longer vector for each length of key.
    expect(misjudged(others, isBareValid(it.suite))).toEqual(it.longNonces);
    const long = others.filter(({ iv }) => iv.length > 128).map(({ tcId }) => tcId);
    expect(long).toEqual(it.longNonces);
  });

  it.each(Object.entries(macs))('%s as stated', (name, suite) => {
    const vectors = load(macFile, name).flatMap(({ tests }) => tests);
    expect(misjudged(vectors, isMacValid(suite))).toEqual([]);
  });

  it('ed25519_test.json as stated', () => {
    expect(misjudged(signed, isSignatureValid)).toEqual([]);
  });

  it('would notice: a judge that says yes, no, or looks at half of a tag fails', () => {
    const vectors = load(aeadFile, 'sm4_gcm_test.json').flatMap(({ tests }) => tests);
    expect(misjudged(vectors, () => true).length).toBeGreaterThan(20);
    expect(misjudged(vectors, () => false).length).toBeGreaterThan(20);
    const tags = load(macFile, 'hmac_sm3_test.json').flatMap(({ tests }) => tests);
    const half: Judge<Mac> = (it) => isMacValid(suiteOf(2))({ ...it, tag: it.tag.subarray(0, 8) });
    expect(misjudged(tags, half).length).toBeGreaterThan(5);
    const turned = signed.map((it) => ({ ...it, msg: Buffer.concat([it.msg, Buffer.of(0)]) }));
    expect(misjudged(turned, isSignatureValid).length).toBeGreaterThan(50);
  });
});

type Mac = z.infer<typeof macFile>['testGroups'][number]['tests'][number];

const macs = { 'hmac_sha256_test.json': suiteOf(1), 'hmac_sm3_test.json': suiteOf(2) };

const isMacValid =
  (suite: Suite): Judge<Mac> =>
  ({ key, msg, tag }) =>
    isSameBytes(mac(suite, takeKey(Buffer.from(key)), msg).subarray(0, tag.length), tag);

const signed = load(signatureFile, 'ed25519_test.json').flatMap(({ publicKey, tests }) =>
  tests.map((it) => ({ ...it, publicKey: publicKey.pk })),
);

const isSignatureValid: Judge<(typeof signed)[number]> = ({ publicKey, msg, sig }) =>
  isSignedBy(publicKeyFrom(publicKey), msg, sig);

function load<Group extends z.ZodType>(
  file: z.ZodObject<{ testGroups: z.ZodArray<Group> }>,
  name: string,
): z.infer<Group>[] {
  return file.parse(JSON.parse(read(name).toString())).testGroups;
}
