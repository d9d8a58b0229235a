// At start every algorithm must give the answer of its standard, and must refuse what it should refuse; else the
// process does not start (SECURITY 0.4, GB/T 39786). The machine's OpenSSL decides whether SM4-GCM and SM3 exist at all.
import { argon2Sync, createCipheriv, hash } from 'node:crypto';
import { decrypt, encrypt, NotAuthentic, type AeadKey } from './aead.ts';
import { isSameBytes } from './equal.ts';
import { takeKey } from './key.ts';
import {
  aeadAnswers,
  blockAnswer,
  digestAnswers,
  macAnswers,
  passwordAnswer,
  signatureAnswer,
  sm2Answer,
  type AeadAnswer,
} from './known-answers.ts';
import { mac } from './mac.ts';
import { takeNonce } from './random.ts';
import { isSignedBy, publicKeyFrom, signerFromSeed } from './sign.ts';
import { suiteOf } from './suite.ts';
import { sm2PublicKeyFrom, toNumber } from './sm2/curve.ts';
import { encryptWith, sm2Decrypt } from './sm2/encryption.ts';
import {
  identityHash,
  isSm2SignedBy,
  messageNumber,
  signWith,
  sm2UserId,
} from './sm2/signature.ts';

export class SelfTestFailed extends Error {
  constructor(what: string) {
    super(`cryptographic self-test failed: ${what}`);
    this.name = 'SelfTestFailed';
  }
}

export interface SelfTestReport {
  readonly at: Date;
  readonly passed: readonly string[];
}

function isRefused(by: AeadKey, it: AeadAnswer): boolean {
  const changed = Buffer.from(it.sealed);
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
  try {
    decrypt(by, { nonce: it.nonce, aad: it.aad, sealed: changed });
    return false;
  } catch (error) {
    return error instanceof NotAuthentic;
  }
}

function testAead(it: AeadAnswer): boolean {
  const by = { suite: suiteOf(it.suite), key: takeKey(Buffer.from(it.key)) };
  const { nonce, aad, text, sealed } = it;
  const made = encrypt(by, { nonce, aad, text });
  const opened = decrypt(by, { nonce, aad, sealed });
  return isSameBytes(made, sealed) && isSameBytes(opened, text) && isRefused(by, it);
}

function testMac(it: (typeof macAnswers)[number]): boolean {
  return isSameBytes(mac(suiteOf(it.suite), takeKey(Buffer.from(it.key)), it.message), it.tag);
}

function testSignature(): boolean {
  const { seed, publicKey, signature } = signatureAnswer;
  const signer = signerFromSeed(seed);
  const key = publicKeyFrom(publicKey);
  const message = new Uint8Array();
  const made = signer.sign(message);
  if (made instanceof Promise || !isSameBytes(made, signature)) return false;
  return isSignedBy(key, message, signature) && !isSignedBy(key, Buffer.of(0), signature);
}

function testBlock(): boolean {
  const { key, text, sealed } = blockAnswer;
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return isSameBytes(cipher.update(text), sealed);
}

function testSm2Signature(): boolean {
  const { privateKey, nonce, identity, signed: message, signature } = sm2Answer;
  const publicKey = sm2PublicKeyFrom(sm2Answer.publicKey);
  const number = messageNumber({ publicKey, message, userId: sm2UserId });
  const made = signWith(toNumber(privateKey), number, nonce);
  if (!made || !isSameBytes(made, signature)) return false;
  return (
    isSameBytes(identityHash(publicKey, sm2UserId), identity) &&
    isSm2SignedBy(publicKey, message, { signature }) &&
    !isSm2SignedBy(publicKey, Buffer.of(0), { signature })
  );
}

function testSm2Encryption(): boolean {
  const { privateKey, publicKey, nonce: k, text, sealed } = sm2Answer;
  const made = encryptWith(sm2PublicKeyFrom(publicKey), text, { k });
  const key = takeKey(Buffer.from(privateKey));
  return (
    made !== undefined && isSameBytes(made, sealed) && isSameBytes(sm2Decrypt(key, made), text)
  );
}

function testPassword(): boolean {
  return isSameBytes(argon2Sync('argon2id', passwordAnswer.parameters), passwordAnswer.tag);
}

const tests: readonly (readonly [string, () => boolean])[] = [
  ...aeadAnswers.map((it) => [it.source, () => testAead(it)] as const),
  ...macAnswers.map((it) => [it.source, () => testMac(it)] as const),
  ...digestAnswers.map(
    (it) => [it.source, () => isSameBytes(hash(it.digest, 'abc', 'buffer'), it.answer)] as const,
  ),
  ['SM4, GB/T 32907-2016 A.1', testBlock],
  ['SM2 signature, GB/T 32918.5-2017 A.2', testSm2Signature],
  ['SM2 encryption, GB/T 32918.5-2017 A.4', testSm2Encryption],
  ['Ed25519, RFC 8032 7.1', testSignature],
  ['Argon2id, RFC 9106 5.3', testPassword],
  ['random numbers differ', () => !isSameBytes(takeNonce(), takeNonce())],
];

/** Runs all tests; throws at the first that fails. Takes some tens of milliseconds. */
export function selfTest(at: Date): SelfTestReport {
  const passed: string[] = [];
  for (const [name, test] of tests) {
    let isGood: boolean;
    try {
      isGood = test();
    } catch {
      isGood = false;
    }
    if (!isGood) throw new SelfTestFailed(name);
    passed.push(name);
  }
  return { at, passed };
}
