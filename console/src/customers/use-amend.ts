// What the drawer sends: images first, then the amendment that names them; afterwards says whether it holds or waits.
import { operations } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { App } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { filled, isBlank } from '../items/values.ts';
import type { FormProps } from './amend-drawer.tsx';
import { imageItem } from './may-amend.ts';

const texts = defineTexts('customers/use-amend', {
  applied: { zh: '已更正', en: 'Amended' },
  proposed: { zh: '已提交复核，可复核：{who}', en: 'Proposed. May review: {who}' },
});

interface Amend {
  readonly submit: () => Promise<void>;
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
  readonly isReady: boolean;
}

export function useAmend(props: FormProps): Amend {
  const { view, purpose, form, images, chosen, ground, onClose } = props;
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.customers.amend, [
    operations.customers.view,
    operations.customers.timeline,
    operations.desk.desk,
    operations.approvals.mine,
  ]);
  const isReady = isWhole(props);
  const submit = async () => {
    for (const item of chosen) form.leave(item);
    if (!isReady) return;
    const sent = await images.send();
    if (!sent) return;
    const typed = filled(form.values);
    const values = Object.fromEntries(chosen.flatMap((it) => (typed[it] ? [[it, typed[it]]] : [])));
    const { customer } = view.card;
    const asked = { customer, values, images: sent, ground: ground.trim(), purpose };
    const answer = await run(asked);
    if (!answer) return;
    const isApplied = answer.state === 'applied';
    void message.success(
      isApplied ? say('applied') : say('proposed', { who: inWords(answer.reviewers) }),
    );
    onClose();
  };
  return { submit, isBusy: isBusy || images.isBusy, refusal, isReady };
}

function isWhole({ form, images, chosen, ground }: FormProps): boolean {
  const wrong = form.check.findings.some(
    (it) => chosen.includes(it.item) && it.severity === 'reject' && it.code !== 'MISSING',
  );
  const isThere = (item: string) =>
    item === imageItem ? images.count > 0 : !isBlank(form.values[item]);
  return !wrong && chosen.length > 0 && chosen.every(isThere) && ground.trim().length >= 2;
}
