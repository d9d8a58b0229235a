// What the dry run says: four numbers, the reasons by frequency, what was not taken, what must never be, and the records.
import type { BatchCard } from '@shouxin/contract';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { usePages } from '../app/queries.ts';
import { itemName } from '../items/names.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card } from '../ui/page.tsx';
import { RowsList } from './rows-list.tsx';
import { meaningOf, outcomes, outcomeTones, outcomeWords, type BatchState } from './words.ts';

const texts = defineTexts('imports/result', {
  numbers: { zh: '试运行结果', en: 'Result of the dry run' },
  reasons: { zh: '原因', en: 'Reasons' },
  reason: { zh: '原因与处理', en: 'What is wrong and how to mend it' },
  item: { zh: '信息项', en: 'Item' },
  count: { zh: '条数', en: 'Records' },
  record: { zh: '整条记录', en: 'Whole record' },
  clean: { zh: '没有问题', en: 'Nothing to mend' },
  remarks: { zh: '整批说明', en: 'About the whole batch' },
  none: { zh: '没有', en: 'None' },
  left: { zh: '未导入的列', en: 'Columns not taken' },
  leftNote: { zh: '清单上没有，不读取也不保存', en: 'Not on the list: neither read nor kept' },
  claims: { zh: '营销声明', en: 'Claims of marketing consent' },
  claimsNote: {
    zh: '{count} 条。没有凭证，不作为同意，不得用于营销',
    en: '{count}. Without evidence they are no consent and permit nothing',
  },
  branches: { zh: '未对应的机构号', en: 'Branch codes without a unit' },
  branchesNote: { zh: '这些客户归入{unit}', en: 'Their customers go to {unit}' },
  over: { zh: '文件含禁止采集的信息项', en: 'The file holds forbidden items' },
  overNote: {
    zh: '{name} {count} 条，内容不保存。',
    en: '{name}: {count} records; nothing of it is stored.',
  },
  overLater: {
    zh: '入库时登记为过度采集线索，由个人信息保护负责人核查来源。',
    en: 'Reported to the data protection officer when the batch is applied.',
  },
  overDone: {
    zh: '已登记为过度采集线索，由个人信息保护负责人核查来源。',
    en: 'Reported to the data protection officer.',
  },
});

const choices = ['all', ...outcomes] as const;

export function Result({ batch }: { readonly batch: BatchCard }) {
  const pages = usePages();
  // What needs a person comes first.
  const first = (batch.counts?.reject ?? 0) > 0 ? 'reject' : 'all';
  const [outcome, setOutcome] = useAddressChoice('outcome', choices, first);
  const choose = pages.filtering(setOutcome);
  return (
    <>
      <Numbers batch={batch} outcome={outcome} onChoose={choose} />
      <OverCollection batch={batch} />
      <div className="imports-pair">
        <Reasons batch={batch} />
        <Remarks batch={batch} />
      </div>
      <RowsList batch={batch} outcome={outcome} onChoose={choose} pages={pages} />
    </>
  );
}

export type Shown = (typeof choices)[number];

interface NumbersProps {
  readonly batch: BatchCard;
  readonly outcome: Shown;
  readonly onChoose: (outcome: Shown) => void;
}

function Numbers({ batch, outcome, onChoose }: NumbersProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const counts = batch.counts;
  if (!counts) return null;
  return (
    <fieldset className="imports-numbers" aria-label={say('numbers')}>
      {outcomes.map((it) => (
        <button
          key={it}
          type="button"
          className="card imports-number"
          aria-pressed={outcome === it}
          onClick={() => onChoose(outcome === it ? 'all' : it)}
        >
          <span className="row-line">
            <b className="num">{counts[it].toLocaleString('en-US')}</b>
            <Chip tone={outcomeTones[it]}>{inWords(outcomeWords[it])}</Chip>
          </span>
          <span className="mut">{inWords(meaningOf(it, batch.state))}</span>
        </button>
      ))}
    </fieldset>
  );
}

type Reason = BatchCard['reasons'][number];

function Reasons({ batch }: { readonly batch: BatchCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const columns: readonly Column<Reason>[] = [
    { key: 'reason', title: say('reason'), render: (it) => inWords(it.words) },
    {
      key: 'item',
      title: say('item'),
      width: 168,
      render: (it) => (
        <span className="mut">
          {it.item === 'ROW' ? say('record') : inWords(itemName(it.item))}
        </span>
      ),
    },
    {
      key: 'count',
      title: say('count'),
      width: 80,
      align: 'right',
      render: (it) => it.count.toLocaleString('en-US'),
    },
  ];
  return (
    <ListTable
      label={say('reasons')}
      columns={columns}
      rows={batch.reasons}
      rowKey={(it) => `${it.item}/${it.code}`}
      tools={<h2>{say('reasons')}</h2>}
      empty={<Empty title={say('clean')} />}
    />
  );
}

/** What the batch as a whole leaves behind: columns, claims, and branch codes that lead to no unit. */
function Remarks({ batch }: { readonly batch: BatchCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const lost = batch.branches.filter((it) => !it.unit);
  return (
    <Card title={say('remarks')} id="imports-remarks">
      <dl className="imports-remarks">
        <dt>{say('left')}</dt>
        <dd>{batch.notTaken.length === 0 ? say('none') : <Names names={batch.notTaken} />}</dd>
        {batch.notTaken.length > 0 && <dd className="mut">{say('leftNote')}</dd>}
        <dt>{say('claims')}</dt>
        <dd>{say('claimsNote', { count: batch.marketingClaims })}</dd>
        {lost.length > 0 && (
          <>
            <dt>{say('branches')}</dt>
            <dd>
              <Names names={lost.map((it) => it.code)} />
            </dd>
            <dd className="mut">{say('branchesNote', { unit: inWords(batch.unit) })}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <span className="row-line">
      {names.slice(0, 40).map((it) => (
        <Chip key={it} tone="outline">
          {it || '—'}
        </Chip>
      ))}
      {names.length > 40 && <span className="mut num">+{names.length - 40}</span>}
    </span>
  );
}

/** Reported with the application; a batch that ended before it reports nothing. */
function reportOf(state: BatchState): boolean | undefined {
  if (state === 'applied' || state === 'undoing' || state === 'undone') return true;
  return state === 'rejected' || state === 'expired' ? undefined : false;
}

function OverCollection({ batch }: { readonly batch: BatchCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (batch.overCollected.length === 0) return null;
  const isReported = reportOf(batch.state);
  return (
    <section className="notice-line" aria-label={say('over')}>
      <b>{say('over')}</b>
      {batch.overCollected.map((it) => (
        <p key={it.item}>{say('overNote', { name: inWords(it.label), count: it.count })}</p>
      ))}
      {isReported !== undefined && <p>{say(isReported ? 'overDone' : 'overLater')}</p>}
    </section>
  );
}
