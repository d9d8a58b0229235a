// What waits for my review, and what was decided; the oldest first, as the server gives it.
import { operations, proposalState, type ProposalCard } from '@shouxin/contract';
import { Segmented } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { SavedFilters } from '../app/saved-filters.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { useProposalColumns } from './proposal-columns.tsx';
import { stateWords } from './words.ts';

const texts = defineTexts('approvals/queue', {
  title: { zh: '复核', en: 'Review' },
  lead: {
    zh: '逐件核对，登记与更正对照证件影像；本人提交的不能由本人复核。',
    en: 'Check each one, entries against the image; nobody reviews what they proposed.',
  },
  none: { zh: '没有待复核的事项', en: 'Nothing to review' },
  noneHint: {
    zh: '由您的岗位复核的登记、更正、批次、账号或密钥事项，提交后会出现在这里。',
    en: 'Registrations, amendments, batches, accounts or keys that your post reviews appear here when proposed.',
  },
  noneElse: { zh: '没有这类事项', en: 'None of these' },
  filter: { zh: '按状态', en: 'By state' },
});

const shownStates = ['pending', 'approved', 'rejected', 'expired'] as const;

export function QueuePage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const [query, setQuery] = useSearchParams();
  const state = proposalState.catch('pending').parse(query.get('state') ?? 'pending');
  const pages = usePages();
  const columns = useColumns(state);
  const { answer, refusal, again } = useRead(
    operations.approvals.list,
    { state, ...(pages.cursor && { cursor: pages.cursor }) },
    { keep: true },
  );
  const choose = (next: ProposalCard['state']) => {
    pages.reset();
    setQuery({ state: next });
  };
  const isPending = state === 'pending';
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.proposal}
        onOpen={(it) => void navigate(`/approvals/${it.proposal}`)}
        empty={
          <Empty
            title={say(isPending ? 'none' : 'noneElse')}
            hint={isPending ? say('noneHint') : undefined}
          />
        }
        tools={
          <>
            <Segmented
              size="small"
              aria-label={say('filter')}
              value={state}
              onChange={choose}
              options={shownStates.map((it) => ({ value: it, label: inWords(stateWords[it]) }))}
            />
            <SavedFilters now={{ list: 'approvals', state }} onApply={(it) => choose(it.state)} />
          </>
        }
      />
    </Page>
  );
}

function useColumns(state: ProposalCard['state']): readonly Column<ProposalCard>[] {
  const { what, about, by, at, until, decided, reason } = useProposalColumns(true);
  const chosen =
    state === 'pending'
      ? [what, about, by, at, until]
      : [what, about, by, at, decided, state === 'rejected' && reason];
  return chosen.filter((it) => it !== undefined && it !== false);
}
