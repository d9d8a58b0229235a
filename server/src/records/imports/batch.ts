// A batch: one file on its way to becoming customers. Pure: which states follow each other, what is counted, and the card
// that the console and the command line read. Nothing here can hold a value of a customer.
import { refuse, type BatchCard, type Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { businessDate, daysBetween } from '../../kernel/clock.ts';
import { labelOf } from '../collection/index.ts';
import { notTaken, type Mapping, type Outcome, type Settled } from '../collection/import/index.ts';

export type State = BatchCard['state'];
export type Stage = Exclude<BatchCard['progress']['stage'], 'none'>;

export interface UnitOf {
  readonly id: string;
  readonly code: string;
  readonly name: Words;
}

export interface CountedReason {
  readonly item: string;
  readonly code: string;
  readonly message: Words;
  readonly count: number;
}

/** Small however many records there are; stored with the progress, so that a killed server does not count twice. */
export interface Tally {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly reasons: Readonly<Record<string, CountedReason>>;
  readonly overCollected: Readonly<Record<string, number>>;
  readonly branches: Readonly<Record<string, number>>;
  readonly marketingClaims: number;
}

export interface Batch {
  readonly batch: string;
  readonly list: string;
  readonly listVersion: number;
  readonly source: string;
  readonly nameSealed: Uint8Array | null;
  readonly fileHash: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string;
  readonly mapping: Mapping;
  readonly state: State;
  readonly account: string;
  readonly accountName: string;
  readonly unit: UnitOf;
  readonly createdAt: Date;
  readonly asOf: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly stageAt: Date | null;
  readonly stageFrom: number;
  readonly movedAt: Date | null;
  /** Of the last walk that came to its end. */
  readonly tally: Tally | null;
  /** Of the walk that goes on. */
  readonly nextTally: Tally | null;
  readonly proposal: string | null;
  readonly proposer: string | null;
  readonly proposerName: string | null;
  readonly applied: number;
  readonly appliedAt: Date | null;
  readonly failure: Words | null;
  /** Undoing it was proposed and waits. */
  readonly undoProposal: string | null;
}

export const emptyTally: Tally = {
  counts: { accept: 0, warn: 0, reject: 0, duplicate: 0 },
  reasons: {},
  overCollected: {},
  branches: {},
  marketingClaims: 0,
};

/** What becomes a customer. */
export const isKept = ({ outcome }: Pick<Settled, 'outcome'>): boolean =>
  outcome === 'accept' || outcome === 'warn';

/**
 * Branch and teller codes as they may be kept in the open. What does not look like a code, or looks like somebody's number,
 * stands in the wrong column and is not kept.
 */
export function originCodes({ origin }: Pick<Settled, 'origin'>): {
  branch?: string;
  teller?: string;
} {
  const [branch, teller] = [codeOf(origin.branch), codeOf(origin.teller)];
  return { ...(branch && { branch }), ...(teller && { teller }) };
}

const codeForm = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/;
const somebodysNumber = /^(?:1[3-9]\d{9}|\d{15}|\d{17}[\dXx])$/;

function codeOf(text: string | undefined): string | undefined {
  return text !== undefined && codeForm.test(text) && !somebodysNumber.test(text)
    ? text
    : undefined;
}

/** Records that may still be judged and brought in. */
export const takenOf = (it: Pick<Batch, 'tally'>): number =>
  (it.tally?.counts.accept ?? 0) + (it.tally?.counts.warn ?? 0);

/** Whoever works on a batch is of the unit that brought it. */
export function refuseStrangers(call: Pick<Call, 'actor'>, it: Batch | undefined): Batch {
  return it && it.unit.id === call.actor.unit.id ? it : refuse('not-found');
}

/** States in which the sealed file lies there. */
const withFile: readonly State[] = [
  'uploaded',
  'mapped',
  'checking',
  'checked',
  'proposed',
  'applying',
  'failed',
];
export const hasFile = ({ state }: Pick<Batch, 'state'>): boolean => withFile.includes(state);

/** Verdicts of a finished dry run; while one runs there are only some. */
export const isJudged = (it: Pick<Batch, 'asOf' | 'state'>): boolean =>
  it.asOf !== null && !['uploaded', 'mapped', 'checking', 'failed'].includes(it.state);

export interface Shown {
  readonly at: Date;
  readonly undoDays: number;
  readonly unitByCode: (code: string) => UnitOf | undefined;
}

/** Whether its customers were used shows only when it is tried: that is asked of the log, customer by customer. */
export function mayUndo(it: Batch, { at, undoDays }: Pick<Shown, 'at' | 'undoDays'>): boolean {
  if (it.state !== 'applied' || it.applied === 0 || it.appliedAt === null) return false;
  return daysBetween(businessDate(it.appliedAt), businessDate(at)) <= undoDays;
}

export function cardOf(it: Batch, shown: Shown & { readonly fileName: string }): BatchCard {
  return {
    batch: it.batch,
    list: it.list,
    source: it.source,
    fileName: shown.fileName,
    fileHash: it.fileHash,
    bytes: it.bytes,
    state: it.state,
    format: it.format,
    encoding: it.encoding,
    applied: it.applied,
    createdAt: it.createdAt.toISOString(),
    createdBy: it.accountName,
    unit: it.unit.name,
    columns: it.mapping.columns,
    unmapped: it.mapping.unmapped.map((item) => ({ item, label: labelOf(item) })),
    progress: progressOf(it),
    notTaken: notTaken(it.mapping),
    ...countedOf(it, shown),
    fileKept: hasFile(it),
    mayUndo: mayUndo(it, shown) && it.undoProposal === null,
    ...(it.undoProposal !== null && { undoProposal: it.undoProposal }),
    ...(it.asOf !== null && { asOf: it.asOf }),
    ...(it.proposal !== null && { proposal: it.proposal }),
    ...(it.failure !== null && { failure: it.failure }),
  };
}

const stageOf: Partial<Record<State, Stage>> = {
  checking: 'checking',
  applying: 'applying',
  undoing: 'undoing',
};

function progressOf(it: Batch): BatchCard['progress'] {
  const { done, total } = it;
  const stage = stageOf[it.state] ?? 'none';
  const rate = rateOf(it);
  const isKnown = stage !== 'none' && rate > 0 && total !== null;
  const etaSeconds = isKnown ? Math.ceil(Math.max(0, total - done) / rate) : null;
  return { stage, done, total, ratePerSecond: Math.round(rate), etaSeconds };
}

/** Records per second since the stage began. */
function rateOf({ done, stageFrom, stageAt, movedAt }: Batch): number {
  if (stageAt === null || movedAt === null || movedAt <= stageAt) return 0;
  return ((done - stageFrom) * 1000) / (movedAt.getTime() - stageAt.getTime());
}

type Counted = Pick<
  BatchCard,
  'counts' | 'reasons' | 'overCollected' | 'marketingClaims' | 'branches'
>;

function countedOf({ tally }: Batch, { unitByCode }: Shown): Counted {
  if (!tally) {
    return { counts: null, reasons: [], overCollected: [], marketingClaims: 0, branches: [] };
  }
  return {
    counts: countsOf(tally),
    reasons: reasonsOf(tally).slice(0, 100),
    overCollected: Object.entries(tally.overCollected)
      .slice(0, 50)
      .map(([item, count]) => ({ item, label: labelOf(item), count })),
    marketingClaims: tally.marketingClaims,
    branches: Object.entries(tally.branches).map(([code, count]) => {
      const unit = unitByCode(code)?.name;
      return { code, count, ...(unit && { unit }) };
    }),
  };
}

export function reasonsOf(tally: Tally): BatchCard['reasons'] {
  return Object.values(tally.reasons)
    .toSorted((a, b) => b.count - a.count)
    .map(({ item, code, count, message }) => ({ item, code, count, words: message }));
}

/** In the order in which they are always named. */
export function countsOf({ counts: { accept, warn, reject, duplicate } }: Tally): Tally['counts'] {
  return { accept, warn, reject, duplicate };
}
