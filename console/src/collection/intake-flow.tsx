// The steps of an open intake and what they share: the values typed, the draft, the choices, the way out.
import { operations, shownText, type IntakeCard, type OutputOf } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useItemForm, type ItemForm } from '../items/use-item-form.ts';
import { filled } from '../items/values.ts';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { ChoicesStep } from './choices-step.tsx';
import { FieldsStep, rejectsOf } from './fields-step.tsx';
import { ImagesStep } from './images-step.tsx';
import { IntakeEnd } from './intake-end.tsx';
import { LeaveButton } from './leave-button.tsx';
import { NoticeStep } from './notice-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { IntakeSteps, steps, type Step } from './steps.tsx';
import { useDraft, type Draft } from './use-draft.ts';

const texts = defineTexts('collection/intake-flow', {
  title: { zh: '客户登记', en: 'Registration' },
  intakes: { zh: '柜面采集', en: 'Intakes' },
  returned: {
    zh: '复核已退回，请按退回原因改正后重新提交。',
    en: 'The review sent it back: mend it as the reason says and propose again.',
  },
  why: { zh: '查看退回原因', en: 'See the reason' },
  saved: { zh: '已暂存 {at}', en: 'Saved {at}' },
  saving: { zh: '正在暂存…', en: 'Saving…' },
  kept: { zh: '草稿加密存放在服务器', en: 'The draft is kept sealed on the server' },
  list: { zh: '{list} 第 {version} 版', en: '{list} version {version}' },
});

export function IntakeFlow({ card: opened }: { readonly card: IntakeCard }) {
  const [card, setCard] = useState(opened);
  const [proposed, setProposed] = useState<OutputOf<typeof operations.collection.submit>>();
  if (proposed) return <IntakeEnd card={card} proposed={proposed} />;
  return <Flow card={card} onCard={setCard} onProposed={setProposed} />;
}

interface FlowProps {
  readonly card: IntakeCard;
  readonly onCard: (card: IntakeCard) => void;
  readonly onProposed: (answer: OutputOf<typeof operations.collection.submit>) => void;
}

/** From the number of the document; unknown until it is there. */
const ageIn = (form: ItemForm): number | undefined => form.check.derived?.age;

function Flow({ card, onCard, onProposed }: FlowProps) {
  const say = useTexts(texts);
  const form = useForm(card);
  const draft = useDraft(card.intake, form.values);
  const [step, setStep] = useState<Step>(card.noticeShown ? 'fields' : 'notice');
  const [reached, setReached] = useState<Step>(step);
  const [given, setGiven] = useState<ReadonlySet<string>>(new Set());
  const go = (to: Step) => {
    setStep(to);
    if (steps.indexOf(to) > steps.indexOf(reached)) setReached(to);
    scrollTo(0, 0);
  };
  const submit = useSubmit({ card, form, given, onProposed, onWrong: () => go('fields') });
  const give = (consent: string, isGiven: boolean) =>
    setGiven(
      (now) => new Set(isGiven ? [...now, consent] : [...now].filter((it) => it !== consent)),
    );
  return (
    <Page
      title={say('title')}
      lead={`${say('list', { list: card.list, version: card.listVersion })} · ${useDraftWords(draft)}`}
      crumbs={[{ to: '/collection', name: say('intakes') }]}
      action={<LeaveButton intake={card.intake} draft={draft} />}
    >
      <IntakeSteps at={step} reached={reached} onGo={card.noticeShown ? go : undefined} />
      {card.state === 'rejected' && <ReturnedLine />}
      {draft.refusal && <RefusalNotice refusal={draft.refusal} />}
      {step === 'notice' && (
        <NoticeStep
          card={card}
          onShown={(shown) => {
            onCard({ ...shown, draft: card.draft });
            go('fields');
          }}
        />
      )}
      {step === 'fields' && <FieldsStep form={form} onDone={() => go('images')} />}
      {step === 'images' && (
        <ImagesStep
          card={card}
          age={ageIn(form)}
          onImage={(image) => onCard({ ...card, images: [...card.images, image] })}
          onDone={() => go('choices')}
        />
      )}
      {step === 'choices' && (
        <ChoicesStep
          consents={card.consents}
          given={given}
          onGive={give}
          onDone={() => go('review')}
        />
      )}
      {step === 'review' && <ReviewStep card={card} form={form} given={given} {...submit} />}
    </Page>
  );
}

/** Why it came back is told where proposals are followed. */
function ReturnedLine() {
  const say = useTexts(texts);
  return (
    <p className="notice-line intake-width">
      {say('returned')} <Link to="/approvals/mine">{say('why')}</Link>
    </p>
  );
}

function useForm(card: IntakeCard): ItemForm {
  const asked = new Set(listOf(card.list).items.map((row) => row.item));
  return useItemForm(card.list, card.draft ?? { NP09: '01' }, asked);
}

function useDraftWords(draft: Draft): string {
  const say = useTexts(texts);
  if (draft.isSaving || draft.isUnsaved) return say('saving');
  return draft.savedAt ? say('saved', { at: atShort(draft.savedAt) }) : say('kept');
}

interface SubmitParts {
  readonly card: IntakeCard;
  readonly form: ItemForm;
  readonly given: ReadonlySet<string>;
  readonly onProposed: FlowProps['onProposed'];
  readonly onWrong: () => void;
}

function useSubmit({ card, form, given, onProposed, onWrong }: SubmitParts) {
  const { run, isBusy, refusal } = useAct(operations.collection.submit, [
    operations.collection.intakes,
    operations.approvals.mine,
    operations.desk.desk,
  ]);
  const sent = useRef({ content: '', key: '' });
  const submit = async () => {
    if (isBusy) return;
    if (rejectsOf(form.check.findings).length > 0) return onWrong();
    const { intake, consents, notice } = card;
    const shownHash = await sha256(shownText(notice.hash, consents));
    const choices = consents.map((it) => ({ consent: it.consent, given: given.has(it.consent) }));
    const input = { intake, values: filled(form.values), choices, shownHash };
    // The same content proposed twice is one proposal; mended content is another.
    const content = JSON.stringify(input);
    if (sent.current.content !== content) sent.current = { content, key: crypto.randomUUID() };
    const answer = await run(input, { idempotencyKey: sent.current.key });
    if (answer) onProposed(answer);
    return undefined;
  };
  return { onSubmit: () => void submit(), isBusy, refusal };
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
