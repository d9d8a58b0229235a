// What the clause map measures on the running system, now: each probe asks a room for a count or a state and says green only
// when the number proves it (R1.0). A probe that cannot measure throws, and the map shows red.
import type { Words } from '@shouxin/contract';
import {
  collectionLists,
  dictionary,
  isUnconfirmed,
  lintList,
  rules,
} from '@shouxin/contract/items';
import type { Tx } from '../kernel/database.ts';
import type { Probe, ProbeResult, Probes } from '../records/governance/index.ts';
import type { Controls } from './controls.ts';
import * as measure from './measure/store.ts';

interface Reading {
  readonly ok: boolean;
  readonly good: Words;
  readonly bad: Words;
  readonly measured: readonly (readonly [string, string, number | string])[];
}

function result({ ok, good, bad, measured }: Reading): ProbeResult {
  return {
    state: ok ? 'green' : 'red',
    words: ok ? good : bad,
    measured: measured.map(([zh, en, value]) => ({ label: { zh, en }, value: String(value) })),
  };
}

const fine: Words = { zh: '运行正常', en: 'In force' };

export function createProbes(db: Tx, controls: Controls): Probes {
  return {
    ...logProbes(controls),
    ...valueProbes(db),
    ...peopleProbes(db, controls),
    ...dataProbes(db, controls),
  };
}

function logProbes({ audit }: Controls): Record<string, Probe> {
  return {
    log: async () => {
      const [last, witnessed, waiting] = await Promise.all([
        audit.checkpoint(),
        audit.witnessed(),
        audit.waiting(),
      ]);
      return result({
        ok: audit.state().kind === 'ready' && (witnessed?.size ?? 0) <= (last?.size ?? 0),
        good: fine,
        bad: { zh: '日志与见证不一致', en: 'The log does not agree with its witness' },
        measured: [
          ['日志条数', 'Entries', last?.size ?? 0],
          ['见证条数', 'Witnessed', witnessed?.size ?? 0],
          ['待入链', 'Waiting', waiting],
        ],
      });
    },
  };
}

function valueProbes(db: Tx): Record<string, Probe> {
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

function peopleProbes(db: Tx, { policy }: Controls): Record<string, Probe> {
  return {
    posts: async () => {
      const { accounts, conflicts } = await measure.countDutyConflicts(db);
      return result({
        ok: conflicts === 0,
        good: { zh: '三员分立，无岗位冲突', en: 'Three administrators apart; no conflict' },
        bad: { zh: '有账号兼任互斥岗位', en: 'An account holds posts that exclude each other' },
        measured: [
          ['账号', 'Accounts', accounts],
          ['冲突', 'Conflicts', conflicts],
        ],
      });
    },
    policy: () =>
      Promise.resolve(
        result({
          ok: policy.rules.length > 0,
          good: { zh: '规则已发布，默认拒绝', en: 'Rules published, deny by default' },
          bad: { zh: '没有生效的规则', en: 'No rules in force' },
          measured: [
            ['规则', 'Rules', policy.rules.length],
            ['版本', 'Version', policy.version],
          ],
        }),
      ),
    purpose: async () => {
      const { uses, withoutPurpose } = await measure.countUses(db);
      return result({
        ok: withoutPurpose === 0,
        good: { zh: '每次使用都有目的', en: 'Every use states a purpose' },
        bad: { zh: '有使用未声明目的', en: 'A use without a purpose' },
        measured: [
          ['使用次数', 'Uses', uses],
          ['无目的', 'Without purpose', withoutPurpose],
        ],
      });
    },
  };
}

function dataProbes(db: Tx, { consent }: Controls): Record<string, Probe> {
  const lists = () => {
    const findings = collectionLists.flatMap((list) =>
      lintList(list, dictionary, consent.notices.find(list.notice.id)?.covers),
    );
    return Promise.resolve(
      result({
        ok: findings.length === 0,
        good: { zh: '清单校验通过', en: 'The lists pass their lint' },
        bad: { zh: '清单校验未通过', en: 'A list fails its lint' },
        measured: [
          ['清单', 'Lists', collectionLists.length],
          ['问题', 'Findings', findings.length],
        ],
      }),
    );
  };
  return {
    lists,
    values: lists,
    notices: async () => {
      const inForce = await consent.inForce(db);
      return result({
        ok: inForce.length > 0,
        good: { zh: '告知书已发布', en: 'The notice is published' },
        bad: { zh: '没有生效的告知书', en: 'No notice in force' },
        measured: [['告知书', 'Notices', inForce.length]],
      });
    },
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
    clauses: () =>
      Promise.resolve(
        result({
          ok: true,
          good: fine,
          bad: fine,
          measured: [['信息项', 'Items', dictionary.items.length]],
        }),
      ),
    rules: () => {
      const open = rules.filter(isUnconfirmed).length;
      return Promise.resolve<ProbeResult>({
        state: open > 0 ? 'amber' : 'green',
        words:
          open > 0
            ? { zh: '有数值待法务确认', en: 'Some figures wait for confirmation by legal' }
            : fine,
        measured: [
          { label: { zh: '规则', en: 'Rules' }, value: String(rules.length) },
          { label: { zh: '待法务确认', en: 'Unconfirmed' }, value: String(open) },
        ],
      });
    },
  };
}
