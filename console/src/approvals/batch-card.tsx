// A batch as its owner decides on it: how many by outcome, and why the rest is left out. No customer is shown.
import { useHas } from '../app/permissions.ts';
import { Link } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Card } from '../ui/page.tsx';
import type { ProposalView } from './proposal-page.tsx';
import { outcomeWords } from './words.ts';

const texts = defineTexts('approvals/batch', {
  title: { zh: '批次结果', en: 'Outcome of the dry run' },
  share: { zh: '占 {share}%', en: '{share}%' },
  reasons: { zh: '原因', en: 'Reasons' },
  count: { zh: '记录数', en: 'Records' },
  open: { zh: '打开批次', en: 'Open the batch' },
  total_one: { zh: '共 {count} 条', en: '{count} record' },
  total: { zh: '共 {count} 条', en: '{count} records' },
});

interface Props {
  readonly batch: NonNullable<ProposalView['batch']>;
  readonly subject: string | undefined;
}

const order = ['accept', 'warn', 'reject', 'duplicate'];

export function BatchCard({ batch, subject }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const mayOpen = useHas()('import.read') && subject !== undefined;
  const counts = Object.entries(batch.counts).toSorted(
    ([a], [b]) => order.indexOf(a) - order.indexOf(b),
  );
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Card
      title={say('title')}
      extra={
        <span className="row-line num">
          <span className="mut">{say('total', { count: total })}</span>
          {mayOpen && <Link to={`/imports/${subject}`}>{say('open')}</Link>}
        </span>
      }
    >
      <div className="stack">
        <dl className="batch-counts num">
          {counts.map(([outcome, count]) => (
            <div key={outcome} className={`batch-${outcome}`}>
              <dt>{inWords(outcomeWords[outcome] ?? { zh: outcome, en: outcome })}</dt>
              <dd>
                <b>{count}</b>{' '}
                {total > 0 && say('share', { share: Math.round((count / total) * 100) })}
              </dd>
            </div>
          ))}
        </dl>
        <table className="entry">
          <thead>
            <tr>
              <th scope="col">{say('reasons')}</th>
              <th scope="col" className="right">
                {say('count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {batch.reasons.map((it) => (
              <tr key={it.code + it.words.en}>
                <td>{inWords(it.words)}</td>
                <td className="num right">{it.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
