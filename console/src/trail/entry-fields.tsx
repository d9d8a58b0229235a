// Every field of an entry in words, in the order of the question: who, where, why, about whom, what, decided how.
import { operations, refusalCodes, titleOf, type TrailEntry } from '@shouxin/contract';
import type { ReactNode } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { itemName } from '../items/names.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Actor, useTriedWords } from './actor.tsx';
import { inSeconds } from './instants.ts';
import { inDecision, inPost, inResult, inShown, isStaff, toneOf } from './words.ts';

const texts = defineTexts('trail/entry-fields', {
  at: { zh: '时间', en: 'At' },
  act: { zh: '操作', en: 'Act' },
  actor: { zh: '操作人', en: 'Actor' },
  tried: { zh: '尝试登录的账号', en: 'Attempt at account' },
  post: { zh: '岗位', en: 'Post' },
  unit: { zh: '机构', en: 'Unit' },
  terminal: { zh: '终端', en: 'Terminal' },
  address: { zh: '网络', en: 'Network' },
  purpose: { zh: '目的', en: 'Purpose' },
  reference: { zh: '业务编号', en: 'Reference' },
  customer: { zh: '客户', en: 'Customer' },
  pseudonym: { zh: '假名', en: 'Pseudonym' },
  items: { zh: '信息项', en: 'Items' },
  decision: { zh: '结论', en: 'Decision' },
  rules: { zh: '依据规则', en: 'Rules' },
  result: { zh: '结果', en: 'Result' },
  count: { zh: '条数', en: 'Count' },
});

const shownTones: Record<TrailEntry['items'][number]['shown'], Tone> = {
  plain: 'warn',
  masked: 'plain',
  refused: 'outline',
  written: 'accent',
  used: 'outline',
  none: 'outline',
};

interface Props {
  readonly entry: TrailEntry;
}

export function EntryFields({ entry }: Props) {
  return (
    <dl className="facts trail-facts">
      <Who entry={entry} />
      <Why entry={entry} />
      <What entry={entry} />
    </dl>
  );
}

/** A field that the entry does not have is left out, not shown empty. */
function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (!children && children !== 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </>
  );
}

function Who({ entry }: Props) {
  const say = useTexts(texts);
  const triedWords = useTriedWords();
  const inWords = useWords();
  return (
    <>
      <Fact name={say('at')}>{inSeconds(entry.at)}</Fact>
      <Fact name={say('act')}>
        {inWords(entry.title)} <code className="mut">{entry.act}</code>
      </Fact>
      <Fact name={say('actor')}>
        <Actor entry={entry} />
      </Fact>
      <Fact name={say('tried')}>{entry.tried && triedWords(entry.tried)}</Fact>
      <Fact name={say('post')}>{isStaff(entry) && inWords(inPost(entry.post))}</Fact>
      <Fact name={say('unit')}>{entry.unit && inWords(entry.unit)}</Fact>
      <Fact name={say('terminal')}>{entry.terminal}</Fact>
      <Fact name={say('address')}>{entry.address}</Fact>
    </>
  );
}

function Why({ entry }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { purpose, purposeCode, customer, trail } = entry;
  return (
    <>
      <Fact name={say('purpose')}>
        {purposeCode && (
          <>
            {purpose && inWords(purpose)} <span className="mut">{purposeCode}</span>
          </>
        )}
      </Fact>
      <Fact name={say('reference')}>{entry.reference}</Fact>
      <Fact name={say('customer')}>{customer?.number}</Fact>
      <Fact name={say('pseudonym')}>{trail && <code>{trail}</code>}</Fact>
      <Fact name={say('items')}>{entry.items.length > 0 && <Items entry={entry} />}</Fact>
    </>
  );
}

function Items({ entry }: Props) {
  const inWords = useWords();
  return (
    <ul className="trail-items">
      {entry.items.map((it) => (
        <li key={it.item}>
          {inWords(itemName(it.item))} <span className="mut">{it.item}</span>
          <Chip tone={shownTones[it.shown]}>{inWords(inShown(it.shown))}</Chip>
        </li>
      ))}
    </ul>
  );
}

function What({ entry }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <>
      <Fact name={say('decision')}>
        <Chip tone={toneOf(entry)}>{inWords(inDecision(entry.decision))}</Chip>
      </Fact>
      <Fact name={say('rules')}>{entry.rules.length > 0 && <Rules entry={entry} />}</Fact>
      <Fact name={say('result')}>
        {inWords(inResult(entry.result))} <Refused code={entry.code} />
      </Fact>
      <Fact name={say('count')}>{entry.count}</Fact>
    </>
  );
}

function Refused({ code }: { readonly code: string | undefined }) {
  const inWords = useWords();
  const known = refusalCodes.find((it) => it === code);
  if (!code) return null;
  return (
    <>
      {known && inWords(titleOf(known))} <code className="mut">{code}</code>
    </>
  );
}

/** The rule that decided, in its own words, as long as the version in force still has it. */
function Rules({ entry }: Props) {
  const inWords = useWords();
  const { answer } = useRead(operations.policy.rules, {});
  return (
    <ul className="trail-rules">
      {entry.rules.map((id) => {
        const rule = answer?.items.find((it) => it.id === id);
        return (
          <li key={id}>
            {rule && inWords(rule.words)} <span className="mut">{id}</span>
          </li>
        );
      })}
      {entry.policyVersion && <li className="mut">{entry.policyVersion}</li>}
    </ul>
  );
}
