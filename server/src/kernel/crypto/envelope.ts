// The stored form of every sealed value (SECURITY 4.2):
//   0xC1 | format=1 | suite | flags | kid(16) | nonce(12) | ciphertext | tag(16)
// Read strictly: an unknown format, suite or flag is an error, never a fallback. The flag `padded` hides the length.
import {
  decrypt,
  encrypt,
  NotAuthentic,
  nonceLength,
  tagLength,
  type AeadKey,
  type ToEncrypt,
} from './aead.ts';
import { encodeParts, type Part } from './parts.ts';
import { takeNonce } from './random.ts';
import { suiteOf, type SuiteId } from './suite.ts';

const magic = 0xc1;
const format = 1;
export const kidLength = 16;
const nonceStart = 4 + kidLength;
export const headerLength = nonceStart + nonceLength;
const blockLength = 32;

export const flags = { plain: 0, padded: 1 } as const;
export type Flag = (typeof flags)[keyof typeof flags];

/** A data key with the identifier that commits to it: GCM alone opens under more than one key. */
export interface EnvelopeKey extends AeadKey {
  readonly kid: Uint8Array;
}

export class BadEnvelope extends Error {
  constructor() {
    super('not an envelope of a known form');
    this.name = 'BadEnvelope';
  }
}

/** What every envelope is bound to: a label, the place, and at the end suite and kid, each with its length. */
export function bindEnvelope(key: EnvelopeKey, label: string, place: readonly Part[]): Buffer {
  return encodeParts([label, ...place, Buffer.of(key.suite.id), key.kid]);
}

/** Most values are short: they are padded in one place that is wiped after use, never in new memory. */
const bench = Buffer.alloc(1024);

function place(value: Uint8Array | string, into: Buffer): void {
  if (typeof value === 'string') into.write(value);
  else into.set(value);
}

/** value | 0x80 | 0x00..., up to the next multiple of 32 bytes (ISO/IEC 7816-4): one reading only. */
function pad(value: Uint8Array | string): Buffer {
  const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const total = length - (length % blockLength) + blockLength;
  const padded = total > bench.length ? Buffer.alloc(total) : bench.subarray(0, total);
  place(value, padded);
  padded[length] = 0x80;
  return padded;
}

function unpad(padded: Buffer): Buffer {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  const isWhole = padded.length > 0 && padded.length % blockLength === 0;
  if (!isWhole || padded[end] !== 0x80 || padded.length - end > blockLength)
    throw new BadEnvelope();
  return padded.subarray(0, end);
}

export interface ToSeal {
  readonly aad: Uint8Array;
  readonly value: Uint8Array | string;
  readonly flag: Flag;
}

export function sealEnvelope(key: EnvelopeKey, it: ToSeal): Buffer {
  const nonce = takeNonce();
  const text = it.flag === flags.padded ? pad(it.value) : bytesOf(it.value);
  const envelope = encryptThenWipe(key, { nonce, aad: it.aad, text }, it.flag === flags.padded);
  envelope[0] = magic;
  envelope[1] = format;
  envelope[2] = key.suite.id;
  envelope[3] = it.flag;
  envelope.set(key.kid, 4);
  envelope.set(nonce, nonceStart);
  return envelope;
}

function encryptThenWipe(key: EnvelopeKey, it: ToEncrypt, isOurs: boolean): Buffer {
  try {
    return encrypt(key, it, headerLength);
  } finally {
    if (isOurs) it.text.fill(0);
  }
}

function bytesOf(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

export interface EnvelopeHead {
  readonly suite: SuiteId;
  readonly flag: Flag;
  readonly kid: Buffer;
}

/** The part that can be read without a key; enough to find the key. */
export function readEnvelope(envelope: Uint8Array): EnvelopeHead {
  if (envelope.length < headerLength + tagLength) throw new BadEnvelope();
  const [first, form, suite, flag] = envelope;
  if (first !== magic || form !== format) throw new BadEnvelope();
  if (flag !== flags.plain && flag !== flags.padded) throw new BadEnvelope();
  return {
    suite: suiteOf(suite ?? 0).id,
    flag,
    kid: Buffer.from(envelope.subarray(4, nonceStart)),
  };
}

export interface ToOpen {
  readonly aad: Uint8Array;
  readonly envelope: Uint8Array;
  /** The form the caller stores in this place; another form is an error, so a flag cannot be flipped. */
  readonly flag: Flag;
}

export function openEnvelope(key: EnvelopeKey, it: ToOpen): Buffer {
  const { envelope } = it;
  checkHead(key, it);
  const text = decrypt(key, {
    nonce: envelope.subarray(nonceStart, headerLength),
    aad: it.aad,
    sealed: envelope.subarray(headerLength),
  });
  return it.flag === flags.padded ? unpad(text) : text;
}

function checkHead(key: EnvelopeKey, it: ToOpen): void {
  const { envelope } = it;
  if (envelope.length < headerLength + tagLength) throw new BadEnvelope();
  if (envelope[0] !== magic || envelope[1] !== format || envelope[3] !== it.flag) {
    throw new BadEnvelope();
  }
  if (suiteOf(envelope[2] ?? 0) !== key.suite) throw new NotAuthentic();
  // Public on both sides, so the comparison need not be constant in time.
  for (let at = 0; at < kidLength; at += 1) {
    if (envelope[4 + at] !== key.kid[at]) throw new NotAuthentic();
  }
}
