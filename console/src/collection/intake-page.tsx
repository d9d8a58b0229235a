// One intake, from notice to proposal. It can be left at any step and gone on with, because the draft is kept sealed on
// the server for its own author.
import { operations, type IntakeCard } from '@shouxin/contract';
import { useParams } from 'react-router';
import { defineTexts, useTexts } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { IntakeEnd } from './intake-end.tsx';
import { IntakeFlow } from './intake-flow.tsx';
import { isOpenIntake } from './words.ts';

const texts = defineTexts('collection/intake', {
  title: { zh: '客户登记', en: 'Registration' },
  intakes: { zh: '柜面采集', en: 'Intakes' },
  loading: { zh: '正在读取', en: 'Loading' },
});

export function IntakePage() {
  const say = useTexts(texts);
  const { intake = '' } = useParams();
  const read = useRead(operations.collection.intake, { intake }, { personal: true });
  if (read.answer) return <Opened key={intake} card={read.answer} />;
  return (
    <Page title={say('title')} crumbs={[{ to: '/collection', name: say('intakes') }]}>
      {read.refusal ? (
        <RefusalNotice refusal={read.refusal} onAgain={read.again} />
      ) : (
        <Waiting label={say('loading')} rows={8} />
      )}
    </Page>
  );
}

function Opened({ card }: { readonly card: IntakeCard }) {
  return (
    <>
      <Watermark />
      {isOpenIntake(card.state) ? <IntakeFlow card={card} /> : <IntakeEnd card={card} />}
    </>
  );
}
