// Whether the log may be written, and if not, why: a named reason in words that an operator can act on. While it may
// not, nothing is appended, so nothing is released (promise 2).
import { refuse, type Words } from '@shouxin/contract';

const reasons = {
  'older-than-witness': {
    zh: '数据库比见证记录旧：有记录缺失。请按恢复流程处理，不要继续写入',
    en: 'The database is older than its witness: entries are missing. Follow the recovery procedure; nothing is written',
  },
  'witness-differs': {
    zh: '数据库的日志与见证记录不是同一份日志',
    en: 'The log in the database is not the one that was witnessed',
  },
  'witness-missing': {
    zh: '日志不为空，但见证文件不在',
    en: 'The log is not empty, and its witness file is gone',
  },
  'witness-foreign': {
    zh: '见证文件不是由本机构的日志密钥签名',
    en: 'The witness file is not signed by the key of this log',
  },
  'witness-unreadable': { zh: '见证文件无法读取', en: 'The witness file cannot be read' },
  'checkpoint-foreign': {
    zh: '检查点不是由本机构的日志密钥签名',
    en: 'A checkpoint is not signed by the key of this log',
  },
  'checkpoint-altered': { zh: '检查点被改动', en: 'A checkpoint was altered' },
  'checkpoint-lost': { zh: '已签发的检查点丢失', en: 'A checkpoint that was signed is gone' },
  'nodes-missing': { zh: '日志树的节点缺失', en: 'Nodes of the tree are missing' },
  'leaf-missing': { zh: '日志树的叶子缺失', en: 'A leaf of the tree is missing' },
  'entry-missing': { zh: '已入链的记录缺失', en: 'An entry that is in the tree is gone' },
  'entry-altered': { zh: '已入链的记录被改动', en: 'An entry that is in the tree was altered' },
  'root-differs': {
    zh: '日志树与已签发的检查点不符',
    en: 'The tree does not match its signed checkpoint',
  },
  'entry-extra': {
    zh: '有记录未经入链队列写入，或其排队被删除',
    en: 'An entry is neither in the tree nor queued for it: it was put in, or its place in the queue was taken away',
  },
  'queued-missing': {
    zh: '排队入链的记录缺失',
    en: 'An entry that was queued for the tree is gone',
  },
  'entry-malformed': { zh: '记录不是规范格式', en: 'An entry is not in its canonical form' },
  'entry-swapped': { zh: '记录被换到别处', en: 'An entry stands in the place of another' },
  'column-altered': {
    zh: '记录的检索字段与正文不符',
    en: 'A column of an entry does not match its body',
  },
  'node-altered': { zh: '日志树的节点被改动', en: 'A node of the tree was altered' },
  'node-extra': { zh: '日志树有多余的节点', en: 'The tree has nodes that no entry accounts for' },
  'sm3-differs': {
    zh: '国密日志树（SM3）与记录不符，或其检查点不是由本机构的 SM2 密钥签名',
    en: 'The SM3 tree is not that of the entries, or its checkpoint is not signed by the SM2 key of this log',
  },
  truncated: {
    zh: '已签发的检查点之后的记录被截断',
    en: 'Entries that a signed checkpoint covers are gone from the end',
  },
  'signature-invalid': { zh: '签名服务给出的签名无效', en: 'The signer gave an invalid signature' },
} as const satisfies Record<string, Words>;

export type BrokenReason = keyof typeof reasons;

/** A broken link that the integrity check names. */
export interface Finding {
  readonly code: BrokenReason;
  /** Position of the first entry concerned, where there is one. */
  readonly seq: number | null;
  readonly entry: string | null;
  readonly words: Words;
}

/** By position; what has none comes last. */
export function byPosition(a: Finding, b: Finding): number {
  return (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER);
}

/** The log is not what it must be. Nothing may be signed or appended on top of it. */
export class LogBroken extends Error {
  override readonly name = 'LogBroken';
  readonly reason: BrokenReason;
  readonly missing: number | undefined;

  constructor(reason: BrokenReason, missing?: number) {
    super(reason);
    this.reason = reason;
    this.missing = missing;
  }
}

export type LogState =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'read-only';
      readonly reason: BrokenReason;
      readonly words: Words;
      /** How many entries the witness knows of and the database has not. */
      readonly missing?: number;
    };

export function wordsOf(reason: BrokenReason): Words {
  return reasons[reason];
}

export function readOnly(broken: LogBroken): LogState {
  const { reason, missing } = broken;
  return { kind: 'read-only', reason, words: reasons[reason], ...(missing && { missing }) };
}

export function assertReady(state: LogState): void {
  if (state.kind === 'ready') return;
  refuse('audit.read-only', {
    detail: state.words,
    facts: { reason: state.reason, ...(state.missing && { missing: state.missing }) },
  });
}
