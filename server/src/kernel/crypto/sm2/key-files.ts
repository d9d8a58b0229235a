// SM2 keys as other systems exchange them: SPKI and PKCS#8 with the curve's OID 1.2.156.10197.1.301, in DER or PEM. Only the
// form that OpenSSL and this file write is read: everything before the numbers is fixed, so there is nothing to parse.
import type { SecretKey } from '../key.ts';
import { takeKey } from '../key.ts';
import {
  numberLength,
  pointLength,
  privateNumber,
  publicKeyOf,
  sm2PublicKeyFrom,
  toBytes,
  type Sm2PublicKey,
} from './curve.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** id-ecPublicKey with the named curve. */
const algorithm = '301306072a8648ce3d020106082a811ccf5501822d';
const spki = hex(`3059${algorithm}034200`);
/** PKCS#8, then ECPrivateKey of RFC 5915 with the public key in it. */
const pkcs8 = hex(`308187020100${algorithm}046d306b0201010420`);
const pkcs8Point = hex('a144034200');

export class BadSm2Key extends Error {
  constructor() {
    super(
      'not an SM2 key as expected: SPKI or PKCS#8, curve by name (1.2.156.10197.1.301), public key included. ' +
        'OpenSSL writes it with "openssl pkcs8 -topk8 -nocrypt" or "openssl pkey -pubout".',
    );
    this.name = 'BadSm2Key';
  }
}

type Form = 'der' | 'pem';
type Label = 'PUBLIC KEY' | 'PRIVATE KEY';

function toPem(der: Buffer, label: Label): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function derOf(file: Uint8Array | string, label: Label): Buffer {
  if (typeof file !== 'string') return Buffer.from(file);
  const lines = file.trim().split(/\r?\n/);
  const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  // One spelling only, so that nothing rides along between the lines.
  if (toPem(der, label).trim() !== lines.join('\n')) throw new BadSm2Key();
  return der;
}

/** The parts after fixed bytes, or an error when those or the length differ. */
function bodyOf(der: Buffer, head: Buffer, length: number): Buffer {
  const isForm = der.length === head.length + length && der.subarray(0, head.length).equals(head);
  if (!isForm) throw new BadSm2Key();
  return der.subarray(head.length);
}

export function writeSm2PublicKey(key: Sm2PublicKey, form: 'pem'): string;
export function writeSm2PublicKey(key: Sm2PublicKey, form: 'der'): Buffer;
export function writeSm2PublicKey(key: Sm2PublicKey, form: Form): Buffer | string {
  const der = Buffer.concat([spki, key.bytes]);
  return form === 'der' ? der : toPem(der, 'PUBLIC KEY');
}

export function readSm2PublicKey(file: Uint8Array | string): Sm2PublicKey {
  try {
    return sm2PublicKeyFrom(bodyOf(derOf(file, 'PUBLIC KEY'), spki, pointLength));
  } catch {
    throw new BadSm2Key();
  }
}

/** The key itself, in plain: for a ceremony that puts it into a safe, nowhere else. Wipe it after use. */
export function writeSm2PrivateKey(key: SecretKey): Buffer {
  const d = privateNumber(key);
  return Buffer.concat([pkcs8, toBytes(d), pkcs8Point, publicKeyOf(d).bytes]);
}

/** The public key in the file must be that of the private one. Takes ownership of DER bytes: they are wiped. */
export function readSm2PrivateKey(file: Uint8Array | string): SecretKey {
  const der = derOf(file, 'PRIVATE KEY');
  if (typeof file !== 'string') file.fill(0);
  try {
    const tail = pkcs8Point.length + pointLength;
    const body = bodyOf(der, pkcs8, numberLength + tail);
    const point = bodyOf(body.subarray(numberLength), pkcs8Point, pointLength);
    const key = takeKey(Buffer.from(body.subarray(0, numberLength)));
    const isPair = Buffer.from(publicKeyOf(privateNumber(key)).bytes).equals(point);
    if (!isPair) throw new BadSm2Key();
    return key;
  } catch {
    throw new BadSm2Key();
  } finally {
    der.fill(0);
  }
}
