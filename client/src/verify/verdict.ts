// What a verification ends in. There is no "mostly valid": every check passed under a key the reader trusts, or the
// sentence that says which did not.
import type { Words } from '@shouxin/contract';
import {
  openCheckpoint,
  readVerifierKey,
  type Checkpoint,
  type KeyKind,
  type OpenedNote,
  type VerifierKey,
} from './note.ts';

export interface Refused {
  readonly kind: 'refused';
  readonly words: Words;
}

const sentences = {
  shape: {
    zh: '文件不是规范的存证格式，或已被改动',
    en: 'The file is not in the proof format to the last byte: it was altered or damaged',
  },
  'other-key': {
    zh: '文件的签名密钥不是您信任的密钥',
    en: 'The file names another signing key than the one you trust',
  },
  key: { zh: '给出的密钥格式不正确', en: 'The key that was given is not a verifier key' },
  signature: {
    zh: '检查点的签名无效',
    en: 'The checkpoint is not validly signed by that key',
  },
  entry: { zh: '记录本身不符合规范', en: 'The entry is not in its canonical form' },
  header: { zh: '文件抬头与记录不一致', en: 'The header does not say what the entry says' },
  inclusion: {
    zh: '记录不在该日志中，或已被改动',
    en: 'The entry is not in the signed log at this place: it was altered or never there',
  },
  sm3: {
    zh: '国密日志（SM3 日志树、SM2 签名）中没有这条记录，或签名无效',
    en: 'The entry is not in the SM3 log at this place, or that log is not validly signed by the SM2 key',
  },
  range: {
    zh: '所列记录与已签名的日志不符：有改动、缺失、多余或调换',
    en: 'The entries are not those of the signed log: something was altered, left out, added or moved',
  },
  report: {
    zh: '演练报告的签名无效，或内容已被改动',
    en: 'The report is not validly signed by that key: it was altered',
  },
  certificate: {
    zh: '销毁证明与日志记录不符，或已被改动',
    en: 'The certificate is not the one that the entry in the log was made for: it was altered',
  },
  digest: { zh: '文件内容与摘要不符', en: 'The file does not match its own digest' },
  consistency: {
    zh: '新检查点不是旧检查点的延续：日志被改写或截断',
    en: 'The newer checkpoint does not continue the older one: the log was rewritten or cut',
  },
} as const satisfies Record<string, Words>;

export function refused(why: keyof typeof sentences): Refused {
  return { kind: 'refused', words: sentences[why] };
}

/** Verifier keys that the reader has, given or pinned. Without any, nothing vouches for the signer. */
export interface Trust {
  readonly vkey?: string | readonly string[];
}

export const givenIn = ({ vkey }: Trust): readonly string[] =>
  vkey === undefined ? [] : [vkey].flat();

/** A signature that was verified. */
export interface SignedBy {
  readonly kind: KeyKind;
  readonly key: string;
  /** Whether this key is one that the reader has. */
  readonly isTrusted: boolean;
}

export interface Vouched {
  /** `unvouched`: signed by keys that the file names, which anyone could have made. That is not valid. */
  readonly kind: 'valid' | 'unvouched';
  readonly checkpoint: Checkpoint;
  readonly signedBy: readonly SignedBy[];
}

/** Keys that a file names: the log's own, and where the checkpoint has a second signature, that of the SM2 key. */
export interface Claimed {
  readonly key: string;
  readonly sm2Key?: string | undefined;
}

/** The claimed keys; none when they are not of their kinds and of one log. */
function readClaimed({ key, sm2Key }: Claimed): readonly VerifierKey[] {
  const first = readVerifierKey(key);
  if (first?.kind !== 'Ed25519') return [];
  if (sm2Key === undefined) return [first];
  const second = readVerifierKey(sm2Key);
  return second?.kind === 'SM2' && second.name === first.name ? [first, second] : [];
}

/** Another key than the one the reader has for this log and this kind: the reader decided otherwise. */
function contradicts(trusted: readonly VerifierKey[], key: VerifierKey): boolean {
  const same = trusted.filter((it) => it.name === key.name && it.kind === key.kind);
  return same.length > 0 && !same.some((it) => it.text === key.text);
}

/** Whether the reader, who may have keys, trusts one of these and contradicts none; or which sentence says no. */
export function trustIn(
  keys: readonly VerifierKey[],
  given: readonly string[],
): boolean | 'key' | 'other-key' {
  const trusted = given.map(readVerifierKey).filter((it) => it !== undefined);
  if (trusted.length < given.length) return 'key';
  const isTrusted = keys.some((it) => given.includes(it.text));
  const isRefused = keys.some((it) => contradicts(trusted, it)) || (given.length > 0 && !isTrusted);
  return isRefused ? 'other-key' : isTrusted;
}

/** The checkpoint when each key has signed, and nobody else has: a line of another would be bytes that do not count. */
function signedByAll(note: string, keys: readonly VerifierKey[]): Checkpoint | undefined {
  let opened: OpenedNote | undefined;
  for (const key of keys) {
    opened = openCheckpoint(note, key);
    if (opened?.signatures !== keys.length) return undefined;
  }
  return opened?.checkpoint;
}

/** Opens a checkpoint under the keys that a file names, if one of them is a key the reader trusts. */
export function openVouched(note: string, claimed: Claimed, trusted: Trust): Vouched | Refused {
  const given = givenIn(trusted);
  const keys = readClaimed(claimed);
  const trust = trustIn(keys, given);
  if (typeof trust === 'string') return refused(trust);
  const checkpoint = signedByAll(note, keys);
  if (!checkpoint) return refused('signature');
  return {
    kind: trust ? 'valid' : 'unvouched',
    checkpoint,
    signedBy: keys.map(({ kind, text }) => ({ kind, key: text, isTrusted: given.includes(text) })),
  };
}
