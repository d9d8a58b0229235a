// What the storage register (存储登记) speaks of: assets, what may lie on them, assessments and bindings, and the words for
// each (R3.1.1, R3.1.2).
import { z } from 'zod';
import { code, count, day, id, instant, line } from './operation.ts';
import { words, type Words } from './words.ts';

export const assetKinds = ['database', 'object-store', 'backup-medium', 'key-store'] as const;
export const operationForms = ['local', 'cloud', 'third-party'] as const;
export const encryptions = ['application', 'database', 'volume', 'none'] as const;
export const dataClasses = ['C1', 'C2', 'C3'] as const;
export const assessmentResults = ['passed', 'conditional', 'failed'] as const;
export const severities = ['high', 'medium', 'low'] as const;

export type AssetKind = (typeof assetKinds)[number];
export type DataClass = (typeof dataClasses)[number];

export const assetKindWords: Record<AssetKind, Words> = {
  database: { zh: '数据库', en: 'Database' },
  'object-store': { zh: '对象存储', en: 'Object store' },
  'backup-medium': { zh: '备份介质', en: 'Backup medium' },
  'key-store': { zh: '密钥存储', en: 'Key store' },
};
export const operationFormWords: Record<(typeof operationForms)[number], Words> = {
  local: { zh: '本地', en: 'On our premises' },
  cloud: { zh: '云', en: 'Cloud' },
  'third-party': { zh: '第三方', en: 'Third party' },
};
export const encryptionWords: Record<(typeof encryptions)[number], Words> = {
  application: { zh: '应用层逐项加密', en: 'By the application, value by value' },
  database: { zh: '数据库透明加密', en: 'By the database' },
  volume: { zh: '磁盘或卷加密', en: 'Disk or volume' },
  none: { zh: '未加密', en: 'None' },
};
export const assessmentResultWords: Record<(typeof assessmentResults)[number], Words> = {
  passed: { zh: '通过', en: 'Passed' },
  conditional: { zh: '整改后通过', en: 'Passed with conditions' },
  failed: { zh: '不通过', en: 'Failed' },
};
export const severityWords: Record<(typeof severities)[number], Words> = {
  high: { zh: '高', en: 'High' },
  medium: { zh: '中', en: 'Medium' },
  low: { zh: '低', en: 'Low' },
};

interface DataSet {
  readonly code: string;
  readonly name: Words;
  /** The highest class (JR/T 0171) that lies in it; what opens others counts as C3. */
  readonly class: DataClass;
  readonly keptIn: StoragePlace;
}

/** Where the running system keeps it; the places of backups where the settings name them. */
export type StoragePlace = 'database' | 'keys' | 'data-backups' | 'key-backups';

/** What can lie somewhere, as a closed list: binding free words to assets would bind nothing. */
export const dataSets: readonly DataSet[] = [
  {
    code: 'customer-values',
    name: { zh: '客户信息值', en: 'Values of customers' },
    class: 'C2',
    keptIn: 'database',
  },
  {
    code: 'document-images',
    name: { zh: '证件影像', en: 'Document images' },
    class: 'C2',
    keptIn: 'database',
  },
  {
    code: 'fingerprints',
    name: { zh: '检索指纹', en: 'Search fingerprints' },
    class: 'C2',
    keptIn: 'database',
  },
  {
    code: 'work-in-progress',
    name: { zh: '采集草稿、待复核事项与导入文件', en: 'Drafts, proposals and import files' },
    class: 'C2',
    keptIn: 'database',
  },
  {
    code: 'audit-log',
    name: { zh: '审计日志', en: 'Audit log' },
    class: 'C2',
    keptIn: 'database',
  },
  {
    code: 'key-store',
    name: { zh: '密钥库与日志见证', en: 'Key store and log witness' },
    class: 'C3',
    keptIn: 'keys',
  },
  {
    code: 'backup',
    name: { zh: '备份副本', en: 'Backup copies' },
    class: 'C2',
    keptIn: 'data-backups',
  },
  {
    code: 'key-store-backup',
    name: { zh: '密钥库备份', en: 'Backup of the key store' },
    class: 'C3',
    keptIn: 'key-backups',
  },
];
export const dataSetCodes = dataSets.map((it) => it.code);
export const dataSetOf = new Map(dataSets.map((it) => [it.code, it]));

