// Kinds of keys and their states (NIST SP 800-57), as a security administrator says them: on pages and at the command line.
import type { Words } from './words.ts';

export const keyKindTitles: Readonly<Record<string, Words>> = {
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

export const keyStateTitles = {
  'pre-active': { zh: '待启用', en: 'Pre-active' },
  active: { zh: '使用中', en: 'Active' },
  deactivated: { zh: '已停用', en: 'Deactivated' },
  compromised: { zh: '已泄露', en: 'Compromised' },
  destroyed: { zh: '已销毁', en: 'Destroyed' },
} as const satisfies Record<string, Words>;
