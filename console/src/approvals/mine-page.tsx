// What I proposed: where it stands, and why it came back. A row leads to what it is about: its content is the reviewer's to see.
import { operations, type ProposalCard } from '@shouxin/contract';
import { Link, useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
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
  const navigate = useNavigate();
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
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.proposal}
        onOpen={(it) => {
          const to = placeOf(it);
          if (to) void navigate(to);
        }}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
      />
    </Page>
  );
}

function useColumns(): readonly Column<ProposalCard>[] {
  const inWords = useWords();
  const { what: title, about, at, state, decided, reason } = useProposalColumns(false);
  const what: Column<ProposalCard> | undefined = title && {
    ...title,
    render: (it) => {
      const to = placeOf(it);
      return to ? <Link to={to}>{inWords(it.title)}</Link> : inWords(it.title);
    },
  };
  return [what, about, at, state, decided, reason].filter((it) => it !== undefined);
}

/** A batch, a customer; a registration has no customer before it is approved, and is followed among the intakes. */
function placeOf({ act, state, subject }: ProposalCard): string | undefined {
  if (subject.id === undefined || subject.kind === 'none') return undefined;
  if (subject.kind === 'batch') return `/imports/${subject.id}`;
  const isComing = act === 'collection.submit' && state !== 'approved';
  return isComing ? '/collection' : `/customers/${subject.id}`;
}
