// One proposal: entry and image side by side, double-check items marked, old against new, then approve or reject with a
// reason. On a phone the image comes first and the two buttons stay at the foot.
import { operations, type OutputOf } from '@shouxin/contract';
import { useParams } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { BatchCard } from './batch-card.tsx';
import { Decide } from './decide.tsx';
import { EntryCard } from './entry-card.tsx';
import { ImageCard } from './image-card.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('approvals/proposal', {
  title: { zh: '复核事项', en: 'Proposal' },
  review: { zh: '复核', en: 'Review' },
  loading: { zh: '正在读取', en: 'Loading' },
  by: { zh: '{by} 提交于 {at}，有效至 {until}', en: 'by {by} at {at}, valid until {until}' },
  consents: { zh: '客户选择', en: 'The customer’s choices' },
  given: { zh: '同意', en: 'Given' },
  refused: { zh: '不同意', en: 'Not given' },
  decided: { zh: '处理结果', en: 'Decision' },
  decidedBy: { zh: '{by} {at}', en: '{by} {at}' },
});

export type ProposalView = OutputOf<typeof operations.approvals.view>;

export function ProposalPage() {
  const say = useTexts(texts);
  const { proposal = '' } = useParams();
  const read = useRead(operations.approvals.view, { proposal }, { personal: true });
  if (read.answer) return <Shown view={read.answer} />;
  return (
    <Page title={say('title')} crumbs={[{ to: '/approvals', name: say('review') }]}>
      {read.refusal ? (
        <RefusalNotice refusal={read.refusal} onAgain={read.again} />
      ) : (
        <Waiting label={say('loading')} rows={8} />
      )}
    </Page>
  );
}

function Shown({ view }: { readonly view: ProposalView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { card } = view;
  const by = `${card.proposedBy.displayName} · ${inWords(card.proposedBy.unit)}`;
  const hasImages = view.images.length > 0;
  return (
    <Page
      title={inWords(card.title)}
      beside={
        <>
          <Chip tone={stateTones[card.state]}>{inWords(stateWords[card.state])}</Chip>
          <span className="proposal-about num">{card.subject.label}</span>
        </>
      }
      lead={
        <span className="num">
          {say('by', { by, at: atMinute(card.proposedAt), until: atMinute(card.expiresAt) })}
        </span>
      }
      crumbs={[{ to: '/approvals', name: say('review') }]}
    >
      <Watermark />
      <div className={hasImages ? 'proposal proposal-two' : 'proposal'}>
        {hasImages && <ImageCard proposal={card.proposal} images={view.images} />}
        <div className="stack">
          {view.items.length > 0 && <EntryCard view={view} />}
          {view.batch && <BatchCard batch={view.batch} subject={card.subject.id} />}
          {view.consents.length > 0 && <Choices view={view} />}
          {card.state !== 'pending' && <Decision view={view} />}
        </div>
      </div>
      {card.state === 'pending' && <Decide card={card} />}
    </Page>
  );
}

function Choices({ view }: { readonly view: ProposalView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <Card title={say('consents')}>
      {view.consents.map((it) => (
        <p key={it.title.zh} className="row-line">
          <Chip tone={it.given ? 'good' : 'plain'}>{say(it.given ? 'given' : 'refused')}</Chip>
          {inWords(it.title)}
        </p>
      ))}
    </Card>
  );
}

function Decision({ view }: { readonly view: ProposalView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { state, decidedBy, decidedAt, reason } = view.card;
  return (
    <Card title={say('decided')}>
      <p className="row-line num">
        <Chip tone={stateTones[state]}>{inWords(stateWords[state])}</Chip>
        {decidedBy &&
          say('decidedBy', {
            by: `${decidedBy.displayName} · ${inWords(decidedBy.unit)}`,
            at: decidedAt ? atMinute(decidedAt) : '',
          })}
      </p>
      {reason && <p>{reason}</p>}
    </Card>
  );
}
