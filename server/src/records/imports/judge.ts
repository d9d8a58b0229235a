// Verdicts on the records of one file, some hundred at a time: each record by itself, then against earlier records of the
// file and against customers on the books, by fingerprint. What is remembered of a file is hashed with a salt that nobody
// has, and is forgotten with the walk.
import type { Words } from '@shouxin/contract';
import { finding, findingCodes, type CollectionList } from '@shouxin/contract/items';
import { randomBytes, sha256 } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import {
  createBatchMemory,
  documentKeyOf,
  judgeRecord,
  settleDuplicate,
  type Earlier,
  type Mapping,
  type Settled,
} from '../collection/import/index.ts';
import { isKept, originCodes, type CountedReason, type Tally } from './batch.ts';
import type { ImportsParts } from './index.ts';
import type { StoredReason, StoredRow } from './store.ts';

export interface Numbered {
  readonly record: number;
  readonly cells: readonly string[];
}

export type Judged = Settled & { readonly record: number };

export interface JudgeOptions {
  readonly list: CollectionList;
  readonly mapping: Mapping;
  readonly today: string;
  /** A correction file: its cells carry the prefix that keeps spreadsheets from running them. */
  readonly restore: boolean;
}

export interface Judge {
  judge(tx: Tx, records: readonly Numbered[]): Promise<Judged[]>;
  /** A record that was taken before a kill: later ones are compared with it. */
  recall(record: Numbered): void;
}

type Document = ReturnType<typeof documentKeyOf>;
const nameOf = (it: Document): string => JSON.stringify([it.kind, it.number, it.name]);

function saltedTag(): (plain: string) => Uint8Array {
  const salt = randomBytes(32);
  return (plain) => sha256(Buffer.concat([salt, Buffer.from(plain)]));
}

export function createJudge(
  { customers }: Pick<ImportsParts, 'customers'>,
  options: JudgeOptions,
): Judge {
  let onTheBooks = new Map<string, Earlier>();
  const beyond = { find: (it: Document) => onTheBooks.get(nameOf(it)) };
  const memory = createBatchMemory(saltedTag(), beyond);
  return {
    recall: ({ record, cells }) => memory.remember(judgeRecord({ ...options, cells }), record),
    async judge(tx, records) {
      const judgements = records.map(({ cells }) => judgeRecord({ ...options, cells }));
      const documents = judgements
        .filter((it) => it.outcome !== 'reject')
        .map((it) => documentKeyOf(it.values));
      const found = await customers.findRegistered(tx, documents);
      onTheBooks = new Map(
        documents.flatMap((it, index) => {
          const earlier = found[index];
          return earlier ? [[nameOf(it), earlier] as const] : [];
        }),
      );
      const judged: Judged[] = [];
      for (const [index, judgement] of judgements.entries()) {
        const settled = await settleDuplicate(judgement, memory);
        const record = records[index]?.record ?? 0;
        memory.remember(settled, record);
        judged.push({ ...settled, record });
      }
      return judged;
    },
  };
}

/** Records in order, `size` at a time, counting from 1. */
export async function* inChunks(
  rows: AsyncIterable<readonly string[]>,
  size: number,
): AsyncGenerator<Numbered[]> {
  let chunk: Numbered[] = [];
  let record = 0;
  for await (const cells of rows) {
    record += 1;
    chunk.push({ record, cells });
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Reasons as numbers: what is wrong with two hundred thousand records is a few dozen sentences, kept once per batch. */
export interface Vocabulary {
  rowsOf(judged: readonly Judged[]): StoredRow[];
  /** Reasons that no committed transaction holds yet. */
  unsaved(): StoredReason[];
  /** The transaction that wrote them has committed. */
  saved(): void;
}

const keyOf = (it: Pick<StoredReason, 'item' | 'code' | 'message'>): string =>
  `${it.item}\n${it.code}\n${it.message.zh}`;

export function createVocabulary(known: readonly StoredReason[]): Vocabulary {
  const numbers = new Map(known.map((it) => [keyOf(it), it.reason]));
  let fresh: StoredReason[] = [];
  const numberOf = (it: Omit<StoredReason, 'reason'>): number => {
    const before = numbers.get(keyOf(it));
    if (before !== undefined) return before;
    const reason = numbers.size + 1;
    numbers.set(keyOf(it), reason);
    fresh.push({ ...it, reason });
    return reason;
  };
  return {
    rowsOf: (judged) =>
      judged.map(({ record, outcome, reasons }) => ({
        record,
        outcome,
        reasons: reasons.map(numberOf),
      })),
    unsaved: () => fresh,
    saved: () => {
      fresh = [];
    },
  };
}

const branchesMax = 200;

/** The tally with these records added; the one given is left as it is, because a transaction may have to run again. */
export function tallied(before: Tally, settled: readonly Settled[]): Tally {
  const counts = { ...before.counts };
  const reasons: Record<string, CountedReason> = { ...before.reasons };
  const overCollected = { ...before.overCollected };
  const branches = { ...before.branches };
  let { marketingClaims } = before;
  for (const it of settled) {
    counts[it.outcome] += 1;
    if (isKept(it) && it.marketingClaim) marketingClaims += 1;
    for (const item of it.overCollected) overCollected[item] = (overCollected[item] ?? 0) + 1;
    for (const reason of it.reasons) countReason(reasons, reason);
    countBranch(branches, originCodes(it).branch);
  }
  return { counts, reasons, overCollected, branches, marketingClaims };
}

function countBranch(branches: Record<string, number>, branch: string | undefined): void {
  if (branch === undefined) return;
  if (branch in branches || Object.keys(branches).length < branchesMax) {
    branches[branch] = (branches[branch] ?? 0) + 1;
  }
}

function countReason(
  reasons: Record<string, CountedReason>,
  { item, code, message }: Settled['reasons'][number],
): void {
  const key = `${item}:${code}`;
  const before = reasons[key];
  const words = before?.message ?? generalWords(item, code) ?? message;
  reasons[key] = { item, code, message: words, count: (before?.count ?? 0) + 1 };
}

/** A check digit is one record's; the words for all of them leave it open. */
function generalWords(item: string, code: string): Words | undefined {
  const known = findingCodes.find((row) => row === code);
  return known && finding(item, known, '…').message;
}
