// Where a plan is written: from nothing, from a built-in one, from the version in force, or from what came back. What it begins with
// is read first; from then on it is the form's alone, so that nothing that is read later can overwrite what was typed.
import { operations, planScenarios, type PlanScenario } from '@shouxin/contract';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { defineTexts, useLanguage, useTexts } from '../app/language.ts';
import { useRead, type Read } from '../app/queries.ts';
import { Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { PlanForm, type FormProps } from './plan-form.tsx';
import { emptyWriting, writingOf } from './writing.ts';

const texts = defineTexts('plans/editor', {
  write: { zh: '制定恢复预案', en: 'Write a recovery plan' },
  revise: { zh: '修订恢复预案', en: 'Revise a recovery plan' },
  plans: { zh: '恢复预案', en: 'Recovery plans' },
  loading: { zh: '正在读取', en: 'Loading' },
  lead: {
    zh: 'Alt+↑、Alt+↓ 移动所在步骤，Ctrl+Enter 提交复核。被退回时内容保留为草稿。',
    en: 'Alt+↑ and Alt+↓ move the step you are in; Ctrl+Enter proposes. If it is rejected, the content stays as a draft.',
  },
});

type Beginning = 'plan' | 'draft' | 'starter' | 'nothing';

export function EditorPage() {
  const { plan } = useParams();
  const [params] = useSearchParams();
  const from = planScenarios.find((it) => it === params.get('from'));
  const draft = params.get('draft') ?? undefined;
  const beginning = beginningOf({ plan, draft, from });
  // Another beginning is another form.
  const key = `${beginning}/${plan}/${draft}/${from}`;
  if (beginning === 'draft') return <FromDraft key={key} plan={plan} draft={draft ?? ''} />;
  if (beginning === 'plan') return <FromPlan key={key} plan={plan ?? ''} />;
  if (beginning === 'starter') return <FromStarter key={key} scenario={from ?? 'other'} />;
  return <Written key={key} start={emptyWriting('other')} />;
}

function beginningOf(given: {
  readonly plan: string | undefined;
  readonly draft: string | undefined;
  readonly from: PlanScenario | undefined;
}): Beginning {
  if (given.draft !== undefined) return 'draft';
  if (given.plan !== undefined) return 'plan';
  return given.from === undefined ? 'nothing' : 'starter';
}

/** What is read here is forgotten with the page and never read again by itself, under the hands of who types. */
const once = { personal: true };

/** What a revision says of itself is written anew. */
function FromPlan({ plan }: { readonly plan: string }) {
  const read = useRead(operations.plans.view, { plan }, once);
  if (!read.answer) return <Frame plan={plan} read={read} />;
  const { terms, newest } = read.answer;
  return <Written start={writingOf({ ...terms, note: '' })} of={{ plan, basedOn: newest }} />;
}

interface DraftProps {
  readonly plan: string | undefined;
  readonly draft: string;
}

/** A draft of a revision goes on from the version that is in force now: the reviewer sees what differs from it. */
function FromDraft({ plan, draft }: DraftProps) {
  const back = useRead(operations.plans.draft, { draft }, once);
  const view = useRead(
    operations.plans.view,
    { plan: plan ?? '' },
    { ...once, enabled: plan !== undefined },
  );
  if (!back.answer) return <Frame plan={plan} read={back} />;
  const start = writingOf(back.answer.terms);
  if (plan === undefined) return <Written start={start} draft={draft} />;
  if (!view.answer) return <Frame plan={plan} read={view} />;
  return <Written start={start} of={{ plan, basedOn: view.answer.newest }} draft={draft} />;
}

function FromStarter({ scenario }: { readonly scenario: PlanScenario }) {
  const language = useLanguage();
  const read = useRead(operations.plans.starters, { language }, once);
  if (!read.answer) return <Frame plan={undefined} read={read} />;
  const found = read.answer.items.find((it) => it.scenario === scenario);
  return <Written start={found ? writingOf(found) : emptyWriting(scenario)} />;
}

/** The form keeps what it began with: what is read later changes nothing in it. */
function Written(given: FormProps) {
  const [{ start, of, draft }] = useState(given);
  return (
    <Frame plan={of?.plan} name={start.name}>
      <PlanForm start={start} {...(of && { of })} {...(draft && { draft })} />
    </Frame>
  );
}

interface FrameProps {
  readonly plan: string | undefined;
  readonly name?: string;
  readonly read?: Pick<Read<unknown>, 'refusal' | 'again'>;
  readonly children?: React.ReactNode;
}

function Frame({ plan, name, read, children }: FrameProps) {
  const say = useTexts(texts);
  const crumbs = [
    { to: '/plans', name: say('plans') },
    ...(plan && name ? [{ to: `/plans/${plan}`, name }] : []),
  ];
  return (
    <Page title={say(plan ? 'revise' : 'write')} lead={say('lead')} crumbs={crumbs}>
      {read?.refusal && <RefusalNotice refusal={read.refusal} onAgain={read.again} />}
      {read && !read.refusal && <Waiting label={say('loading')} rows={10} />}
      {children}
    </Page>
  );
}
