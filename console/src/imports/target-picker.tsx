// What a column is taken for: an item or its part, the origin of the record, a claim, forbidden, or not taken.
import type { ColumnTarget } from '@shouxin/contract';
import { Select } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { keyOf, targetWords, type Target, type TargetGroup } from './mapping.ts';

export const kindTexts = defineTexts('imports/target-picker', {
  choose: { zh: '列「{heading}」对应到', en: 'Column "{heading}" is taken for' },
  item: { zh: '清单信息项', en: 'Items on the list' },
  origin: { zh: '记录来源', en: 'Origin of the record' },
  claim: { zh: '来源声明，无凭证', en: 'Claim without evidence' },
  forbidden: { zh: '禁止采集', en: 'Forbidden' },
  'not-taken': { zh: '不导入', en: 'Not taken' },
});

interface Props {
  readonly column: ColumnTarget;
  readonly groups: readonly TargetGroup[];
  readonly rival: string | undefined;
  readonly onChange: (target: Pick<Target, 'kind' | 'target'>) => void;
}

const leftKey = 'not-taken:';

export function TargetPicker({ column, groups, rival, onChange }: Props) {
  const say = useTexts(kindTexts);
  const inWords = useWords();
  const value = keyOf(column);
  const all = groups.flatMap((it) => it.targets);
  const isKnown = value === leftKey || all.some((it) => it.key === value);
  const options = [
    { value: leftKey, label: say('not-taken') },
    ...groups.map((group) => ({
      label: say(group.kind),
      title: group.kind,
      options: group.targets.map((it) => ({ value: it.key, label: inWords(it.words) })),
    })),
    ...(isKnown ? [] : [{ value, label: inWords(targetWords(column)) }]),
  ];
  const choose = (key: string) => {
    if (key === leftKey) return onChange({ kind: 'not-taken', target: undefined });
    const chosen = all.find((it) => it.key === key);
    return chosen && onChange(chosen);
  };
  return (
    <Select<string>
      className="imports-picker"
      aria-label={say('choose', { heading: column.heading })}
      value={value}
      onChange={choose}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={320}
      listHeight={360}
      {...(rival !== undefined && { status: 'error' as const })}
    />
  );
}
