// One medium: where it is, under which seal, and every line of its log from the day it was registered to its destruction.
import {
  destructionMethodWords,
  mediumEncryptionWords,
  mediumHoldingWords,
  mediumKindWords,
  operations,
  type MediumCard,
  type MediumEntry,
} from '@shouxin/contract';
import { useParams } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { MediumActs } from './medium-acts.tsx';
import { actWords, foundWords, stateTones, stateWords } from './words.ts';

const texts = defineTexts('custody/medium', {
  title: { zh: '介质', en: 'Medium' },
  media: { zh: '介质台账', en: 'Media register' },
  loading: { zh: '正在读取', en: 'Loading' },
  terms: { zh: '保管情况', en: 'In custody' },
  kind: { zh: '类型', en: 'Kind' },
  content: { zh: '内容', en: 'Content' },
  encryption: { zh: '加密', en: 'Encryption' },
  place: { zh: '地点', en: 'Place' },
  custodian: { zh: '保管人', en: 'Custodian' },
  seal: { zh: '封条', en: 'Seal' },
  broken: { zh: '不完好', en: 'Broken' },
  expiresOn: { zh: '保管期至', en: 'Expires' },
  receiver: { zh: '领用人', en: 'Taken by' },
  dueOn: { zh: '应还', en: 'Due back' },
  log: { zh: '出入库与盘点记录', en: 'What happened to it' },
  at: { zh: '时间', en: 'At' },
  act: { zh: '事项', en: 'What' },
  by: { zh: '经办', en: 'By' },
  other: { zh: '交接、见证或执行人', en: 'With' },
  sealState: { zh: '封条', en: 'Seal' },
  lies: { zh: '地点', en: 'Place' },
  note: { zh: '说明', en: 'Note' },
  until: { zh: '应还 {on}', en: 'due {on}' },
  watched: { zh: '监销 {who}', en: 'watched by {who}' },
  none: { zh: '没有记录', en: 'Nothing yet' },
});

export function MediumPage() {
  const say = useTexts(texts);
  const { medium = '' } = useParams();
  const { answer, refusal, again } = useRead(operations.custody.medium, { medium });
  const crumbs = [{ to: '/custody', name: say('media') }];
  if (!answer) {
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
  return <Shown {...answer} crumbs={crumbs} />;
}

interface ShownProps {
  readonly card: MediumCard;
  readonly outMax: React.ComponentProps<typeof MediumActs>['outMax'];
  readonly crumbs: readonly { readonly to: string; readonly name: string }[];
}

function Shown({ card, outMax, crumbs }: ShownProps) {
  const inWords = useWords();
  return (
    <Page
      title={card.label}
      crumbs={crumbs}
      beside={<Chip tone={stateTones[card.state]}>{inWords(stateWords[card.state])}</Chip>}
      action={card.state !== 'destroyed' && <MediumActs card={card} outMax={outMax} />}
    >
      <div className="custody-detail">
        <Terms card={card} />
        <Log medium={card.medium} />
      </div>
    </Page>
  );
}

function Terms({ card }: { readonly card: MediumCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [say('kind'), inWords(mediumKindWords[card.kind])],
    [say('content'), `${card.content} · ${inWords(mediumHoldingWords[card.holds])}`],
    [say('encryption'), inWords(mediumEncryptionWords[card.encryption])],
    [say('place'), `${inWords(card.province)} ${card.site}`],
    [say('custodian'), card.custodian],
    [
      say('seal'),
      <span key="seal">
        {card.seal} {!card.isSealIntact && <Chip tone="bad">{say('broken')}</Chip>}
      </span>,
    ],
    [say('expiresOn'), card.expiresOn],
    ...(card.receiver ? ([[say('receiver'), card.receiver]] as const) : []),
    ...(card.dueOn ? ([[say('dueOn'), card.dueOn]] as const) : []),
  ];
  return (
    <Card title={say('terms')} id="custody-terms">
      <dl className="facts num">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Log({ medium }: { readonly medium: string }) {
  const say = useTexts(texts);
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.custody.log,
    { medium, cursor: pages.cursor },
    { keep: true },
  );
  return (
    <ListTable
      label={say('log')}
      columns={useColumns()}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => String(it.number)}
      empty={<Empty title={say('none')} />}
      tools={<h2>{say('log')}</h2>}
    />
  );
}

function useColumns(): readonly Column<MediumEntry>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const noteOf = useNote();
  return [
    {
      key: 'at',
      title: say('at'),
      width: 136,
      render: (it) => <span className="num">{atMinute(it.at)}</span>,
    },
    {
      key: 'act',
      title: say('act'),
      width: 152,
      render: (it) => (
        <span>
          {inWords(actWords[it.act])}{' '}
          {it.found && (
            <Chip tone={it.found === 'present' ? 'good' : 'bad'}>
              {inWords(foundWords[it.found])}
            </Chip>
          )}
        </span>
      ),
    },
    { key: 'by', title: say('by'), width: 96, render: (it) => it.by },
    {
      key: 'other',
      title: say('other'),
      width: 152,
      render: (it) => [it.other, it.otherUnit].filter(Boolean).join(' · ') || '—',
    },
    {
      key: 'seal',
      title: say('sealState'),
      width: 112,
      render: (it) => (
        <span className="num">
          {it.seal} {!it.isSealIntact && <Chip tone="bad">{say('broken')}</Chip>}
        </span>
      ),
    },
    {
      key: 'lies',
      title: say('lies'),
      width: 152,
      render: (it) => `${inWords(it.province)} ${it.site}`,
    },
    {
      key: 'note',
      title: say('note'),
      render: (it) => <span className="num">{noteOf(it)}</span>,
    },
  ];
}

/** What belongs to the act alone: how it was destroyed and who watched, what it was handed out for and until when. */
function useNote(): (it: MediumEntry) => string {
  const say = useTexts(texts);
  const inWords = useWords();
  return (it) =>
    [
      it.method && inWords(destructionMethodWords[it.method]),
      it.note,
      it.dueOn && say('until', { on: it.dueOn }),
      it.approvedBy && say('watched', { who: it.approvedBy }),
    ]
      .filter(Boolean)
      .join(' · ') || '—';
}
