// What I proposed: where it stands, and why it came back.
import { operations, type ProposalCard } from '@shouxin/contract';
import { defineTexts, useTexts } from '../app/language.ts';
import { usePages, useRead } from '../app/queries.ts';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { useProposalColumns } from './proposal-columns.tsx';

const texts = defineTexts('approvals/mine', {
  title: { zh: '我提交的', en: 'Proposed by me' },
  lead: {
    zh: '跟踪复核进度；被退回的，按退回原因改正后重新提交。',
    en: 'Follow the review; what came back can be mended as the reason says and proposed again.',
  },
  none: { zh: '还没有提交过事项', en: 'You have proposed nothing yet' },
  noneHint: {
    zh: '提交登记、更正、批次或账号事项后，在这里跟踪。',
    en: 'Registrations, amendments, batches and accounts you propose are followed here.',
  },
});

export function MinePage() {
  const say = useTexts(texts);
  const pages = usePages();
  const columns = useColumns();
  const { answer, refusal, again } = useRead(
    operations.approvals.mine,
    pages.cursor ? { cursor: pages.cursor } : {},
    { keep: true },
  );
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={columns}
        rows={answer?.items}
        rowKey={(it) => it.proposal}
        refusal={refusal}
        onAgain={again}
        pages={pages}
        next={answer?.next}
        band={answer?.band}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
      />
    </Page>
  );
}

function useColumns(): readonly Column<ProposalCard>[] {
  const { what, about, at, state, decided, reason } = useProposalColumns(false);
  return [what, about, at, state, decided, reason].filter((it) => it !== undefined);
}
