// The need of a list row, and what may not be asked for, in words: `if:age<guardian.required_age` is "under 14", with the number from the rule table.
import type { ListCard, Words } from '@shouxin/contract';
import { partOf, rule, splitTarget } from '@shouxin/contract/items';
import { itemName } from '../items/names.ts';

const plain: Record<string, Words> = {
  required: { zh: '必填', en: 'Required' },
  optional: { zh: '可不提供', en: 'Optional' },
  derived: { zh: '系统得出，不询问', en: 'Derived, not asked' },
  'if:agent': { zh: '代理办理时', en: 'When an agent acts' },
  'if:travel-document': { zh: '使用旅行证件时', en: 'With a travel document' },
  'if:edd': { zh: '较高风险时', en: 'At higher risk' },
};

export function needInFull(need: string, list: Pick<ListCard, 'items'>): Words {
  const known = plain[need];
  if (known) return known;
  if (need.startsWith('one_of:')) return oneOf(need, list);
  const years = /^if:age<(.+)$/.exec(need)?.[1];
  if (years) return underAge(/^\d+$/.test(years) ? Number(years) : rule(years));
  return { zh: `满足条件时（${need}）`, en: `On a condition (${need})` };
}

function oneOf(need: string, { items }: Pick<ListCard, 'items'>): Words {
  const names = items.filter((it) => it.need === need).map((it) => itemName(it.item));
  return {
    zh: `${names.map((it) => it.zh).join('、')}至少一项`,
    en: `One of: ${names.map((it) => it.en).join(', ')}`,
  };
}

function underAge(years: number): Words {
  return { zh: `不满 ${years} 周岁时`, en: `Under ${years}` };
}

/** `FN01.amount` forbids the part only: income as a band may still be asked for. */
export function targetWords(target: string): Words {
  const { item, part } = splitTarget(target);
  return (part !== undefined && partOf(item, part)?.name) || itemName(item);
}
