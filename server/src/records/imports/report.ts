// Verdicts by record, as pages and as the report of a batch (item and code and words of every record, never a value) and the rejected records as a file to
// correct and bring again. The second holds what the file held, so it opens through disclosure and for its own clerk only.
import { refuse, type FileAnswer, type importsOperations } from '@shouxin/contract';
import type { InputOf, OutputOf } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { bandOf, pageFrom } from '../../kernel/page.ts';
import {
  correctionHeader,
  correctionLine,
  isCorrectionFile,
  judgeRecord,
  notTaken,
  type Table,
} from '../collection/import/index.ts';
import { countsOf, hasFile, isJudged, refuseStrangers, type Batch } from './batch.ts';
import { openName } from './file-name.ts';
import type { ImportsParts } from './index.ts';
import { openOriginal, tableOf } from './original.ts';
import { rowsOfRecords } from './rows/store.ts';
import { findBatch, reasonsOf, rowsAfter, type StoredRow } from './store.ts';

type Operations = typeof importsOperations;
type RowReport = OutputOf<Operations['rows']>['items'][number];

const rowsAtOnce = 1_000;

export async function listRows(
  call: Call,
  { batch, outcome, cursor, limit }: InputOf<Operations['rows']>,
): Promise<OutputOf<Operations['rows']>> {
  const it = (await findBatch(call.tx, batch)) ?? refuse('not-found');
  const rows = await rowsAfter(call.tx, {
    batch,
    outcome,
    after: recordOf(cursor),
    max: limit + 1,
  });
  const counts = it.tally?.counts ?? { accept: 0, warn: 0, reject: 0, duplicate: 0 };
  const counted = outcome ? counts[outcome] : Object.values(counts).reduce((sum, n) => sum + n, 0);
  const band = bandOf(counted);
  const page = pageFrom(rows, { limit, band, cursorOf: (row) => String(row.record) });
  call.append({ count: page.items.length, facts: { batch } });
  const report = await reporting(call, batch);
  return { ...page, items: page.items.map(report) };
}

function recordOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) refuse('input.invalid');
  return Number(cursor);
}

/** Verdicts of these records, for who compares them with the customers they led to. */
export async function verdictsOf(
  call: Pick<Call, 'tx'>,
  batch: string,
  records: readonly number[],
): Promise<ReadonlyMap<number, RowReport>> {
  if (records.length === 0) return new Map();
  const report = await reporting(call, batch);
  const rows = await rowsOfRecords(call.tx, batch, records);
  return new Map(rows.map((row) => [row.record, report(row)]));
}

/** Verdicts name their reasons by number: this gives them their words back. */
async function reporting(
  call: Pick<Call, 'tx'>,
  batch: string,
): Promise<(row: StoredRow) => RowReport> {
  const words = new Map((await reasonsOf(call.tx, batch)).map((it) => [it.reason, it]));
  return ({ record, outcome, reasons }) => ({
    record,
    outcome,
    reasons: reasons.flatMap((number) => {
      const found = words.get(number);
      return found ? [{ item: found.item, code: found.code, message: found.message }] : [];
    }),
  });
}

export async function makeReport(
  parts: ImportsParts,
  call: Call,
  { batch }: InputOf<Operations['report']>,
): Promise<FileAnswer> {
  const it = (await findBatch(call.tx, batch)) ?? refuse('not-found');
  if (!isJudged(it)) refuse('import.wrong-state', { facts: { state: it.state } });
  call.append({ count: it.total ?? 0, facts: { batch } });
  return {
    fileName: `import-${batch}.json`,
    contentType: 'application/json',
    content: encoded(reportText(call, it, await openName(parts, it))),
  };
}

async function* encoded(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of text) yield Buffer.from(piece, 'utf8');
}

async function* reportText(call: Call, it: Batch, name: string): AsyncGenerator<string> {
  const { tally } = it;
  const head = {
    batch: it.batch,
    list: `${it.list}@${it.listVersion}`,
    source: it.source,
    file: { name, hash: it.fileHash },
    asOf: it.asOf,
    records: it.total ?? 0,
    counts: tally && countsOf(tally),
    columns: it.mapping.columns,
    notTaken: notTaken(it.mapping),
    overCollected: Object.entries(tally?.overCollected ?? {}).map(([item, count]) => ({ item, count })), // prettier-ignore
    marketingClaims: tally?.marketingClaims ?? 0,
    reasons: Object.values(tally?.reasons ?? {}).toSorted((a, b) => b.count - a.count),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for await (const rows of reportRows(call, it)) {
    yield rows.map((row) => JSON.stringify(row)).join(',\n').replace(/^/u, separator); // prettier-ignore
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Verdicts in order, some at a time. */
async function* reportRows(
  call: Call,
  { batch }: Pick<Batch, 'batch'>,
  outcome?: RowReport['outcome'],
): AsyncGenerator<RowReport[]> {
  const report = await reporting(call, batch);
  for (let after = 0; ;) {
    const rows = await rowsAfter(call.tx, { batch, after, outcome, max: rowsAtOnce });
    if (rows.length > 0) yield rows.map(report);
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.record ?? after;
  }
}

export function createCorrections(parts: ImportsParts) {
  return async (call: Call, { batch }: InputOf<Operations['corrections']>): Promise<FileAnswer> => {
    const it = refuseStrangers(call, await findBatch(call.tx, batch));
    if (!isJudged(it) || !hasFile(it)) {
      refuse('import.wrong-state', { facts: { state: it.state }, detail: goneWords });
    }
    const isOwn = it.account === call.actor.id;
    const content = await openOriginal(parts, call, { batch: it, isOwn, tx: call.tx });
    const table = await tableOf(content);
    call.append({ count: it.tally?.counts.reject ?? 0, facts: { batch } });
    return {
      fileName: `corrections-${batch}.csv`,
      contentType: 'text/csv; charset=utf-8',
      content: encoded(correctionText(call, it, table)),
    };
  };
}

const goneWords = {
  zh: '待更正记录须在试运行之后、批次入库或退回之前下载；批次结束后原文件已删除。',
  en: 'Rejected records can be taken back after the dry run and before the batch ends: then its file is deleted.',
};

/** The records that were rejected, in the order of the file, met with their verdicts as both go by. */
async function* correctionText(call: Call, it: Batch, table: Table): AsyncGenerator<string> {
  const { headings } = table;
  yield correctionHeader(headings);
  const rejected = each(reportRows(call, it, 'reject'));
  let next = await rejected.next();
  let record = 0;
  for await (const cells of table.rows) {
    record += 1;
    if (next.done === true) return;
    if (next.value.record !== record) continue;
    yield correctionLine({ record, headings, cells, reasons: reasonsFor(it, { table, cells, next: next.value }) }); // prettier-ignore
    next = await rejected.next();
  }
}

async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

/** As said in the dry run; a rejected record has its check digit named only in its owner's file. */
function reasonsFor(
  it: Batch,
  { table, cells, next }: { table: Table; cells: readonly string[]; next: RowReport },
): RowReport['reasons'] {
  const again = judgeRecord({
    cells,
    mapping: it.mapping,
    list: listOf(it.list),
    today: it.asOf ?? '',
    restore: isCorrectionFile(table.headings),
  });
  return again.outcome === 'reject' ? again.reasons : next.reasons;
}
