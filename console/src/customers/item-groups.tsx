// Values by group, one row each, aligned over all groups: label, masked value, class, basis, freshness, actions. The row
// in focus is followed by the rail; `j k` move, `r` reveals, `v` verifies, `e` amends.
import type { CustomerItem, CustomerView } from '@shouxin/contract';
import { useRef } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { groupOf, groups } from '../items/names.ts';
import { Card } from '../ui/page.tsx';
import { ItemRow } from './item-row.tsx';
import type { Reveal } from './use-reveal.ts';

const texts = defineTexts('customers/item-groups', {
  count_one: { zh: '{count} 项', en: '{count} item' },
  count: { zh: '{count} 项', en: '{count} items' },
  item: { zh: '信息项', en: 'Item' },
  value: { zh: '内容', en: 'Value' },
  class: { zh: '级别', en: 'Class' },
  basis: { zh: '依据', en: 'Basis' },
  fresh: { zh: '新旧', en: 'Freshness' },
  acts: { zh: '操作', en: 'Actions' },
});

const keyWords = {
  down: { zh: '下一项', en: 'Next item' },
  up: { zh: '上一项', en: 'Previous item' },
  reveal: { zh: '查看或收起明文', en: 'Reveal or close' },
  verify: { zh: '核验', en: 'Verify' },
  amend: { zh: '更正', en: 'Amend' },
} as const;

export interface GroupsProps {
  readonly view: CustomerView;
  readonly reveal: Reveal;
  readonly focused: string | undefined;
  readonly onFocus: (item: string) => void;
  readonly verifying: string | undefined;
  readonly onVerify: (item: string | undefined) => void;
  readonly onAmend: (item: string) => void;
}

export function ItemGroups(props: GroupsProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const box = useRef<HTMLDivElement>(null);
  const shown = groups
    .map((group) => ({
      group,
      items: props.view.items.filter((it) => groupOf(it.item) === group.id),
    }))
    .filter((it) => it.items.length > 0);
  useRowKeys(
    props,
    shown.flatMap((it) => it.items),
    (item) => box.current?.querySelector<HTMLElement>(`[data-item="${item}"]`)?.focus(),
  );
  return (
    <div ref={box}>
      {shown.map(({ group, items }) => (
        <Card
          key={group.id}
          id={`group-${group.id}`}
          title={inWords(group.name)}
          extra={<span className="mut num">{say('count', { count: items.length })}</span>}
          isPlain
        >
          <table className="items" aria-labelledby={`group-${group.id}`}>
            <ItemHead />
            <tbody>
              {items.map((item) => (
                <ItemRow key={item.item} item={item} {...props} />
              ))}
            </tbody>
          </table>
        </Card>
      ))}
    </div>
  );
}

/** Heads are for screen readers; the eye reads the columns. */
function ItemHead() {
  const say = useTexts(texts);
  const heads = ['item', 'value', 'class', 'basis', 'fresh', 'acts'] as const;
  return (
    <>
      <colgroup>
        {heads.map((key) => (
          <col key={key} className={`col-${key}`} />
        ))}
      </colgroup>
      <thead className="sr-only">
        <tr>
          {heads.map((key) => (
            <th key={key} scope="col">
              {say(key)}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

function useRowKeys(
  { focused, reveal, onFocus, onVerify, onAmend }: GroupsProps,
  items: readonly CustomerItem[],
  focusRow: (item: string) => void,
): void {
  const at = items.findIndex((it) => it.item === focused);
  const move = (to: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, to))];
    if (!next) return;
    onFocus(next.item);
    focusRow(next.item);
  };
  const isOff = focused === undefined;
  const onOne = (act: (item: string) => void) => () => focused && act(focused);
  const turn = (item: string) =>
    reveal.opened?.item === item ? reveal.close() : void reveal.open(item);
  useShortcuts([
    { keys: 'j', words: keyWords.down, run: () => move(at + 1) },
    { keys: 'k', words: keyWords.up, run: () => move(at - 1) },
    { keys: 'r', words: keyWords.reveal, run: onOne(turn), isOff },
    { keys: 'v', words: keyWords.verify, run: onOne(onVerify), isOff },
    { keys: 'e', words: keyWords.amend, run: onOne(onAmend), isOff },
  ]);
}
