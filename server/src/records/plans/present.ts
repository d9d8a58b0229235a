// What the data owner reads before deciding: a new plan whole, a revision as what changed against the version in force, and targets
// that are looser than the rule pointed out. Staff and their numbers are shown; customers do not occur in a plan.
import {
  dataSetOf,
  planScenarioWords,
  type PlanDraft,
  type ValueText,
  type Words,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Presented } from '../../kernel/serve.ts';
import { differences } from './compare.ts';
import { rules } from './parts.ts';

interface Line {
  readonly item: string;
  readonly label: Words;
  readonly proposed: ValueText;
  readonly current?: ValueText | undefined;
  readonly dualCheck?: boolean;
}

export function presented(lines: readonly Line[]): Presented {
  const items = lines.map(({ current, dualCheck = false, ...it }) => ({
    ...it,
    dualCheck,
    ...(current !== undefined && { current }),
  }));
  return { items, images: [], consents: [] };
}

const none: Words = { zh: '（无）', en: '(none)' };
const removed: Words = { zh: '（删除）', en: '(removed)' };

/** A new plan: everything. */
export function wholeOf(it: PlanDraft): Presented {
  const lists = (['roles', 'steps', 'checks'] as const).flatMap((list) =>
    textsOf(it, list).map((proposed, place) => ({
      item: `${list}-${place + 1}`,
      label: labelOf(list, place + 1),
      proposed,
    })),
  );
  return presented([...headOf(it), ...lists]);
}

/** Only what differs; that nothing does is said, because a review without a change is decided as well. */
export function changesOf(next: PlanDraft, now: PlanDraft): Presented {
  const before = headOf(now);
  const head = headOf(next).map((line, at) => ({ ...line, current: before[at]?.proposed }));
  const changed = head.filter(
    (it) => it.item === 'note' || JSON.stringify(it.proposed) !== JSON.stringify(it.current),
  );
  const lists = (['roles', 'steps', 'checks'] as const).flatMap((list) =>
    listChanges(list, next, now),
  );
  const isSame = lists.length === 0 && changed.length === 1;
  return presented([...changed, ...lists, ...(isSame ? [unchanged] : [])]);
}

const unchanged: Line = {
  item: 'unchanged',
  label: { zh: '复审结论', en: 'Reviewed' },
  proposed: { zh: '内容无变更，继续有效', en: 'Nothing changes: it goes on as it is' },
};

type List = 'roles' | 'steps' | 'checks';

function listChanges(list: List, next: PlanDraft, now: PlanDraft): Line[] {
  const [old, fresh] = [textsOf(now, list), textsOf(next, list)];
  const readOf = (texts: readonly Words[]) => texts.map(({ zh }) => zh);
  return differences(readOf(old), readOf(fresh)).map(({ before, after }, at) => ({
    item: `${list}-${at + 1}`,
    label: movedLabel(list, before, after),
    current: before === null ? none : (old[before - 1] ?? none),
    proposed: after === null ? removed : (fresh[after - 1] ?? none),
  }));
}

function movedLabel(list: List, before: number | null, after: number | null): Words {
  if (before === null || before === after || after === null) {
    return labelOf(list, after ?? before ?? 0);
  }
  const [old, fresh] = [labelOf(list, before), labelOf(list, after)];
  return { zh: `${fresh.zh}（原${old.zh}）`, en: `${fresh.en} (was ${before})` };
}

const listLabels: Record<List, Words> = {
  roles: { zh: '角色', en: 'Role' },
  steps: { zh: '步骤', en: 'Step' },
  checks: { zh: '恢复后核验', en: 'Check at the end' },
};

function labelOf(list: List, number: number): Words {
  const { zh, en } = listLabels[list];
  return { zh: `${zh} ${number}`, en: `${en} ${number}` };
}

/** A line of a list as it is read; what a person wrote is the same in both languages. */
function textsOf(it: PlanDraft, list: List): Words[] {
  if (list === 'checks') return it.checks.map((text) => ({ zh: text, en: text }));
  if (list === 'steps') {
    return it.steps.map(({ what, role, minutes, verify }) => ({
      zh: `${what}；执行：${role}；${minutes} 分钟；确认：${verify}`,
      en: `${what}; by ${role}; ${minutes} minutes; verified: ${verify}`,
    }));
  }
  return it.roles.map(({ role, holder, phone, deputy, deputyPhone }) => ({
    zh: `${role}；A 角 ${holder} ${phone}；B 角 ${deputy} ${deputyPhone}`,
    en: `${role}; holder ${holder} ${phone}; deputy ${deputy} ${deputyPhone}`,
  }));
}

function headOf(it: PlanDraft): Line[] {
  const names = (lang: 'zh' | 'en') =>
    it.dataSets.map((code) => dataSetOf.get(code)?.name[lang] ?? code);
  return [
    { item: 'note', label: { zh: '修订说明', en: 'What this version is for' }, proposed: it.note },
    { item: 'name', label: { zh: '预案名称', en: 'Name' }, proposed: it.name },
    {
      item: 'scenario',
      label: { zh: '适用场景', en: 'Scenario' },
      proposed: planScenarioWords[it.scenario],
    },
    {
      item: 'dataSets',
      label: { zh: '恢复的数据', en: 'Data that comes back' },
      proposed: { zh: names('zh').join('、'), en: names('en').join(', ') },
    },
    { item: 'scope', label: { zh: '恢复范围', en: 'Scope' }, proposed: it.scope },
    { item: 'activation', label: { zh: '启动条件', en: 'Started when' }, proposed: it.activation },
    targetOf(it.rtoMinutes, 'rto', { zh: '恢复时间目标（RTO）', en: 'Recovery time target (RTO)' }),
    targetOf(it.rpoMinutes, 'rpo', { zh: '恢复点目标（RPO）', en: 'Recovery point target (RPO)' }),
  ];
}

function targetOf(minutes: number, which: 'rto' | 'rpo', label: Words): Line {
  const max = rule(rules[which]);
  const said = { zh: `${minutes} 分钟`, en: `${minutes} minutes` };
  if (minutes <= max) return { item: which, label, proposed: said };
  return {
    item: which,
    label,
    dualCheck: true,
    proposed: {
      zh: `${said.zh}，超过重要业务上限 ${max} 分钟（待法务确认）`,
      en: `${said.en}: more than the ${max} for important business (legal to confirm)`,
    },
  };
}
