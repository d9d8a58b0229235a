// Keys as objects of the token: made there, never to leave it, for one use each; what each does; and the check value by which
// a key of the same name that is another key is found out (SECURITY T21).
import {
  encodeParts,
  exportKey,
  frameWrap,
  isSameBytes,
  isSignedBy,
  openFrame,
  publicKeyFrom,
  takeKey,
  takeNonce,
  type Framed,
  type SecretKey,
} from '../../../../kernel/crypto/index.ts';
import { KeyRefused, type KeyDescription, type KeyUse } from '../provider.ts';
import { KeystoreRefused } from '../sealed-file/files.ts';
import {
  attributes,
  isLost,
  isTemplateRefused,
  keyType,
  mechanisms,
  objectClass,
  TokenError,
  type AttributeValue,
  type Handle,
  type Template,
} from './cryptoki.ts';
import type { Working } from './connection.ts';

/** The only suite that tokens of PKCS#11 v2.40 have mechanisms for: AES-256-GCM, HMAC-SHA-256, Ed25519. */
export const tokenSuite = 1;
const curve25519 = Buffer.from('06032b6570', 'hex');
/** DER of an octet string of 32 bytes, as CKA_EC_POINT comes. */
const pointHead = Buffer.from('0420', 'hex');
const checkLabel = 'shouxin/check/v1';
const checkText = Buffer.alloc(16);

type Row = readonly [number, AttributeValue];

const secret: Row[] = [
  [attributes.class, objectClass.secretKey],
  [attributes.valueLength, 32],
];
const uses: Readonly<Partial<Record<KeyUse, readonly Row[]>>> = {
  wrap: [
    ...secret,
    [attributes.keyType, keyType.aes],
    [attributes.encrypt, true],
    [attributes.decrypt, true],
  ],
  mac: [...secret, [attributes.keyType, keyType.genericSecret], [attributes.sign, true]],
  sign: [
    [attributes.class, objectClass.privateKey],
    [attributes.keyType, keyType.edwards],
    [attributes.sign, true],
  ],
};

/** Stays in the token, is never shown, and is nobody's without the PIN. */
const guarded: readonly Row[] = [
  [attributes.token, true],
  [attributes.private, true],
  [attributes.sensitive, true],
  [attributes.extractable, false],
];
/** Where the token knows these: not every one does. */
const fixed: readonly Row[] = [
  [attributes.modifiable, false],
  [attributes.copyable, false],
];

const named = (label: string, object: Uint8Array): Template => [
  [attributes.label, label],
  [attributes.id, object],
];

export interface ToMake {
  readonly use: KeyUse;
  /** `shouxin/<institution>/<name>#<version>`, for whoever looks into the token with another program. */
  readonly label: string;
  /** CKA_ID: what the catalogue finds the key by. */
  readonly object: Uint8Array;
}

export interface MadeKey {
  readonly handle: Handle;
  readonly publicKey?: string;
}

async function makePair(on: Working, template: Template): Promise<MadeKey> {
  const { cryptoki, session } = on;
  const open: Template = [
    [attributes.class, objectClass.publicKey],
    [attributes.keyType, keyType.edwards],
    [attributes.token, false],
    [attributes.curve, curve25519],
    [attributes.verify, true],
  ];
  const mechanism = { type: mechanisms.edwardsKeyPairGen };
  const pair = await cryptoki.generateKeyPair(session, mechanism, {
    publicKey: open,
    privateKey: template,
  });
  const [point] = await cryptoki.read(session, pair.publicKey, [attributes.point]);
  await cryptoki.destroy(session, pair.publicKey);
  if (!point?.subarray(0, 2).equals(pointHead) || point.length !== 34) {
    throw new KeystoreRefused('The token gave an Ed25519 public key in a form that is not known.');
  }
  return { handle: pair.privateKey, publicKey: point.subarray(2).toString('hex') };
}

async function makeFrom(on: Working, use: KeyUse, template: Template): Promise<MadeKey> {
  if (use === 'sign') return makePair(on, template);
  const type = use === 'wrap' ? mechanisms.aesKeyGen : mechanisms.genericSecretKeyGen;
  return { handle: await on.cryptoki.generateKey(on.session, { type }, template) };
}