const dataClass = z.enum(dataClasses);

/** As it is registered. Province and country apart, so that a place outside China is refused with its reason. */
export const assetTerms = z.strictObject({
  kind: z.enum(assetKinds),
  name: z.string().trim().min(2).max(60),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('CN'),
  province: z.string().regex(/^\d{2}$/),
  site: z.string().trim().min(2).max(100),
  form: z.enum(operationForms),
  /** 等保 level of the system it belongs to (GB/T 22240). */
  mlpsLevel: z.int().min(1).max(4),
  encryption: z.enum(encryptions),
  unit: id,
  /** The account of the person in charge, where one is named. */
  account: z.string().trim().min(2).max(32).optional(),
  standard: z.string().trim().min(2).max(200),
  classes: z.array(dataClass).min(1).max(3),
  /** Where the running system finds it, as the register of uses names it; absent for what stands outside. */
  locator: z.string().trim().min(2).max(300).optional(),
});
export type AssetTerms = z.output<typeof assetTerms>;

export const assessmentStates = [
  'valid',
  'expiring',
  'expired',
  'failed',
  'outdated',
  'none',
] as const;
export type AssessmentState = (typeof assessmentStates)[number];

export const assetCard = z.object({
  asset: id,
  version: count,
  kind: z.enum(assetKinds),
  name: line,
  province: words,
  provinceCode: code,
  site: line,
  form: z.enum(operationForms),
  mlpsLevel: count,
  encryption: z.enum(encryptions),
  unit: z.object({ id, name: words }),
  account: code.nullable(),
  standard: line,
  classes: z.array(dataClass).max(3),
  locator: z.string().max(300).nullable(),
  since: instant,
  retiredAt: instant.nullable(),
  assessment: z.object({
    state: z.enum(assessmentStates),
    validUntil: day.nullable(),
    daysLeft: z.int().nullable(),
  }),
  holds: z.array(z.object({ code, name: words })).max(20),
});
export type AssetCard = z.infer<typeof assetCard>;

const findingTerms = z.strictObject({
  severity: z.enum(severities),
  text: z.string().trim().min(2).max(500),
  remediation: z.string().trim().min(2).max(500),
  dueOn: day,
});

export const assessmentTerms = z.strictObject({
  asset: id,
  assessedOn: day,
  /** Who assessed: a department or a firm, with the person if wished. */
  assessor: z.string().trim().min(2).max(100),
  result: z.enum(assessmentResults),
  score: z.int().min(0).max(100),
  findings: z.array(findingTerms).max(30),
});
export type AssessmentTerms = z.output<typeof assessmentTerms>;

export const assessmentCard = z.object({
  assessment: id,
  assessedOn: day,
  assessor: line,
  result: z.enum(assessmentResults),
  score: count,
  validUntil: day,
  /** Version of the asset that was assessed. */
  ofVersion: count,
  by: line,
  approvedBy: line,
  at: instant,
  findings: z
    .array(
      findingTerms.extend({
        finding: count,
        remediedAt: instant.nullable(),
        remediedBy: line.nullable(),
      }),
    )
    .max(30),
});
export type AssessmentCard = z.infer<typeof assessmentCard>;

export const bindingStates = ['in-force', 'expiring', 'expired'] as const;

export const bindingCard = z.object({
  binding: id,
  dataSet: code,
  name: words,
  class: dataClass,
  /** `expired`: the assessment ran out, failed, or was made before the asset changed. */
  state: z.enum(bindingStates),
  by: line,
  approvedBy: line,
  at: instant,
});
export type BindingCard = z.infer<typeof bindingCard>;

export const useStates = [
  'in-order',
  'expiring',
  'expired',
  'unbound',
  'unregistered',
  'not-used',
] as const;

/** What the running system keeps, where, and whether the register knows. */
export const useCard = z.object({
  dataSet: code,
  name: words,
  class: dataClass,
  kind: z.enum(assetKinds),
  locator: z.string().max(300),
  asset: z.object({ asset: id, name: line }).nullable(),
  state: z.enum(useStates),
  words,
});
export type UseCard = z.infer<typeof useCard>;
