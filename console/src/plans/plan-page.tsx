// One plan as it is carried out: readable on a screen and printed on A4 as it stands, in the version in force or in an older one.
import { operations, type OutputOf } from '@shouxin/contract';
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { PlanActs } from './plan-acts.tsx';
import { PlanSheet } from './plan-sheet.tsx';
import { Versions } from './versions.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('plans/plan', {
  title: { zh: '恢复预案', en: 'Recovery plan' },
  plans: { zh: '恢复预案', en: 'Recovery plans' },
  loading: { zh: '正在读取', en: 'Loading' },
  print: { zh: '打印', en: 'Print' },
  older: {
    zh: '这是第 {version} 版，现行为第 {newest} 版。',
    en: 'This is version {version}; version {newest} is in force.',
  },
  toNewest: { zh: '查看现行版本', en: 'Open the version in force' },
  was: { zh: '历史版本', en: 'Older version' },
});

export type PlanView = OutputOf<typeof operations.plans.view>;

export function PlanPage() {
  const say = useTexts(texts);
  const { plan = '' } = useParams();
  const [params] = useSearchParams();
  const version = params.get('version');
  const { answer, refusal, again } = useRead(operations.plans.view, {
    plan,
    ...(version !== null && { version }),
  });
  const crumbs = [{ to: '/plans', name: say('plans') }];
  if (answer) return <Shown view={answer} crumbs={crumbs} />;
  return (
    <Page title={say('title')} crumbs={crumbs}>
      {refusal ? (
        <RefusalNotice refusal={refusal} onAgain={again} />
      ) : (
        <Waiting label={say('loading')} rows={8} />
      )}
    </Page>
  );
}

interface ShownProps {
  readonly view: PlanView;
  readonly crumbs: readonly { readonly to: string; readonly name: string }[];
}

function Shown({ view, crumbs }: ShownProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { card, newest } = view;
  const isOlder = card.version < newest;
  return (
    <Page
      title={card.name}
      crumbs={crumbs}
      beside={
        isOlder ? (
          <Chip tone="outline">{say('was')}</Chip>
        ) : (
          <Chip tone={stateTones[card.state]}>{inWords(stateWords[card.state])}</Chip>
        )
      }
      action={
        <span className="row-line plan-acts">
          <Button icon={<PrinterOutlined />} onClick={() => print()}>
            {say('print')}
          </Button>
          {!isOlder && card.state !== 'retired' && <PlanActs view={view} />}
        </span>
      }
    >
      <div className="stack">
        {isOlder && (
          <p className="note-line no-print">
            {say('older', { version: card.version, newest })}{' '}
            <Link to={`/plans/${card.plan}`}>{say('toNewest')}</Link>
          </p>
        )}
        <PlanSheet view={view} />
        <div className="no-print">
          <Versions plan={card.plan} shown={card.version} />
        </div>
      </div>
    </Page>
  );
}
