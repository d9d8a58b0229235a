// Kinds of keys, their states (NIST SP 800-57) and where they are kept, as a security administrator says them.
import type { OutputOf, Words, operations } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

type State = OutputOf<typeof operations.keys.inventory>['items'][number]['state'];

const kindWords: Record<string, Words> = {
  tenant: { zh: '机构主密钥', en: 'Tenant key' },
  bucket: { zh: '桶密钥', en: 'Bucket keys' },
  customer: { zh: '客户密钥', en: 'Customer keys' },
  index: { zh: '检索密钥', en: 'Index keys' },
  log: { zh: '日志密钥', en: 'Log keys' },
  secret: { zh: '系统密钥', en: 'System key' },
  audit: { zh: '审计签名密钥', en: 'Audit signing key' },
  'audit-sm2': { zh: '审计签名密钥（国密）', en: 'Audit signing key, SM2' },
  backup: { zh: '备份密钥', en: 'Backup key' },
  'backup-sign': { zh: '备份签名密钥', en: 'Backup signing key' },
};

const stateWords: Record<State, Words> = {
  'pre-active': { zh: '待启用', en: 'Pre-active' },
  active: { zh: '使用中', en: 'Active' },
  deactivated: { zh: '已停用', en: 'Deactivated' },
  compromised: { zh: '已泄露', en: 'Compromised' },
  destroyed: { zh: '已销毁', en: 'Destroyed' },
};

/** In the order of a key's life. */
export const shownStates: readonly State[] = ['active', 'deactivated', 'compromised', 'destroyed'];

export const stateTones: Record<State, Tone> = {
  'pre-active': 'plain',
  active: 'good',
  deactivated: 'plain',
  compromised: 'bad',
  destroyed: 'outline',
};

const providerWords: Record<string, Words> = {
  database: { zh: '数据库（封装后）', en: 'Database, wrapped' },
  'sealed-file': { zh: '密钥文件', en: 'Sealed file' },
};

export const inKind = (kind: string): Words => kindWords[kind] ?? { zh: kind, en: kind };
export const inState = (state: State): Words => stateWords[state];
export const inProvider = (provider: string): Words =>
  providerWords[provider] ?? { zh: provider, en: provider };
