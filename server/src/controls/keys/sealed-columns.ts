// Every column that holds something sealed, as data: what coverage counts (R3.1.3) and what a rotation of keys has to visit. A test
// compares it with the real schema, so that no column of bytes is forgotten: each is here, or below with the reason why not.
import type { Words } from '@shouxin/contract';

type KeyType = 'uuid' | 'text' | 'integer' | 'boolean' | 'bytea';

export interface SealedColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** The primary key in order, with types: a walk goes along it in small steps. */
  readonly key: Readonly<Record<string, KeyType>>;
  /**
   * `envelope`: SECURITY 4.2; `wrapped`: a key under another key; `detail`: an envelope in base64 as the field `detail` of a
   * JSON text, which may be missing.
   */
  readonly form: 'envelope' | 'wrapped' | 'detail';
  /** Which key: the customer's (or batch's), that of the log's month, the system's own, or a bucket's. */
  readonly under: 'subject' | 'log' | 'subject-or-log' | 'secret' | 'bucket';
  /** Column with the opaque subject whose key seals it. */
  readonly subject?: string;
  /** Columns that are bound in beside it: retention class, record (the item), version. */
  readonly class?: string;
  readonly record?: string;
  readonly version?: string;
  readonly purpose: Words;
}

const one = (
  place: string,
  rest: Omit<SealedColumn, 'schema' | 'table' | 'column'>,
): SealedColumn => {
  const [schema = '', table = '', column = ''] = place.split('.');
  return { schema, table, column, ...rest };
};

export const sealedColumns: readonly SealedColumn[] = [
  one('customers.value.sealed', {
    key: { customer: 'uuid', item: 'text', version: 'integer' },
    form: 'envelope',
    under: 'subject',
    subject: 'customer',
    class: 'retention',
    record: 'item',
    version: 'version',
    purpose: { zh: '客户信息值', en: 'Values of customers' },
  }),
  one('customers.pending.sealed', {
    key: { customer: 'uuid', item: 'text' },
    form: 'envelope',
    under: 'subject',
    subject: 'customer',
    class: 'retention',
    record: 'item',
    version: 'version',
    purpose: { zh: '待复核的变更值', en: 'Changes that wait for review' },
  }),
  one('vault.chunk.sealed', {
    key: { subject: 'uuid', object: 'uuid', index: 'integer' },
    form: 'envelope',
    under: 'subject',
    subject: 'subject',
    record: 'object',
    purpose: { zh: '证件影像（分块）', en: 'Document images, in chunks' },
  }),
  one('intake.intake.draft', {
    key: { intake: 'uuid' },
    form: 'envelope',
    under: 'subject',
    subject: 'customer',
    purpose: { zh: '采集草稿', en: 'Drafts of an intake' },
  }),
  one('approvals.proposal.sealed', {
    key: { proposal: 'uuid' },
    form: 'envelope',
    under: 'subject-or-log',
    subject: 'subject',
    purpose: { zh: '待复核事项', en: 'Proposals' },
  }),
  one('approvals.decision.reason', {
    key: { proposal: 'uuid' },
    form: 'envelope',
    under: 'subject-or-log',
    purpose: { zh: '退回理由', en: 'Reasons of a rejection' },
  }),
  one('imports.chunk.sealed', {
    key: { batch: 'uuid', index: 'integer' },
    form: 'envelope',
    under: 'subject',
    subject: 'batch',
    purpose: { zh: '导入文件（分块）', en: 'Import files, in chunks' },
  }),
  one('imports.batch.name_sealed', {
    key: { batch: 'uuid' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '导入文件名', en: 'Names of imported files' },
  }),
  one('collection.over_collection_closed.conclusion', {
    key: { case: 'uuid' },
    form: 'envelope',
    under: 'log',
    purpose: { zh: '过度采集核查结论', en: 'Conclusions on over-collection' },
  }),
  one('audit.entry.body', {
    key: { id: 'uuid' },
    form: 'detail',
    under: 'subject-or-log',
    purpose: { zh: '审计日志的加密详情', en: 'Sealed detail of log entries' },
  }),
  one('identity.credential.totp_sealed', {
    key: { account_id: 'uuid' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '动态口令种子', en: 'TOTP secrets' },
  }),
  one('identity.session.proof_sealed', {
    key: { token_hash: 'bytea' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '会话绑定密钥', en: 'Keys that bind sessions' },
  }),
  one('identity.tag_key.sealed', {
    key: { one: 'boolean' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '登录尝试标签密钥', en: 'Key of the tags of sign-in attempts' },
  }),
  one('doors.kept_answer.answer', {
    key: { key: 'text' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '重复请求的留存应答', en: 'Answers kept for repeated requests' },
  }),
  one('storage.assessment.findings', {
    key: { assessment: 'uuid' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '存储评估发现的问题', en: 'Findings of storage assessments' },
  }),
  one('plans.version.content', {
    key: { plan: 'uuid', version: 'integer' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '恢复预案', en: 'Recovery plans' },
  }),
  one('plans.draft.content', {
    key: { draft: 'uuid' },
    form: 'envelope',
    under: 'secret',
    purpose: { zh: '被退回的预案', en: 'Recovery plans that came back' },
  }),
  one('keys.customer_key.wrapped', {
    key: { subject: 'uuid', class: 'text', kid: 'bytea' },
    form: 'wrapped',
    under: 'bucket',
    subject: 'subject',
    class: 'class',
    purpose: { zh: '客户密钥（封装后）', en: 'Customer keys, wrapped' },
  }),
];

/** Columns of bytes that hold nothing sealed, and why that is right. */
export const unsealedColumns: Readonly<Record<string, string>> = {
  'audit.checkpoint.root': 'hash of the tree',
  'audit.entry.trail': 'pseudonym that dies with the customer key',
  'audit.leaf.hash': 'hash of an entry',
  'audit.node.hash': 'hash of the tree',
  'audit.sm3_checkpoint.root': 'hash of the SM3 tree',
  'audit.sm3_node.hash': 'hash of the SM3 tree',
  'customers.customer.trail': 'pseudonym that dies with the customer key',
  'customers.document.tag': 'keyed fingerprint, cannot be opened',
  'customers.fingerprint.tag': 'keyed fingerprint, truncated, cannot be opened',
  'customers.revision.file_hash': 'hash of a file that was imported',
  'customers.revision.seal': 'MAC over sealed values',
  'identity.session.token_hash': 'hash of 256 random bits',
  'imports.batch.file_hash': 'hash of a file, to see the same one again',
  'intake.intake.notice_hash': 'hash of a published notice',
  'keys.customer_key.kid': 'name of a key, commits to it and tells nothing of it',
};
