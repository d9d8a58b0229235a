// Every version that was ever in force, newest first: what it was for, who wrote and who approved it.
import { operations, type PlanVersion } from '@shouxin/contract';
import { Link } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';

const texts = defineTexts('plans/versions', {
  title: { zh: '历史版本', en: 'Versions' },
  version: { zh: '版本', en: 'Version' },
  open: { zh: '第 {version} 版', en: 'Version {version}' },
  shown: { zh: '当前显示', en: 'Shown' },
  note: { zh: '修订说明', en: 'What it was for' },
  targets: { zh: 'RTO / RPO', en: 'RTO / RPO' },
  reviewOn: { zh: '复审期限', en: 'Review by' },
  at: { zh: '批准时间', en: 'Approved' },
  persons: { zh: '制定 / 批准', en: 'Written / approved' },
  none: { zh: '没有版本', en: 'No version' },
});

interface Props {
  readonly plan: string;
  readonly shown: number;
}

export function Versions({ plan, shown }: Props) {
  const say = useTexts(texts);
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.plans.versions,
    { plan, cursor: pages.cursor },
    { keep: true },
  );
  const columns = useColumns(plan, shown);
  return (
    <ListTable
      label={say('title')}
      columns={columns}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => String(it.version)}
      empty={<Empty title={say('none')} />}
      tools={<h2>{say('title')}</h2>}
    />
  );
}

function useColumns(plan: string, shown: number): readonly Column<PlanVersion>[] {
  const say = useTexts(texts);
  return [
    {
      key: 'version',
      title: say('version'),
      width: 168,
      render: (it) => (
        <>
          <Link to={`/plans/${plan}?version=${it.version}`}>
            {say('open', { version: it.version })}
          </Link>{' '}
          {it.version === shown && <Chip tone="accent">{say('shown')}</Chip>}
        </>
      ),
    },
    { key: 'note', title: say('note'), render: (it) => it.note },
    {
      key: 'targets',
      title: say('targets'),
      width: 112,
      render: (it) => <span className="num">{`${it.rtoMinutes} / ${it.rpoMinutes}`}</span>,
    },
    {
      key: 'reviewOn',
      title: say('reviewOn'),
      width: 112,
      render: (it) => <span className="num">{it.reviewOn}</span>,
    },
    {
      key: 'at',
      title: say('at'),
      width: 144,
      render: (it) => <span className="num">{atMinute(it.at)}</span>,
    },
    {
      key: 'persons',
      title: say('persons'),
      width: 176,
      render: (it) => `${it.by} / ${it.approvedBy}`,
    },
  ];
}
