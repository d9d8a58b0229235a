// Log, people, policy, lists and rules, asked of the rooms that keep them (R1.3.2c, R1.5.1, R4.1.1, R2.2.1, R1.1.2).
import {
  collectionLists,
  dictionary,
  isUnconfirmed,
  lintList,
  rules,
} from '@shouxin/contract/items';
import type { Tx } from '../../kernel/database.ts';
import type { Probe, ProbeResult } from '../../records/governance/index.ts';
import type { Controls } from '../controls.ts';
import * as measure from '../measure/store.ts';
import { fine, result } from './reading.ts';

export function logProbes({ audit }: Controls): Record<string, Probe> {
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

export function peopleProbes(db: Tx, { policy }: Controls): Record<string, Probe> {
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

export function dataProbes(db: Tx, { consent }: Controls): Record<string, Probe> {
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
  };
}

export function ruleProbes(): Record<string, Probe> {
  return {
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
