// What was entered, in full for the purpose of review: items under double check first and marked, old beside new where
// something is amended, with the ground that was typed.
import { defineTexts, useTexts, useValueText, useWords } from '../app/language.ts';
import { spaced } from '../customers/use-reveal.ts';
import { Chip } from '../ui/chip.tsx';
import { Card } from '../ui/page.tsx';
import type { ProposalView } from './proposal-page.tsx';

const texts = defineTexts('approvals/entry', {
  title: { zh: '录入内容', en: 'What was entered' },
  compare: { zh: '原值与新值', en: 'Old and new' },
  item: { zh: '信息项', en: 'Item' },
  now: { zh: '原值', en: 'Old' },
  next: { zh: '新值', en: 'New' },
  value: { zh: '内容', en: 'Value' },
  dual: { zh: '逐字核对', en: 'Check each character' },
  none: { zh: '（空）', en: '(none)' },
  ground: { zh: '更正依据', en: 'Ground' },
});

type Item = ProposalView['items'][number];

export function EntryCard({ view }: { readonly view: ProposalView }) {
  const say = useTexts(texts);
  const isAmend = view.items.some((it) => it.current !== undefined);
  const items = view.items.toSorted((a, b) => Number(b.dualCheck) - Number(a.dualCheck));
  return (
    <Card title={say(isAmend ? 'compare' : 'title')} isPlain>
      <table className={isAmend ? 'entry entry-two' : 'entry'}>
        <thead className={isAmend ? undefined : 'sr-only'}>
          <tr>
            <th scope="col">{say('item')}</th>
            {isAmend && <th scope="col">{say('now')}</th>}
            <th scope="col">{say(isAmend ? 'next' : 'value')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((it) => (
            <Row key={it.item} item={it} isAmend={isAmend} />
          ))}
        </tbody>
      </table>
      {view.ground !== undefined && (
        <p className="entry-ground">
          <span className="mut">{say('ground')}</span> {view.ground}
        </p>
      )}
    </Card>
  );
}

function Row({ item, isAmend }: { readonly item: Item; readonly isAmend: boolean }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const read = useValueText();
  return (
    <tr className={item.dualCheck ? 'entry-dual' : undefined}>
      <th scope="row">
        {inWords(item.label)}
        {item.dualCheck && <Chip tone="accent">{say('dual')}</Chip>}
      </th>
      {isAmend && (
        <td className="num mut" data-label={say('now')}>
          {item.current ? spaced(item.item, read(item.current)) : say('none')}
        </td>
      )}
      <td className="num" data-label={isAmend ? say('next') : undefined}>
        {spaced(item.item, read(item.proposed))}
      </td>
    </tr>
  );
}