export async function makeKey(on: Working, { use, label, object }: ToMake): Promise<MadeKey> {
  const made = uses[use];
  if (!made) throw new KeyRefused('wrong-suite');
  const template = [...made, ...guarded, ...named(label, object)];
  return makeFrom(on, use, [...template, ...fixed]).catch((error: unknown) => {
    if (isTemplateRefused(error)) return makeFrom(on, use, template);
    throw error;
  });
}

export interface KeyInToken {
  readonly description: KeyDescription;
  readonly handle: Handle;
}

async function encrypt(on: Working, key: Handle, it: { text: Buffer; aad: Uint8Array }) {
  const nonce = takeNonce();
  const mechanism = { type: mechanisms.aesGcm, gcm: { nonce, aad: it.aad } };
  return {
    nonce,
    sealed: await on.cryptoki.encrypt(on.session, { mechanism, key, bytes: it.text }),
  };
}

function decrypt(on: Working, key: Handle, it: Framed & { aad: Uint8Array }): Promise<Buffer> {
  const mechanism = { type: mechanisms.aesGcm, gcm: { nonce: it.nonce, aad: it.aad } };
  return on.cryptoki.decrypt(on.session, { mechanism, key, bytes: it.sealed });
}

export async function wrapWith(
  on: Working,
  by: KeyInToken,
  it: { readonly key: SecretKey; readonly aad: Uint8Array },
): Promise<Buffer> {
  const text = exportKey(it.key);
  try {
    return frameWrap(tokenSuite, await encrypt(on, by.handle, { text, aad: it.aad }));
  } finally {
    text.fill(0);
  }
}

export function macWith(on: Working, key: Handle, bytes: Uint8Array): Promise<Buffer> {
  return on.cryptoki.sign(on.session, { mechanism: { type: mechanisms.sha256Hmac }, key, bytes });
}

export function signWith(on: Working, key: Handle, bytes: Uint8Array): Promise<Buffer> {
  return on.cryptoki.sign(on.session, { mechanism: { type: mechanisms.edwardsSign }, key, bytes });
}

/** Tokens disagree on what they answer to a wrong tag, so a key that still does its check makes the bytes the wrong ones. */
export async function unwrapWith(
  on: Working,
  by: KeyInToken & { readonly check: Buffer },
  it: Framed & { readonly aad: Uint8Array },
): Promise<SecretKey> {
  try {
    return takeKey(await decrypt(on, by.handle, it));
  } catch (error) {
    if (!(error instanceof TokenError) || isLost(error)) throw error;
    if (await isKeyOfCheck(on, by)) throw new KeyRefused('not-authentic');
    throw error;
  }
}

const checkBytes = ({ id }: KeyDescription) => encodeParts([checkLabel, id]);

/** What only this key can make: kept in the catalogue. */
export async function makeCheck(on: Working, { description, handle }: KeyInToken): Promise<Buffer> {
  const aad = checkBytes(description);
  if (description.use === 'sign') return signWith(on, handle, aad);
  if (description.use === 'mac') return macWith(on, handle, aad);
  return frameWrap(tokenSuite, await encrypt(on, handle, { text: checkText, aad }));
}

/** Whether it is the very key that the check value was made with. */
export async function isKeyOfCheck(
  on: Working,
  { description, handle, check }: KeyInToken & { readonly check: Buffer },
): Promise<boolean> {
  const aad = checkBytes(description);
  if (description.use === 'mac') return isSameBytes(await macWith(on, handle, aad), check);
  if (description.use === 'sign') {
    const publicKey = publicKeyFrom(Buffer.from(description.publicKey ?? '', 'hex'));
    return isSignedBy(publicKey, aad, await signWith(on, handle, aad));
  }
  try {
    const text = await decrypt(on, handle, { ...openFrame(tokenSuite, check), aad });
    return isSameBytes(text, checkText);
  } catch (error) {
    if (!(error instanceof TokenError) || isLost(error)) throw error;
    return false;
  }
}
