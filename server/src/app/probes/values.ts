// Values, their origin and uniqueness, decisions and cases, measured on the tables (R1.3.2a, R2.0, R1.2.5, R2.4.2).
import type { Tx } from '../../kernel/database.ts';
import type { Probe } from '../../records/governance/index.ts';
import * as measure from '../measure/store.ts';
import { fine, result } from './reading.ts';

export function valueProbes(db: Tx): Record<string, Probe> {
  return {
    sealed: async () => {
      const { values, unsealed } = await measure.countSealed(db);
      return result({
        ok: unsealed === 0,
        good: { zh: '信息值全部以密文保存', en: 'Every value is sealed' },
        bad: { zh: '发现非密文的信息值', en: 'A value is not sealed' },
        measured: [
          ['信息值', 'Values', values],
          ['非密文', 'Not sealed', unsealed],
        ],
      });
    },
    origin: async () => {
      const { values, withoutOrigin } = await measure.countOrigins(db);
      return result({
        ok: withoutOrigin === 0,
        good: { zh: '每个值都有采集凭证', en: 'Every value has its origin' },
        bad: { zh: '有值缺少采集凭证', en: 'A value has no origin' },
        measured: [
          ['信息值', 'Values', values],
          ['无凭证', 'Without origin', withoutOrigin],
        ],
      });
    },
    unique: async () => {
      const { customers, documents } = await measure.countDocuments(db);
      return result({
        ok: customers === documents,
        good: { zh: '一证一户', en: 'One document, one customer' },
        bad: { zh: '客户与证件指纹数量不一致', en: 'Customers and document fingerprints differ' },
        measured: [
          ['客户', 'Customers', customers],
          ['证件指纹', 'Document fingerprints', documents],
        ],
      });
    },
  };
}

export function workProbes(db: Tx): Record<string, Probe> {
  return {
    foureyes: async () => {
      const { decided, alone } = await measure.countDecisions(db);
      return result({
        ok: alone === 0,
        good: { zh: '无本人复核本人', en: 'Nobody decided their own proposal' },
        bad: { zh: '发现同一人提交并复核', en: 'Somebody decided their own proposal' },
        measured: [
          ['已决事项', 'Decided', decided],
          ['同一人', 'By the proposer', alone],
        ],
      });
    },
    overcollection: async () => {
      const { open, total } = await measure.countCases(db);
      return {
        ...result({
          ok: true,
          good: fine,
          bad: fine,
          measured: [
            ['线索', 'Cases', total],
            ['未办结', 'Open', open],
          ],
        }),
        ...(open > 0 && {
          state: 'amber' as const,
          words: { zh: '有未办结的过度采集线索', en: 'Open over-collection cases' },
        }),
      };
    },
  };
}

export function consentProbes(db: Tx): Record<string, Probe> {
  return {
    claims: async () => {
      const { claims, given } = await measure.countConsents(db);
      return result({
        ok: true,
        good: { zh: '无凭证的同意不产生授权', en: 'Claims permit nothing' },
        bad: fine,
        measured: [
          ['待确认', 'Claims', claims],
          ['已同意', 'Given', given],
        ],
      });
    },
    imports: async () => {
      const { batches, unapproved } = await measure.countBatches(db);
      return result({
        ok: unapproved === 0,
        good: {
          zh: '入库批次均经第二人批准',
          en: 'Every applied batch was approved by a second person',
        },
        bad: { zh: '有批次未经批准入库', en: 'A batch was applied without approval' },
        measured: [
          ['批次', 'Batches', batches],
          ['未经批准', 'Without approval', unapproved],
        ],
      });
    },
  };
}
