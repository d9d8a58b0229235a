// Before it is proposed: everything once more, masked, because the customer may be looking and the reviewer will see it in
// full beside the image.
import type { IntakeCard } from '@shouxin/contract';
import { describeItem, maskItem } from '@shouxin/contract/items';
import type { RefusedCall } from '@shouxin/client';
import { Button } from 'antd';
import { defineTexts, useTexts, useValueText, useWords } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { groupOf, groups, itemName } from '../items/names.ts';
import type { ItemForm } from '../items/use-item-form.ts';
import { filled } from '../items/values.ts';
import { Chip } from '../ui/chip.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('collection/review', {
  title: { zh: '核对（掩码显示）', en: 'Check (masked)' },
  images: { zh: '证件影像', en: 'Document image' },
  front: { zh: '正面', en: 'front' },
  back: { zh: '反面', en: 'back' },
  other: { zh: '其他', en: 'other' },
  choices: { zh: '客户选择', en: 'Choices' },
  given: { zh: '同意', en: 'Given' },
  refused: { zh: '不同意', en: 'Not given' },
  next: {
    zh: '提交后，由本网点另一位复核员对照证件影像核对姓名、证件和手机号码，批准后登记为客户。',
    en: 'Another person of this branch then checks name, document and mobile against the image; on approval the customer is registered.',
  },
  submit: { zh: '提交复核', en: 'Propose' },
  dual: { zh: '须复核', en: 'reviewed' },
});

const submitWords = { zh: '提交复核', en: 'Propose' };

interface Props {
  readonly card: IntakeCard;
  readonly form: ItemForm;
  readonly given: ReadonlySet<string>;
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
  readonly onSubmit: () => void;
}

export function ReviewStep({ card, form, given, isBusy, refusal, onSubmit }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  useShortcuts([{ keys: 'ctrl+enter', words: submitWords, run: onSubmit }]);
  return (
    <div className="stack intake-width">
      <Card title={say('title')}>
        <Summary form={form} />
        <dl className="facts review-facts">
          <dt>{say('images')}</dt>
          <dd>{card.images.map((it) => sideName(it.side, say)).join(' · ')}</dd>
          {card.consents.length > 0 && <dt>{say('choices')}</dt>}
          {card.consents.length > 0 && (
            <dd>
              {card.consents.map((it) => (
                <p key={it.consent} className="row-line">
                  <Chip tone={given.has(it.consent) ? 'good' : 'plain'}>
                    {say(given.has(it.consent) ? 'given' : 'refused')}
                  </Chip>
                  {inWords(it.title)}
                </p>
              ))}
            </dd>
          )}
        </dl>
      </Card>
      <p className="note-line">{say('next')}</p>
      {refusal && <RefusalNotice refusal={refusal} nameOf={(it) => inWords(itemName(it))} />}
      <div className="intake-foot">
        <span className="grow" />
        <Button type="primary" loading={isBusy} onClick={onSubmit}>
          {say('submit')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </div>
  );
}

function sideName(side: string, say: (key: 'front' | 'back' | 'other') => string): string {
  return say(side === 'front' || side === 'back' ? side : 'other');
}

function Summary({ form }: { readonly form: ItemForm }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const read = useValueText();
  const typed = Object.entries(filled(form.values));
  return groups.map((group) => {
    const items = typed.filter(([id]) => groupOf(id) === group.id);
    if (items.length === 0) return null;
    return (
      <section key={group.id} className="review-group">
        <h3>{inWords(group.name)}</h3>
        <dl className="facts review-facts">
          {items.map(([id, input]) => (
            <div key={id} className="review-row">
              <dt>{inWords(itemName(id))}</dt>
              <dd className="num">
                {read(describeItem(id, maskItem(id, form.check.values[id] ?? input)))}{' '}
                {form.list.dualCheck.includes(id) && <Chip tone="outline">{say('dual')}</Chip>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    );
  });
}
