// The form, drawn from the list: required first by group, what may be left out folded and said to be so. A field is checked
// when it is left; a pasted line of a document is taken apart.
import type { Finding } from '@shouxin/contract/items';
import { Button, Switch } from 'antd';
import { useState } from 'react';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ItemField } from '../items/item-field.tsx';
import { groups, itemName } from '../items/names.ts';
import type { ItemForm } from '../items/use-item-form.ts';
import { isBlank } from '../items/values.ts';
import { Card } from '../ui/page.tsx';
import { askedOf, groupsOf, type AskedGroup } from './asked.ts';
import { needInFull } from './need.ts';

const texts = defineTexts('collection/fields', {
  reasons: { zh: '显示每项为什么要', en: 'Show why each is asked' },
  paste: {
    zh: '可把证件上的一行文字，或「姓名 证件号码 电话 地址」，直接粘贴到任一栏。',
    en: 'You may paste a line of the document, or “name number telephone address”, into any field.',
  },
  taken: { zh: '已识别：{items}', en: 'Recognised: {items}' },
  conditional: { zh: '视情况填写', en: 'Where it applies' },
  conditionalHint: {
    zh: '仅在监护人或代理人代为办理、或使用旅行证件时填写；其他情况留空。',
    en: 'Only when a guardian or an agent acts, or with a travel document; otherwise leave empty.',
  },
  optional: { zh: '可不提供', en: 'May be left out' },
  optionalHint: {
    zh: '以下各项客户可以不提供，不影响开户和使用账户。',
    en: 'The customer may leave these out; the account and its use do not depend on them.',
  },
  unfold_one: { zh: '展开 {count} 项', en: 'Show {count} item' },
  unfold: { zh: '展开 {count} 项', en: 'Show {count} items' },
  fold: { zh: '收起', en: 'Fold' },
  oneOf: {
    zh: '住所地和工作单位地址填一项即可',
    en: 'Residence or employer address: one is enough',
  },
  derived: {
    zh: '由号码得出：{birth} 出生 · {sex} · {age} 岁',
    en: 'From the number: born {birth}, {sex}, aged {age}',
  },
  male: { zh: '男', en: 'male' },
  female: { zh: '女', en: 'female' },
  wrong: { zh: '还有 {count} 处须补填或更正', en: '{count} still to fill in or mend' },
  go: { zh: '下一步', en: 'Next' },
});

/** A condition is told without the other rows of the list. */
const noItems = { items: [] };
const goWords = { zh: '下一步', en: 'Next' };

interface Props {
  readonly form: ItemForm;
  readonly onDone: () => void;
}

export function FieldsStep({ form, onDone }: Props) {
  const say = useTexts(texts);
  const inList = useList();
  const [hasReasons, setReasons] = useState(false);
  const [isTried, setTried] = useState(false);
  const asked = askedOf(form.list, form.values, form.check);
  const wrong = rejectsOf(form.check.findings);
  const go = () => {
    form.leaveAll();
    setTried(true);
    if (wrong.length === 0) onDone();
    else focusFirst(wrong.map((it) => it.item));
  };
  useShortcuts([{ keys: 'ctrl+enter', words: goWords, run: go }]);
  const shared = { form, hasReasons };
  return (
    <form
      className="intake-form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <div className="intake-hint">
        <span className="mut" aria-live="polite">
          {form.taken.length > 0
            ? say('taken', { items: inList(form.taken.map(itemName)) })
            : say('paste')}
        </span>
        <label className="inline-choice">
          <Switch size="small" checked={hasReasons} onChange={setReasons} />
          {say('reasons')}
        </label>
      </div>
      {groupsOf(asked, 'needed').map((it) => (
        <GroupCard key={it.group} group={it} {...shared} />
      ))}
      <Folded part="conditional" groups={groupsOf(asked, 'conditional')} {...shared} />
      <Folded part="optional" groups={groupsOf(asked, 'optional')} {...shared} />
      <div className="intake-foot">
        <output className="field-error">
          {isTried && wrong.length > 0 ? say('wrong', { count: wrong.length }) : ''}
        </output>
        <span className="grow" />
        <Button type="primary" htmlType="submit">
          {say('go')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

/** What stops the form; the image and the identity check have their own places. */
export function rejectsOf(findings: readonly Finding[]): readonly Finding[] {
  const elsewhere = new Set(['NP13', 'AU11']);
  return findings.filter((it) => it.severity === 'reject' && !elsewhere.has(it.item));
}

/** The first as the form stands on screen, which is not the order of the findings. */
function focusFirst(items: readonly string[]): void {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-field]')];
  const first = fields.find((it) => items.includes(it.dataset['field'] ?? ''));
  first?.querySelector<HTMLElement>('input, textarea')?.focus();
}

interface GroupProps {
  readonly form: ItemForm;
  readonly hasReasons: boolean;
  readonly group: AskedGroup;
}

function GroupCard({ group, ...shared }: GroupProps) {
  const inWords = useWords();
  const name = groups.find((it) => it.id === group.group)?.name;
  return (
    <Card title={name ? inWords(name) : group.group}>
      <Fields group={group} {...shared} />
    </Card>
  );
}

function Fields({ form, hasReasons, group }: GroupProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const derived = useDerivedWords(form);
  return group.items.map(({ row, standing }) => {
    const hints = [
      row.item === 'NP10' && derived,
      row.item === 'NP06' && standing === 'one-of' && say('oneOf'),
      row.need.startsWith('if:') &&
        standing === 'optional' &&
        inWords(needInFull(row.need, noItems)),
      hasReasons && inWords(row.reason),
    ];
    return (
      <div key={row.item} data-field={row.item}>
        <ItemField
          item={row.item}
          input={form.values[row.item]}
          onChange={(input) => form.change(row.item, input)}
          onLeave={() => form.leave(row.item)}
          onPasteLine={form.paste}
          findings={form.findingsOf(row.item)}
          isRequired={standing === 'required'}
          isDualCheck={form.list.dualCheck.includes(row.item)}
          only={row.parts?.includes('to') ? undefined : row.parts}
          hint={hints.filter(Boolean).join(' · ') || undefined}
        />
      </div>
    );
  });
}

function useDerivedWords(form: ItemForm): string | undefined {
  const say = useTexts(texts);
  const { derived } = form.check;
  if (!derived) return undefined;
  const { birthDate, age } = derived;
  return say('derived', {
    birth: birthDate,
    age,
    sex: say(derived.sex === '1' ? 'male' : 'female'),
  });
}

interface FoldedProps extends Omit<GroupProps, 'group'> {
  readonly part: 'conditional' | 'optional';
  readonly groups: readonly AskedGroup[];
}

function Folded({ part, groups: folded, ...shared }: FoldedProps) {
  const say = useTexts(texts);
  const items = folded.flatMap((it) => it.items);
  const hasSome = items.some((it) => !isBlank(shared.form.values[it.row.item]));
  const [isOpen, setOpen] = useState(hasSome);
  if (items.length === 0) return null;
  return (
    <Card
      title={say(part)}
      extra={
        <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? say('fold') : say('unfold', { count: items.length })}
        </Button>
      }
    >
      <p className="mut">{say(`${part}Hint`)}</p>
      {isOpen && (
        <div className="intake-optional">
          {folded.map((group) => (
            <Fields key={group.group} group={group} {...shared} />
          ))}
        </div>
      )}
    </Card>
  );
}
