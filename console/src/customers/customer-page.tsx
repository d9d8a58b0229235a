// One customer: who, every value with its reason, the whole life. Everything shown is masked unless it is opened, one
// value at a time, for the purpose in force.
import { operations, type CustomerView, type Purpose, type Words } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useToday } from '../app/clock.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { AmendDrawer } from './amend-drawer.tsx';
import { IdentityCard } from './identity-card.tsx';
import { ItemGroups } from './item-groups.tsx';
import { mayAmend } from './may-amend.ts';
import { PurposeGate } from './purpose-gate.tsx';
import { Rail } from './rail.tsx';
import { TimelineCard } from './timeline.tsx';
import { useReveal } from './use-reveal.ts';
import { standingTones, standingWords } from './words.ts';

const texts = defineTexts('customers/page', {
  title: { zh: '客户', en: 'Customer' },
  found: { zh: '查找结果', en: 'Found' },
  loading: { zh: '正在读取', en: 'Loading' },
  amend: { zh: '更正', en: 'Amend' },
  expires: { zh: '证件 {days} 天后到期', en: 'Document ends in {days} days' },
  expired: { zh: '证件已过期', en: 'Document expired' },
  lead: {
    zh: '默认掩码；查看明文须有目的，逐项记录。',
    en: 'Masked by default; a reveal needs a purpose and is recorded item by item.',
  },
});

export function CustomerPage() {
  const say = useTexts(texts);
  const { customer = '' } = useParams();
  return (
    <PurposeGate title={say('title')}>
      {(purpose) => (
        <Loaded
          key={`${customer}${purpose.code}${purpose.reference ?? ''}`}
          customer={customer}
          purpose={purpose}
        />
      )}
    </PurposeGate>
  );
}

interface LoadedProps {
  readonly customer: string;
  readonly purpose: Purpose;
}

function Loaded({ customer, purpose }: LoadedProps) {
  const say = useTexts(texts);
  const input = { customer, purpose };
  const { answer, refusal, again } = useRead(operations.customers.view, input, { personal: true });
  if (answer) return <Shown view={answer} purpose={purpose} />;
  return (
    <Page title={say('title')} crumbs={[{ to: '/customers', name: say('found') }]}>
      {refusal ? (
        <NotShown refusal={refusal} onAgain={again} />
      ) : (
        <Waiting label={say('loading')} rows={10} />
      )}
    </Page>
  );
}

/** That somebody was destroyed by order is an answer, not something that went wrong. */
function NotShown(props: { readonly refusal: RefusedCall; readonly onAgain: () => void }) {
  const inWords = useWords();
  const { code, words, detail } = props.refusal.problem;
  if (code !== 'customers.destroyed') return <RefusalNotice {...props} />;
  return <Empty title={inWords(words)} hint={detail && inWords(detail)} />;
}

function Shown({ view, purpose }: { readonly view: CustomerView; readonly purpose: Purpose }) {
  const say = useTexts(texts);
  const reveal = useReveal(view.card.customer, purpose);
  const [focused, setFocused] = useState<string | undefined>(view.items[0]?.item);
  const [verifying, setVerifying] = useState<string>();
  const [amending, setAmending] = useState<string>();
  const amend = (item: string) => {
    reveal.close();
    setAmending(item);
  };
  const pages = usePages();
  const timeline = useRead(
    operations.customers.timeline,
    { customer: view.card.customer, purpose, ...(pages.cursor && { cursor: pages.cursor }) },
    { personal: true, keep: true },
  );
  return (
    <Page
      title={view.card.maskedName}
      tab={say('title')}
      beside={<Beside view={view} />}
      lead={say('lead')}
      crumbs={[{ to: '/customers', name: say('found') }]}
      action={<Actions view={view} onAmend={() => amend(focused ?? '')} />}
    >
      <Watermark />
      <div className="customer">
        <IdentityCard view={view} />
        <div className="customer-centre">
          <ItemGroups
            view={view}
            reveal={reveal}
            focused={focused}
            onFocus={setFocused}
            verifying={verifying}
            onVerify={setVerifying}
            onAmend={amend}
          />
          <TimelineCard {...timeline} pages={pages} />
        </div>
        <Rail
          item={view.items.find((it) => it.item === focused)}
          reveal={reveal}
          events={timeline.answer?.items ?? []}
          revealsToday={view.revealsToday}
        />
      </div>
      {amending !== undefined && (
        <AmendDrawer
          view={view}
          purpose={purpose}
          first={amending}
          onClose={() => setAmending(undefined)}
        />
      )}
    </Page>
  );
}

interface ActionsProps {
  readonly view: CustomerView;
  readonly onAmend: () => void;
}

function Actions({ view, onAmend }: ActionsProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { reason } = useAllowance(operations.customers.amend);
  const why = reason ?? barredOf(view);
  return (
    <ActButton type={reason ? 'default' : 'primary'} reason={why && inWords(why)} onClick={onAmend}>
      {say('amend')}
    </ActButton>
  );
}

/** Where the purpose, the branch or the consent stands in the way of every item, the first says why. */
function barredOf({ items }: CustomerView): Words | undefined {
  const open = items.filter((it) => mayAmend(it.item));
  return open.every((it) => it.amendBarred) ? open[0]?.amendBarred : undefined;
}

function Beside({ view }: { readonly view: CustomerView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const today = useToday();
  const { standing } = view.card;
  const ends = view.items.find((it) => it.item === 'NP11')?.freshness.validUntil;
  const days = ends ? Math.ceil((Date.parse(ends) - Date.parse(today)) / 86_400_000) : undefined;
  return (
    <>
      <Chip tone={standingTones[standing]}>{inWords(standingWords[standing])}</Chip>
      {days !== undefined && days < 0 && <Chip tone="bad">{say('expired')}</Chip>}
      {days !== undefined && days >= 0 && days <= 90 && (
        <Chip tone="warn">{say('expires', { days })}</Chip>
      )}
    </>
  );
}
