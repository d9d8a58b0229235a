// The report of an import: a verdict and its reasons for every record, and the counts. Names items and codes, never a
// value, so it may be mailed and kept.
import type { ColumnTarget, RowReport } from '@shouxin/contract';
import { finding, findingCodes } from '@shouxin/contract/items';
import type { Judgement, Outcome } from './judge-record.ts';
import { type Mapping, notTaken } from './map-columns.ts';

export type Counts = Record<Outcome, number>;

export type ReasonCount = {
  item: string;
  code: string;
  count: number;
  message: RowReport['reasons'][number]['message'];
};

export type ImportReport = {
  list: string;
  source: string;
  file: { name: string; hash?: string };
  asOf: string;
  records: number;
  counts: Counts;
  columns: ColumnTarget[];
  notTaken: string[];
  overCollected: { item: string; count: number }[];
  marketingClaims: number;
  reasons: ReasonCount[];
  rows: RowReport[];
};

export const reportRow = (record: number, { outcome, reasons }: Judgement): RowReport => ({
  record,
  outcome,
  reasons,
});

/** What is counted over a batch; small however many records there are. */
export type Tally = {
  records: number;
  counts: Counts;
  overCollected: Map<string, number>;
  reasons: Map<string, ReasonCount>;
  marketingClaims: number;
};

export const startTally = (): Tally => ({
  records: 0,
  counts: { accept: 0, warn: 0, reject: 0, duplicate: 0 },
  overCollected: new Map(),
  reasons: new Map(),
  marketingClaims: 0,
});

/** A check digit is one record's; the words for all of them leave it open. */
function generalWords(
  item: string,
  code: string,
): RowReport['reasons'][number]['message'] | undefined {
  const known = findingCodes.find((row) => row === code);
  return known && finding(item, known, '…').message;
}

function countReason(tally: Tally, { item, code, message }: RowReport['reasons'][number]): void {
  const key = `${item}:${code}`;
  const before = tally.reasons.get(key);
  if (before) before.count += 1;
  else
    tally.reasons.set(key, { item, code, count: 1, message: generalWords(item, code) ?? message });
}

export function count(tally: Tally, judgement: Judgement): void {
  tally.records += 1;
  tally.counts[judgement.outcome] += 1;
  if (judgement.marketingClaim && judgement.outcome !== 'duplicate') tally.marketingClaims += 1;
  for (const item of judgement.overCollected)
    tally.overCollected.set(item, (tally.overCollected.get(item) ?? 0) + 1);
  for (const reason of judgement.reasons) countReason(tally, reason);
}

export type ReportHead = {
  list: string;
  source: string;
  file: { name: string; hash?: string };
  asOf: string;
  mapping: Mapping;
};

export function writeReport(head: ReportHead, tally: Tally, rows: RowReport[]): ImportReport {
  const { mapping, ...rest } = head;
  return {
    ...rest,
    records: tally.records,
    counts: tally.counts,
    columns: mapping.columns,
    notTaken: notTaken(mapping),
    overCollected: [...tally.overCollected].map(([item, times]) => ({ item, count: times })),
    marketingClaims: tally.marketingClaims,
    reasons: [...tally.reasons.values()].toSorted((a, b) => b.count - a.count),
    rows,
  };
}
