// Audit: read the trail forward and back, check its integrity, export it with proofs (R1.3.2c, R1.5.3, R1.5.4).
import { z } from 'zod';
import {
  code,
  count,
  fileAnswer,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
} from './operation.ts';
import { words } from './words.ts';

export const trailEntry = z.object({
  entry: id,
  seq: count.nullable(),
  at: instant,
  act: code,
  title: words,
  actor: z.object({ kind: code, account: line.optional(), displayName: line.optional() }),
  /** A sign-in that was tried, by whomever: at which account, if it is one at all. */
  tried: z.object({ isAccount: z.boolean(), displayName: line.optional() }).optional(),
  post: z.string().max(40),
  unit: words.optional(),
  terminal: z.string().max(64),
  address: z.string().max(64),
  purpose: words.optional(),
  purposeCode: code.optional(),
  /** The business reference, opened for the auditor; absent when there was none or it was erased. */
  reference: z.string().max(200).optional(),
  /** Opaque pseudonym of the subject; the customer number where it can still be resolved. */
  trail: z.string().max(64).optional(),
  customer: z.object({ id, number: z.string().max(30) }).optional(),
  items: z
    .array(
      z.object({
        item: code,
        shown: z.enum(['plain', 'masked', 'refused', 'written', 'used', 'none']),
      }),
    )
    .max(100),
  decision: z.string().max(40),
  rules: z.array(code).max(20),
  policyVersion: code.optional(),
  result: z.string().max(40),
  code: z.string().max(64).optional(),
  count: count.optional(),
});
export type TrailEntry = z.infer<typeof trailEntry>;

const filters = z.strictObject({
  customerNumber: z.string().max(30).optional(),
  trail: z.string().max(64).optional(),
  account: z.string().max(64).optional(),
  act: code.optional(),
  purpose: code.optional(),
  decision: z.string().max(40).optional(),
  from: instant.optional(),
  to: instant.optional(),
});

/** Of an export of whole days, both included: the console names the file before it has it. */
export function exportFileName(days: { readonly from: string; readonly to: string }): string {
  return `shouxin-log-${days.from}-${days.to}.jsonl`;
}

const finding = z.object({ code, seq: count.nullable(), words });

export const auditOperations = {
  search: operation({
    id: 'audit.search',
    method: 'POST',
    path: '/v1/audit/search',
    title: { zh: '查询审计日志', en: 'Search the trail' },
    permission: 'trail.read',
    kind: 'read',
    input: z.strictObject({ filters, ...page }),
    output: pageOf(trailEntry),
    refusals: ['not-found'],
  }),
  entry: operation({
    id: 'audit.entry',
    method: 'GET',
    path: '/v1/audit/entries/:entry',
    title: { zh: '查看日志记录', en: 'Open an entry' },
    permission: 'trail.read',
    kind: 'read',
    input: z.strictObject({ entry: id }),
    output: z.object({
      entry: trailEntry,
      leafHash: z.string().max(64),
      proof: z
        .object({
          treeSize: count,
          root: z.string().max(64),
          pathLength: count,
          checkpoint: z.string().max(2000),
        })
        .nullable(),
    }),
    refusals: ['not-found'],
  }),
  check: operation({
    id: 'audit.check',
    method: 'POST',
    path: '/v1/audit/check',
    title: { zh: '校验日志完整性', en: 'Check the integrity of the log' },
    permission: 'integrity.check',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      intact: z.boolean(),
      checkedAt: instant,
      tookMs: count,
      entries: count,
      treeSize: count,
      root: z.string().max(64),
      firstHash: z.string().max(64),
      lastHash: z.string().max(64),
      witnessSize: count.nullable(),
      verificationKey: z.string().max(200),
      findings: z.array(finding).max(100),
    }),
    refusals: [],
  }),
  state: operation({
    id: 'audit.state',
    method: 'GET',
    path: '/v1/audit/state',
    title: { zh: '日志状态', en: 'State of the log' },
    permission: 'integrity.check',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      treeSize: count,
      root: z.string().max(64),
      checkpointAt: instant.nullable(),
      waiting: count,
      witnessSize: count.nullable(),
      verificationKey: z.string().max(200),
      /** Of the second signature (SM2); null where the key provider has none. */
      sm2VerificationKey: z.string().max(300).nullable(),
      /** How far the SM3 tree has come. */
      sm3: z.object({ treeSize: count, root: z.string().max(64) }).nullable(),
    }),
    refusals: [],
  }),
  evidence: operation({
    id: 'audit.evidence',
    method: 'POST',
    path: '/v1/audit/entries/:entry/evidence',
    title: { zh: '导出存证文件', en: 'Export an evidence file' },
    permission: 'trail.export',
    kind: 'read',
    gives: 'file',
    input: z.strictObject({ entry: id }),
    output: fileAnswer,
    refusals: ['not-found', 'audit.not-integrated'],
  }),
  export: operation({
    id: 'audit.export',
    method: 'POST',
    path: '/v1/audit/export',
    title: { zh: '导出期间日志', en: 'Export a period' },
    permission: 'trail.export',
    kind: 'read',
    gives: 'file',
    input: z.strictObject({ from: instant, to: instant }),
    output: fileAnswer,
    refusals: ['input.invalid'],
  }),
  receipt: operation({
    id: 'audit.receipt',
    method: 'POST',
    path: '/v1/audit/receipts/:entry',
    title: { zh: '取回执凭证', en: 'Fetch the proof of my own act' },
    permission: 'session',
    kind: 'read',
    gives: 'file',
    input: z.strictObject({ entry: id }),
    output: fileAnswer,
    refusals: ['not-found', 'audit.not-integrated'],
  }),
};
