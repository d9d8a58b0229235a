// A piece: one block of rows, compressed and sealed. Its name is a MAC of what is in it under the key of its chain, so that equal
// rows are stored once, a name tells nothing to whoever has no key, and whatever stands under it either is that content of that
// table of that chain or is refused. Which pieces in which order make a table is said by the signed manifest alone.
//   0xC4 | format=1 | suite | nonce(12) | ciphertext | tag(16)
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  decrypt,
  deriveKey,
  encodeParts,
  encrypt,
  isSameBytes,
  mac,
  nonceLength,
  NotAuthentic,
  suiteOf,
  tagLength,
  takeNonce,
  type SecretKey,
  type Suite,
  type SuiteId,
} from '../../../kernel/crypto/index.ts';

const [magic, format] = [0xc4, 1];
const nonceStart = 3;
const headLength = nonceStart + nonceLength;
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export interface Chain {
  readonly tenant: string;
  readonly chain: string;
  readonly suite: SuiteId;
  readonly key: SecretKey;
}

export interface TableSealer {
  /** 64 hex. */
  nameOf(bytes: Uint8Array): string;
  seal(name: string, bytes: Uint8Array): Buffer;
  /** Fails with NotAuthentic where a bit differs from what was sealed under this name. */
  open(name: string, sealed: Uint8Array, length: number): Buffer;
}

export function tableSealer({ tenant, chain, suite: id, key }: Chain, table: string): TableSealer {
  const suite = suiteOf(id);
  const context = [tenant, chain, table];
  const naming = deriveKey(suite, key, { label: 'shouxin/backup-name/v1', context, length: 32 });
  const sealing = {
    suite,
    key: deriveKey(suite, key, { label: 'shouxin/backup-piece/v1', context }),
  };
  const nameOf = (bytes: Uint8Array) => mac(suite, naming, bytes).toString('hex');
  const aad = (name: string) => encodeParts([...context, Buffer.from(name, 'hex')]);
  return {
    nameOf,
    seal(name, bytes) {
      const nonce = takeNonce();
      const text = zstdCompressSync(bytes, compression);
      const sealed = encrypt(sealing, { nonce, aad: aad(name), text }, headLength);
      sealed.set([magic, format, suite.id]);
      sealed.set(nonce, nonceStart);
      return sealed;
    },
    open(name, sealed, length) {
      const nonce = nonceOf(suite, sealed);
      const text = decrypt(sealing, { nonce, aad: aad(name), sealed: sealed.subarray(headLength) });
      const bytes = unpacked(text, length);
      if (!isSameBytes(Buffer.from(nameOf(bytes)), Buffer.from(name))) throw new NotAuthentic();
      return bytes;
    },
  };
}

function nonceOf(suite: Suite, sealed: Uint8Array): Uint8Array {
  const isWhole = sealed.length > headLength + tagLength;
  const [first, second, third] = sealed;
  if (!isWhole || first !== magic || second !== format || third !== suite.id) {
    throw new NotAuthentic();
  }
  return sealed.subarray(nonceStart, headLength);
}

function unpacked(text: Uint8Array, length: number): Buffer {
  try {
    const bytes = zstdDecompressSync(text, { maxOutputLength: length + 1 });
    if (bytes.length === length) return bytes;
  } catch {
    // Not what was packed: said below, like every other difference.
  }
  throw new NotAuthentic();
}
