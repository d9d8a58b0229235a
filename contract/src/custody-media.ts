// What the media register (介质台账) speaks of: media with seal, custodian and place, what happens to them, and where copies lie
// (R3.2.2, R3.2.3).
import { z } from 'zod';
import { code, count, day, id, instant, line } from './operation.ts';
import { words, type Words } from './words.ts';

export const mediumKinds = ['tape', 'disk', 'optical'] as const;
export const mediumEncryptions = ['set', 'drive', 'none'] as const;
export const mediumHoldings = ['data-backup', 'key-backup'] as const;
export const mediumStates = [
  'in-store',
  'expired',
  'out',
  'overdue',
  'missing',
  'destroyed',
] as const;
export const mediumActs = [
  'registered',
  'handed-out',
  'taken-back',
  'counted',
  'destroyed',
] as const;
export const stockResults = ['present', 'missing', 'seal-broken'] as const;
export const destructionMethods = ['shred', 'degauss', 'overwrite', 'incinerate'] as const;

export type MediumState = (typeof mediumStates)[number];
export type MediumAct = (typeof mediumActs)[number];

export const mediumKindWords: Record<(typeof mediumKinds)[number], Words> = {
  tape: { zh: '磁带', en: 'Tape' },
  disk: { zh: '移动硬盘', en: 'Disk' },
  optical: { zh: '光盘', en: 'Optical disc' },
};
export const mediumEncryptionWords: Record<(typeof mediumEncryptions)[number], Words> = {
  set: { zh: '备份集加密', en: 'The backup set is sealed' },
  drive: { zh: '介质或驱动器加密', en: 'By medium or drive' },
  none: { zh: '未加密', en: 'None' },
};
export const mediumHoldingWords: Record<(typeof mediumHoldings)[number], Words> = {
  'data-backup': { zh: '数据备份', en: 'Backup of data' },
  'key-backup': { zh: '密钥库备份', en: 'Backup of the key store' },
};
export const destructionMethodWords: Record<(typeof destructionMethods)[number], Words> = {
  shred: { zh: '粉碎', en: 'Shredded' },
  degauss: { zh: '消磁', en: 'Degaussed' },
  overwrite: { zh: '覆写', en: 'Overwritten' },
  incinerate: { zh: '焚毁', en: 'Burnt' },
};

const said = (min: number, max: number) => z.string().trim().min(min).max(max);
const province = z.string().regex(/^\d{2}$/);
const label = z
  .string()
  .trim()
  .max(30)
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{1,29}$/);
const seal = said(2, 30);

/** Where it is kept, by whom, under which seal. */
const keeping = { seal, custodian: said(2, 40), province, site: said(2, 100) };

export const mediumTerms = z.strictObject({
  label,
  kind: z.enum(mediumKinds),
  encryption: z.enum(mediumEncryptions),
  holds: z.enum(mediumHoldings),
  /** Which sets lie on it. */
  content: said(2, 100),
  expiresOn: day,
  ...keeping,
});
export type MediumTerms = z.output<typeof mediumTerms>;

export const handOutTerms = z.strictObject({
  medium: id,
  receiver: said(2, 40),
  receiverUnit: said(2, 60),
  reason: said(2, 200),
  dueOn: day,
  isSealIntact: z.boolean(),
});

/** It may lie elsewhere now, under another seal, and hold something new. */
export const takeBackTerms = z.strictObject({
  medium: id,
  from: said(2, 40),
  isSealIntact: z.boolean(),
  ...keeping,
  content: said(2, 100),
  expiresOn: day,
});

export const destroyTerms = z.strictObject({
  medium: id,
  method: z.enum(destructionMethods),
  place: said(2, 100),
  executor: said(2, 40),
  ground: said(2, 200),
});

export const stockBounds = { seen: 500 } as const;
export const stockTerms = z.strictObject({
  province,
  site: said(2, 100),
  /** Who counted beside the clerk. */
  witness: said(2, 40),
  seen: z
    .array(z.strictObject({ medium: id, found: z.enum(stockResults) }))
    .min(1)
    .max(stockBounds.seen),
});

export const mediumCard = z.object({
  medium: id,
  label: line,
  kind: z.enum(mediumKinds),
  encryption: z.enum(mediumEncryptions),
  holds: z.enum(mediumHoldings),
  content: line,
  state: z.enum(mediumStates),
  seal: line,
  isSealIntact: z.boolean(),
  custodian: line,
  province: words,
  provinceCode: code,
  site: line,
  expiresOn: day,
  /** Who has it and until when, while it is out. */
  receiver: line.nullable(),
  dueOn: day.nullable(),
  since: instant,
});
export type MediumCard = z.infer<typeof mediumCard>;

export const mediumEntry = z.object({
  number: count,
  act: z.enum(mediumActs),
  at: instant,
  by: line,
  /** Who took it, who brought it, who counted beside the clerk, who destroyed it. */
  other: line.nullable(),
  otherUnit: line.nullable(),
  isSealIntact: z.boolean(),
  seal: line,
  custodian: line,
  province: words,
  site: line,
  note: line.nullable(),
  dueOn: day.nullable(),
  found: z.enum(stockResults).nullable(),
  method: z.enum(destructionMethods).nullable(),
  approvedBy: line.nullable(),
});
export type MediumEntry = z.infer<typeof mediumEntry>;

export const stockCard = z.object({
  stockTake: id,
  province: words,
  site: line,
  witness: line,
  by: line,
  at: instant,
  counted: count,
  missing: count,
  broken: count,
});
export type StockCard = z.infer<typeof stockCard>;

export const copyRoles = ['primary', 'keys', 'copy', 'key-copy'] as const;
export type CopyRole = (typeof copyRoles)[number];

export const copyRoleWords: Record<CopyRole, Words> = {
  primary: { zh: '主存储', en: 'Primary storage' },
  keys: { zh: '在用密钥库', en: 'Key store in use' },
  copy: { zh: '数据副本', en: 'Copy of data' },
  'key-copy': { zh: '密钥库副本', en: 'Copy of the key store' },
};

export const copyFaults = [
  'not-registered',
  'copy-at-primary',
  'copy-on-device',
  'key-copy-at-primary',
  'keys-with-data',
  'not-encrypted',
  'no-copy-elsewhere',
] as const;
export type CopyFault = (typeof copyFaults)[number];

export const copyViolation = z.object({
  fault: z.enum(copyFaults),
  /** What it is about: an asset, or media at a site. */
  about: line,
  words,
  remedy: words,
  to: z.string().max(120),
});
export type CopyViolation = z.infer<typeof copyViolation>;

export const copyPlace = z.object({
  province: words,
  provinceCode: code,
  site: line,
  isPrimary: z.boolean(),
  items: z
    .array(
      z.object({
        role: z.enum(copyRoles),
        name: line,
        kind: words,
        isEncrypted: z.boolean(),
        /** Media of one kind at one site are one line with their number. */
        count,
        to: z.string().max(120),
      }),
    )
    .max(200),
});
export type CopyPlace = z.infer<typeof copyPlace>;
