// First step: for which purpose, which kind of customer, under which list. Nothing personal yet.
import { operations } from '@shouxin/contract';
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { statePurpose, usePurpose, choosePurpose } from '../app/purpose.ts';
import { useAct, useRead } from '../app/queries.ts';
import { Waiting } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { IntakeSteps } from './steps.tsx';

const texts = defineTexts('collection/new', {
  title: { zh: '新开采集', en: 'New intake' },
  lead: {
    zh: '先定目的和客户类型，系统据此给出最少必要的采集清单。',
    en: 'Purpose and kind of customer decide which list, and so the least that is asked.',
  },
  intakes: { zh: '柜面采集', en: 'Intakes' },
  loading: { zh: '正在读取', en: 'Loading' },
  kind: { zh: '客户类型', en: 'Kind of customer' },
  person: { zh: '个人', en: 'Person' },
  personHint: {
    zh: '自然人客户，可由代理人或监护人办理',
    en: 'A natural person; an agent or guardian may act',
  },
  entity: { zh: '单位', en: 'Company' },
  entityHint: {
    zh: '单位客户的采集清单尚未发布',
    en: 'The lists for companies are not published yet',
  },
  list: { zh: '采集清单', en: 'Collection list' },
  counts: {
    zh: '必填 {required} 项，可不提供 {optional} 项，第 {version} 版',
    en: '{required} required, {optional} optional, version {version}',
  },
  purpose: { zh: '办理目的', en: 'Purpose' },
  noPurpose: { zh: '尚未选择', en: 'Not stated yet' },
  choose: { zh: '选择', en: 'State' },
  change: { zh: '更改', en: 'Change' },
  begin: { zh: '开始采集', en: 'Begin' },
});

export function NewIntakePage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { answer, refusal, again } = useRead(operations.collection.lists, {});
  const lists = answer?.items.filter(
    (it) => it.state === 'in-force' && it.channels.includes('counter'),
  );
  const [chosen, setChosen] = useState<string>();
  const list = chosen ?? lists?.[0]?.list;
  const begin = useBegin(list);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      crumbs={[{ to: '/collection', name: say('intakes') }]}
    >
      <IntakeSteps at="purpose" />
      <Card title={say('title')} className="intake-card">
        <div className="stack">
          {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
          {begin.refusal && <RefusalNotice refusal={begin.refusal} />}
          <PurposeLine />
          <KindChoice />
          <fieldset className="plain-set">
            <legend>{say('list')}</legend>
            {!lists && !refusal && <Waiting label={say('loading')} rows={2} />}
            <Radio.Group
              className="choices"
              value={list}
              onChange={(event) => setChosen(String(event.target.value))}
            >
              {lists?.map((it) => (
                <Radio key={it.list} value={it.list} className="choice">
                  <b>
                    {it.list} {inWords(it.name)}
                  </b>
                  <span className="num">
                    {say('counts', {
                      required: it.items.filter((row) => row.need === 'required').length,
                      optional: it.items.filter((row) => row.need === 'optional').length,
                      version: it.version,
                    })}
                  </span>
                </Radio>
              ))}
            </Radio.Group>
          </fieldset>
          <div className="dialog-foot">
            <span className="grow" />
            <Button type="primary" loading={begin.isBusy} disabled={!list} onClick={begin.run}>
              {say('begin')}
            </Button>
          </div>
        </div>
      </Card>
    </Page>
  );
}

function PurposeLine() {
  const say = useTexts(texts);
  const inWords = useWords();
  const now = usePurpose();
  return (
    <div className="row-line">
      <span className="mut">{say('purpose')}</span>
      <b>{now ? inWords(now.card.name) : say('noPurpose')}</b>
      {now?.purpose.reference && <span className="mut">{now.purpose.reference}</span>}
      <Button size="small" onClick={() => void choosePurpose.ask()}>
        {say(now ? 'change' : 'choose')}
      </Button>
    </div>
  );
}

function KindChoice() {
  const say = useTexts(texts);
  return (
    <fieldset className="plain-set">
      <legend>{say('kind')}</legend>
      <Radio.Group className="choices" value="person">
        <Radio value="person" className="choice">
          <b>{say('person')}</b>
          <span>{say('personHint')}</span>
        </Radio>
        <Radio value="entity" className="choice" disabled>
          <b>{say('entity')}</b>
          <span>{say('entityHint')}</span>
        </Radio>
      </Radio.Group>
    </fieldset>
  );
}

function useBegin(list: string | undefined) {
  const navigate = useNavigate();
  const { run, isBusy, refusal } = useAct(operations.collection.begin, [
    operations.collection.intakes,
    operations.desk.desk,
  ]);
  const begin = async () => {
    const purpose = await statePurpose();
    if (!purpose || !list) return;
    const card = await run({ list, purpose });
    if (card) await navigate(`/collection/${card.intake}`, { replace: true });
  };
  return { run: () => void begin(), isBusy, refusal };
}
