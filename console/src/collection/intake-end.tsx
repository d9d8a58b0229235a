// After it was proposed: where it is now, who may review it, and what to do next.
import type { IntakeCard, OutputOf, operations } from '@shouxin/contract';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import { Card, Page } from '../ui/page.tsx';
import { intakeTones, intakeWords } from './words.ts';

const texts = defineTexts('collection/intake-end', {
  title: { zh: '客户登记', en: 'Registration' },
  intakes: { zh: '柜面采集', en: 'Intakes' },
  done: { zh: '已提交复核', en: 'Proposed' },
  who: { zh: '可复核', en: 'May review' },
  at: { zh: '提交时间', en: 'Proposed at' },
  receipt: { zh: '凭证', en: 'Receipt' },
  number: { zh: '客户号', en: 'Customer no.' },
  state: { zh: '状态', en: 'State' },
  started: { zh: '开始时间', en: 'Begun' },
  again: { zh: '登记下一位', en: 'Next customer' },
  mine: { zh: '我提交的', en: 'Proposed by me' },
  notice: { zh: '告知书', en: 'Notice' },
});

interface Props {
  readonly card: IntakeCard;
  readonly proposed?: OutputOf<typeof operations.collection.submit>;
}

export function IntakeEnd({ card, proposed }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const state = proposed ? 'proposed' : card.state;
  return (
    <Page title={say('title')} crumbs={[{ to: '/collection', name: say('intakes') }]}>
      <Card
        title={proposed ? say('done') : say('state')}
        extra={<Chip tone={intakeTones[state]}>{inWords(intakeWords[state])}</Chip>}
        className="intake-card"
      >
        <div className="stack">
          <dl className="facts num">
            {proposed && (
              <>
                <dt>{say('who')}</dt>
                <dd>{inWords(proposed.reviewers)}</dd>
                <dt>{say('at')}</dt>
                <dd>{atMinute(proposed.receipt.at)}</dd>
                <dt>{say('receipt')}</dt>
                <dd>
                  <code>{proposed.receipt.entry}</code>
                </dd>
              </>
            )}
            {card.number && (
              <>
                <dt>{say('number')}</dt>
                <dd>{card.number}</dd>
              </>
            )}
            <dt>{say('started')}</dt>
            <dd>{atMinute(card.startedAt)}</dd>
            <dt>{say('notice')}</dt>
            <dd>
              {card.notice.notice} v{card.notice.version}
            </dd>
          </dl>
          <div className="dialog-foot">
            <Button type="primary" onClick={() => void navigate('/collection/new')}>
              {say('again')}
            </Button>
            <Button onClick={() => void navigate('/approvals/mine')}>{say('mine')}</Button>
          </div>
        </div>
      </Card>
    </Page>
  );
}
