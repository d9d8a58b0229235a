// What a verification ends in. There is no "mostly valid": every check passed under a key the reader trusts, or the
// sentence that says which did not.
import type { Words } from '@shouxin/contract';
import { openCheckpoint, readVerifierKey, type Checkpoint } from './note.ts';

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
  range: {
    zh: '所列记录与已签名的日志不符：有改动、缺失、多余或调换',
    en: 'The entries are not those of the signed log: something was altered, left out, added or moved',
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

export interface Vouched {
  /** `unvouched`: signed by the key that the file names, which anyone could have made. That is not valid. */
  readonly kind: 'valid' | 'unvouched';
  readonly checkpoint: Checkpoint;
  readonly key: string;
}

/** Opens a checkpoint under the key that a file names, if that is a key the reader trusts. */
export function openVouched(note: string, claimed: string, { vkey }: Trust): Vouched | Refused {
  const trusted = typeof vkey === 'string' ? [vkey] : (vkey ?? []);
  if (trusted.some((it) => !readVerifierKey(it))) return refused('key');
  const isTrusted = trusted.includes(claimed);
  if (trusted.length > 0 && !isTrusted) return refused('other-key');
  const key = readVerifierKey(claimed);
  const opened = key && openCheckpoint(note, key);
  // One signature line: a second would be bytes that nothing here vouches for.
  if (opened?.signatures !== 1) return refused('signature');
  const kind = isTrusted ? 'valid' : 'unvouched';
  return { kind, checkpoint: opened.checkpoint, key: claimed };
}
