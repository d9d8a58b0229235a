// Authenticated encryption: the standards' answers, and every way in which it must say no.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, NotAuthentic, type AeadKey } from './aead.ts';
import { newKey, takeKey } from './key.ts';
import { aeadAnswers } from './known-answers.ts';
import { takeNonce } from './random.ts';
import { suiteOf } from './suite.ts';

const keyOf = (suite: number): AeadKey => {
  const it = suiteOf(suite);
  return { suite: it, key: newKey(it.keyBytes) };
};
const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const suites = [1, 2] as const;

describe('R1.3.2a AEAD', () => {
  it.each(aeadAnswers)('gives the answer of $source', (it) => {
    const by = { suite: suiteOf(it.suite), key: takeKey(Buffer.from(it.key)) };
    const { nonce, aad, text, sealed } = it;
    expect(encrypt(by, { nonce, aad, text })).toEqual(sealed);
    expect(decrypt(by, { nonce, aad, sealed })).toEqual(text);
  });

  it.each(suites)('opens what it sealed, of any length and associated data (suite %i)', (suite) => {
    const by = keyOf(suite);
    fc.assert(
      fc.property(bytes(200), bytes(200), (text, aad) => {
        const nonce = takeNonce();
        const sealed = encrypt(by, { nonce, aad, text });
        expect(sealed).toHaveLength(text.length + 16);
        expect(decrypt(by, { nonce, aad, sealed })).toEqual(Buffer.from(text));
      }),
    );
  });

  it.each(suites)('refuses other associated data, nonce or key (suite %i)', (suite) => {
    const by = keyOf(suite);
    const [nonce, aad, text] = [takeNonce(), Buffer.from('aad'), Buffer.from('text')];
    const sealed = encrypt(by, { nonce, aad, text });
    const refused = [
      () => decrypt(by, { nonce, aad: Buffer.from('aae'), sealed }),
      () => decrypt(by, { nonce, aad: Buffer.alloc(0), sealed }),
      () => decrypt(by, { nonce: takeNonce(), aad, sealed }),
      () => decrypt(keyOf(suite), { nonce, aad, sealed }),
      () => decrypt(by, { nonce: nonce.subarray(0, 11), aad, sealed }),
      () => decrypt(by, { nonce: Buffer.concat([nonce, nonce]), aad, sealed }),
    ];
    for (const attempt of refused) expect(attempt).toThrow(NotAuthentic);
  });

  it.each(suites)('accepts no shortened tag: 15, 12, 8, 4, 0 bytes (suite %i)', (suite) => {
    const by = keyOf(suite);
    const nonce = takeNonce();
    const aad = Buffer.alloc(0);
    for (const text of [Buffer.alloc(0), Buffer.from('abcdefghijklmnop')]) {
      const sealed = encrypt(by, { nonce: takeNonce(), aad, text });
      for (const length of [15, 12, 8, 4, 0]) {
        const cut = sealed.subarray(0, text.length + length);
        expect(() => decrypt(by, { nonce, aad, sealed: cut })).toThrow(NotAuthentic);
      }
    }
  });

  it('says the same for every kind of no, without a byte of what it saw', () => {
    const by = keyOf(1);
    const aad = Buffer.from('AAD');
    const attempt = () => decrypt(by, { nonce: takeNonce(), aad, sealed: Buffer.alloc(40, 65) });
    expect(attempt).toThrow(/^ciphertext is not authentic$/);
    expect(attempt).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });

  it('never gives a nonce twice, over many pools', () => {
    const seen = new Set<string>();
    const kept: [Buffer, string][] = [];
    for (let count = 0; count < 20_000; count += 1) {
      const nonce = takeNonce();
      seen.add(nonce.toString('hex'));
      if (count % 997 === 0) kept.push([nonce, nonce.toString('hex')]);
    }
    expect(seen.size).toBe(20_000);
    for (const [nonce, text] of kept) expect(nonce.toString('hex')).toBe(text);
  });
});
