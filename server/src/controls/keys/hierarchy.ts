// Which keys there are and what each is for, as data (SECURITY 4.1). The provider's keys stand at the top; customer keys,
// wrapped by a bucket key, live in the database; everything below is derived and never stored.
import type { Words } from '@shouxin/contract';
import { suiteOf, type SuiteId } from '../../kernel/crypto/index.ts';
import type { KeySpec, KeyUse } from './providers/provider.ts';

export const bucketCount = 256;

export type KeyKind =
  | 'tenant'
  | 'bucket'
  | 'index'
  | 'log'
  | 'secret'
  | 'audit'
  | 'audit-sm2'
  | 'backup'
  | 'backup-sign';

interface KindRule {
  readonly use: KeyUse;
  readonly label: string;
  readonly protects: Words;
}

export const kinds: Readonly<Record<KeyKind, KindRule>> = {
  tenant: {
    use: 'wrap',
    label: 'shouxin/kek/v1',
    protects: { zh: '密钥存储的元数据', en: 'Metadata of the key store' },
  },
  bucket: {
    use: 'wrap',
    label: 'shouxin/ck/v1',
    protects: { zh: '客户密钥（按桶封装）', en: 'Customer keys, wrapped by bucket' },
  },
  index: {
    use: 'mac',
    label: 'shouxin/fingerprint/v1',
    protects: { zh: '检索指纹', en: 'Search fingerprints' },
  },
  log: {
    use: 'mac',
    label: 'shouxin/log/v1',
    protects: { zh: '不涉及客户的日志明细（按月）', en: 'Log detail without a customer, by month' },
  },
  secret: {
    use: 'mac',
    label: 'shouxin/secret/v1',
    protects: {
      zh: '系统自身的秘密，如动态口令种子',
      en: "The system's own secrets, such as TOTP seeds",
    },
  },
  audit: {
    use: 'sign',
    label: 'shouxin/audit/v1',
    protects: { zh: '审计检查点的签名', en: 'Signatures of audit checkpoints' },
  },
  'audit-sm2': {
    use: 'sign-sm2',
    label: 'shouxin/audit-sm2/v1',
    protects: {
      zh: '审计检查点的国密签名（SM2）',
      en: 'SM2 signatures of audit checkpoints and of the SM3 log',
    },
  },
  // A branch of their own: what opens a backup set is derived from no customer key, and signs no checkpoint (SECURITY 4.1).
  backup: {
    use: 'wrap',
    label: 'shouxin/backup/v1',
    protects: { zh: '备份集的数据密钥', en: 'Data keys of backup sets' },
  },
  'backup-sign': {
    use: 'sign',
    label: 'shouxin/backup-manifest/v1',
    protects: { zh: '备份清单的签名', en: 'Signatures of backup manifests' },
  },
};

/** The indexes of SECURITY 4.5; an index that is not here has no key. */
export const indexNames = [
  'document-unique',
  'document',
  'mobile',
  'name-birth',
  'name-branch',
] as const;
export type IndexName = (typeof indexNames)[number];

export const bucketName = (bucket: number): string => `bucket/${String(bucket).padStart(3, '0')}`;
/** The number in `bucket/017`. */
export const bucketOf = (name: string): number => Number(name.split('/', 2)[1]);
/** The index in `index/mobile`. */
export const indexOf = (name: string): IndexName => name.slice('index/'.length) as IndexName;
export const logName = (month: string): string => `log/${month}`;

export function specOf(kind: KeyKind, name: string, suite: SuiteId): KeySpec {
  const { use, label } = kinds[kind];
  return { name, use, label, suite };
}

export function kindOf(name: string): KeyKind | undefined {
  const [kind] = name.split('/', 1);
  return kind !== undefined && Object.hasOwn(kinds, kind) ? (kind as KeyKind) : undefined;
}

/** What a signing key signs with does not come from its suite. */
const signatureNames: Partial<Record<KeyUse, string>> = {
  sign: 'Ed25519',
  'sign-sm2': 'SM2 + SM3',
};

export const shownSuite = ({ use, suite }: Pick<KeySpec, 'use' | 'suite'>): string =>
  signatureNames[use] ?? suiteOf(suite).name;

/** Whether data keys are derived from it and lent to the program. */
export function givesDataKeys(name: string): boolean {
  const kind = kindOf(name);
  return kind === 'log' || kind === 'secret';
}

/** Everything that must exist before the first customer. */
export function firstKeys(suite: SuiteId): KeySpec[] {
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucketName(bucket));
  return [
    specOf('tenant', 'tenant', suite),
    specOf('secret', 'secret', suite),
    specOf('audit', 'audit', suite),
    specOf('audit-sm2', 'audit-sm2', 2),
    specOf('backup', 'backup', suite),
    specOf('backup-sign', 'backup-sign', suite),
    ...indexNames.map((name) => specOf('index', `index/${name}`, suite)),
    ...buckets.map((name) => specOf('bucket', name, suite)),
  ];
}
