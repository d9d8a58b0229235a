// Fingerprints: keyed tags by which a sealed value is found without being opened (SECURITY 4.5, R2.2.4). The key stays in
// the provider. Tags for search are truncated, so that several customers share one and a stolen table tells little; the
// full-length tag is only for "one document, one customer". A name is never indexed alone.
import { unreachable } from '../../kernel/invariant.ts';
import type { IndexName, Keyring } from '../keys/index.ts';
import {
  canonicalCode,
  canonicalDocument,
  canonicalMobile,
  canonicalName,
  canonicalVersion,
} from './canonical.ts';

/** What to look for, in the words of the index. */
export type Sought =
  | {
      readonly index: 'document-unique' | 'document';
      readonly kind: string;
      readonly number: string;
    }
  | { readonly index: 'mobile'; readonly number: string }
  | { readonly index: 'name-birth'; readonly name: string; readonly birthOn: string }
  | { readonly index: 'name-branch'; readonly name: string; readonly branch: string };

export interface Fingerprint {
  /** The tag to store: key version (1 byte), then the tag. */
  of(sought: Sought): Promise<Buffer>;
  ofMany(sought: readonly Sought[]): Promise<Buffer[]>;
  /** Every tag under which it may be stored, newest key first: for `tag = ANY ($1)` while a key is being replaced. */
  candidates(sought: Sought): Promise<Buffer[]>;
}

export interface FingerprintOptions {
  /**
   * Bits of a search tag. With R customers keep 2 <= R / 2^bits < sqrt(R): 18 bits suit 0.5 to 4 million (SECURITY 4.5.3).
   * Changing it makes new tags.
   */
  readonly bits: number;
}

function partsOf(it: Sought): string[] {
  switch (it.index) {
    case 'document-unique':
    case 'document': {
      const kind = canonicalCode(it.kind);
      return [kind, canonicalDocument(kind, it.number)];
    }
    case 'mobile':
      return [canonicalMobile(it.number)];
    case 'name-birth':
      return [canonicalName(it.name), canonicalCode(it.birthOn)];
    case 'name-branch':
      return [canonicalName(it.name), canonicalCode(it.branch)];
    default:
      return unreachable(it, 'every index says what it is made of');
  }
}

/** Key version, then the leftmost bits, the rest of the last byte zero. */
function tagOf(version: number, mac: Uint8Array, bits: number): Buffer {
  const length = Math.ceil(bits / 8);
  const tag = Buffer.allocUnsafe(1 + length);
  tag[0] = version & 0xff;
  tag.set(mac.subarray(0, length), 1);
  const spare = length * 8 - bits;
  tag[length] = ((tag[length] ?? 0) >> spare) << spare;
  return tag;
}

const isUnique = (index: IndexName): boolean => index === 'document-unique';

export function createFingerprint(keyring: Keyring, { bits }: FingerprintOptions): Fingerprint {
  if (!Number.isInteger(bits) || bits < 8 || bits > 32) {
    throw new RangeError('a search fingerprint has 8 to 32 bits');
  }
  const keptOf = (index: IndexName): number => (isUnique(index) ? 256 : bits);
  const macsOf = (sought: Sought) => {
    const parts = [canonicalVersion, keptOf(sought.index), ...partsOf(sought)];
    return keyring.indexMacs(sought.index, parts);
  };
  const of = async (sought: Sought): Promise<Buffer> => {
    const [newest] = await macsOf(sought);
    if (!newest) throw new RangeError('there is no key for this index');
    return tagOf(newest.version, newest.tag, keptOf(sought.index));
  };
  const candidates = async (sought: Sought): Promise<Buffer[]> => {
    const kept = keptOf(sought.index);
    return (await macsOf(sought)).map(({ version, tag }) => tagOf(version, tag, kept));
  };
  return { of, ofMany: (all) => Promise.all(all.map(of)), candidates };
}
