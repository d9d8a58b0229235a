// What became of the batch, in one line, and who acts next.
import { operations, type BatchCard } from '@shouxin/contract';
import { Link } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useHas } from '../app/permissions.ts';
import { useRead } from '../app/queries.ts';

const texts = defineTexts('imports/standing', {
  proposed: {
    zh: '已提交，等待数据责任人批准。批准前不写入任何客户资料。',
    en: 'Proposed: a data owner decides. Nothing is stored before that.',
  },
  review: { zh: '去复核', en: 'Review it' },
  applied: {
    zh: '已入库 {count} 位客户，可以在「客户」中查找和使用。',
    en: '{count} customers were stored and can be found and used.',
  },
  undoing: {
    zh: '已提交撤销，等待数据责任人批准；批准前客户仍可使用，一经使用即不能撤销。',
    en: 'Undoing was proposed: a data owner decides. Until then the customers may be used, and once used they stay.',
  },
  rejected: {
    zh: '数据责任人已退回，未写入任何客户资料。请按意见处理后重新导入。',
    en: 'Rejected: nothing was stored. Mend it as asked and import again.',
  },
  reason: { zh: '退回原因：{reason}', en: 'Reason: {reason}' },
  undone: {
    zh: '批次已撤销，由它导入的客户资料已删除；报告仍可下载。',
    en: 'The batch was undone: the customers it brought are deleted. The report is kept.',
  },
  expired: {
    zh: '文件上传后长期未提交，已按规定删除。需要时请重新导入。',
    en: 'The file waited too long and was deleted as the rules ask. Import it again if needed.',
  },
  failed: { zh: '未能完成', en: 'It could not be completed' },
  empty: {
    zh: '没有可入库的记录。请下载待更正记录，更正后重新导入。',
    en: 'No record can be stored. Download the rejected records, correct them and bring them again.',
  },
});

export function Standing({ batch }: { readonly batch: BatchCard }) {
  switch (batch.state) {
    case 'proposed':
      return <Waiting name="proposed" proposal={batch.proposal} />;
    case 'applied':
      return batch.undoProposal ? (
        <Waiting name="undoing" proposal={batch.undoProposal} />
      ) : (
        <Line name="applied" count={batch.applied} />
      );
    case 'undone':
    case 'expired':
      return <Line name={batch.state} />;
    case 'rejected':
      return <Rejected batch={batch} />;
    case 'failed':
      return <Failed batch={batch} />;
    default:
      return isEmptyResult(batch) ? <Line name="empty" /> : null;
  }
}

export function isEmptyResult({ counts }: BatchCard): boolean {
  return counts !== null && counts.accept + counts.warn === 0;
}

interface LineProps {
  readonly name: 'applied' | 'undone' | 'expired' | 'empty';
  readonly count?: number;
}

function Line({ name, count = 0 }: LineProps) {
  const say = useTexts(texts);
  const className = name === 'empty' ? 'notice-line' : 'note-line';
  return <p className={className}>{say(name, { count: count.toLocaleString('en-US') })}</p>;
}

interface WaitingProps {
  readonly name: 'proposed' | 'undoing';
  readonly proposal: string | undefined;
}

/** For a data owner with the way to decide. */
function Waiting({ name, proposal }: WaitingProps) {
  const say = useTexts(texts);
  const mayReview = useHas()('approvals.review');
  return (
    <p className="note-line">
      {say(name)}{' '}
      {mayReview && proposal && <Link to={`/approvals/${proposal}`}>{say('review')}</Link>}
    </p>
  );
}

/** The reason is the reviewer's own words, opened for the proposer. */
function Rejected({ batch }: { readonly batch: BatchCard }) {
  const say = useTexts(texts);
  const isProposer = useHas()('approvals.propose');
  const { answer } = useRead(operations.approvals.mine, {}, { enabled: isProposer });
  const reason = answer?.items.find((it) => it.proposal === batch.proposal)?.reason;
  return (
    <div className="notice-line">
      <b>{say('rejected')}</b>
      {reason && <p>{say('reason', { reason })}</p>}
    </div>
  );
}

function Failed({ batch }: { readonly batch: BatchCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <div className="refusal" role="alert">
      <div className="refusal-body">
        <b>{say('failed')}</b>
        {batch.failure && <p>{inWords(batch.failure)}</p>}
      </div>
    </div>
  );
}
