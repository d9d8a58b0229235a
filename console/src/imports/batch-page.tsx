// One batch, as the server knows it: the step it stands at, what came of it, and what may be done next.
import type { BatchCard } from '@shouxin/contract';
import { useState } from 'react';
import { useParams } from 'react-router';
import { asSize, atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useHas } from '../app/permissions.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { BatchActions } from './batch-actions.tsx';
import { MappingCard } from './mapping-card.tsx';
import { MappingTable } from './mapping-table.tsx';
import { Result } from './result.tsx';
import { RunProgress } from './run-progress.tsx';
import { Standing } from './standing.tsx';
import { isMappable, useBatch } from './use-batch.ts';
import { WizardSteps } from './wizard-steps.tsx';
import { isUnderWay, stateTones, stateWords } from './words.ts';

const texts = defineTexts('imports/batch', {
  title: { zh: '导入批次', en: 'Batch' },
  crumb: { zh: '批量导入', en: 'Imports' },
  loading: { zh: '正在读取', en: 'Loading' },
  columns: { zh: '列的对应关系', en: 'How the columns are mapped' },
});

export function BatchPage() {
  const say = useTexts(texts);
  const { batch = '' } = useParams();
  const { answer, refusal, again } = useBatch(batch);
  if (answer) return <Batch key={batch} batch={answer} isCut={refusal !== undefined} />;
  return (
    <Page title={say('title')} crumbs={[{ to: '/imports', name: say('crumb') }]}>
      {refusal ? (
        <RefusalNotice refusal={refusal} onAgain={again} />
      ) : (
        <Waiting label={say('loading')} rows={8} />
      )}
    </Page>
  );
}

interface Props {
  readonly batch: BatchCard;
  /** Asking again failed; what is shown is older. */
  readonly isCut: boolean;
}

function Batch({ batch, isCut }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const mayRun = useHas()('import.run');
  const [isEditing, setEditing] = useState(false);
  const isFirst = batch.state === 'uploaded' || batch.state === 'mapped';
  const isMapping = mayRun && isMappable(batch) && (isFirst || isEditing);
  return (
    <Page
      title={batch.fileName}
      tab={say('title')}
      beside={<Chip tone={stateTones[batch.state]}>{inWords(stateWords[batch.state])}</Chip>}
      lead={<Origin batch={batch} />}
      crumbs={[{ to: '/imports', name: say('crumb') }]}
      action={
        !isMapping && <BatchActions batch={batch} mayRun={mayRun} onMap={() => setEditing(true)} />
      }
    >
      <WizardSteps state={isMapping ? 'mapped' : batch.state} />
      {isMapping ? (
        <MappingCard batch={batch} onDone={() => setEditing(false)} mayLeave={!isFirst} />
      ) : (
        <Progressed batch={batch} isCut={isCut} />
      )}
    </Page>
  );
}

function Origin({ batch }: { readonly batch: BatchCard }) {
  const inWords = useWords();
  const facts = [
    batch.list,
    batch.source,
    `${batch.createdBy} ${inWords(batch.unit)}`,
    atMinute(batch.createdAt),
    asSize(batch.bytes),
    batch.encoding?.toUpperCase(),
  ];
  return <span className="num">{facts.filter(Boolean).join(' · ')}</span>;
}

/** Everything after the columns: where it stands, the numbers, the records, and the columns folded at the end. */
function Progressed({ batch, isCut }: Props) {
  const say = useTexts(texts);
  return (
    <div className="stack">
      <Standing batch={batch} />
      {isUnderWay(batch.state) && <RunProgress batch={batch} isCut={isCut} />}
      {batch.counts && batch.state !== 'checking' && <Result batch={batch} />}
      <details className="fold">
        <summary>{say('columns')}</summary>
        <MappingTable batch={batch} columns={batch.columns} />
      </details>
    </div>
  );
}
