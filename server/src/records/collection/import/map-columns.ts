// Which column holds which item: proposed from the synonyms of the dictionary and from what the first records look
// like, confirmed by a person or taken as proposed. A required item without a column stops the import and is named.
import type { ColumnTarget } from '@shouxin/contract';
import {
  type CollectionList,
  findItem,
  isForbiddenOn,
  listItemOf,
  rule,
  splitTarget,
  standingOn,
} from '@shouxin/contract/items';
import { guessTarget } from './guess-column.ts';
import { type Confidence, matchHeading } from './match-heading.ts';

export type Mapping = {
  columns: ColumnTarget[];
  /** Required items that no column brings: the import is refused while there is one. */
  unmapped: string[];
  /** The document kind, where only the heading says it (身份证号码). */
  documentKind?: string;
};

export type MappingQuestion = {
  headings: readonly string[];
  list: CollectionList;
  /** Some of the first records, for columns whose heading says nothing. */
  sample?: readonly (readonly string[])[];
};

const rank: Record<Confidence, number> = { confirmed: 3, exact: 2, synonym: 1, guess: 0 };

type Proposal = { target: string; confidence: Confidence };

/** In an import nobody is known to be of higher risk, and nobody's age is known yet. */
const importing = { channel: 'bulk-import', facts: { age: 0, flags: new Set<string>() } } as const;

function kindOf(list: CollectionList, target: string): ColumnTarget['kind'] {
  if (target === 'ignored') return 'not-taken';
  if (target.startsWith('origin.')) return 'origin';
  if (target.startsWith('claim.')) return 'claim';
  if (isForbiddenOn(list, target)) return 'forbidden';
  const standing = standingOn(list, splitTarget(target).item, importing);
  return ['unlisted', 'not-asked', 'task'].includes(standing) ? 'not-taken' : 'item';
}

function columnOf(
  list: CollectionList,
  at: { column: number; heading: string },
  match: Proposal | undefined,
): ColumnTarget {
  const base = { column: at.column, heading: at.heading.slice(0, 120) };
  if (!match || match.target === 'ignored')
    return { ...base, kind: 'not-taken', confidence: match?.confidence ?? 'guess' };
  const kind = kindOf(list, match.target);
  const target = match.target.replace(/^(?:origin|claim)\./u, '');
  return { ...base, kind, target, confidence: match.confidence };
}

const keyOf = (column: ColumnTarget): string => `${column.kind}:${column.target ?? ''}`;

/** Two columns for one target: the surer one keeps it, the first of equals; the other is reported as not taken. */
function settleRivals(columns: readonly ColumnTarget[]): ColumnTarget[] {
  const best = new Map<string, ColumnTarget>();
  for (const column of columns) {
    const rival = best.get(keyOf(column));
    if (!rival || rank[column.confidence] > rank[rival.confidence]) best.set(keyOf(column), column);
  }
  return columns.map((column) => {
    const isSingle = column.kind === 'item' || column.kind === 'origin' || column.kind === 'claim';
    if (!isSingle || best.get(keyOf(column)) === column) return column;
    return {
      column: column.column,
      heading: column.heading,
      kind: 'not-taken',
      confidence: column.confidence,
    };
  });
}

const isTaken = (columns: readonly ColumnTarget[], target: string): boolean =>
  columns.some((column) => column.kind === 'item' && column.target === target);

/** Looks at the records of columns whose heading said nothing, for items that are still without a column. */
function guessRest(
  columns: ColumnTarget[],
  { list, sample = [] }: MappingQuestion,
): ColumnTarget[] {
  const rows = sample.slice(0, rule('import.sample.rows'));
  const known = [...columns];
  return columns.map((column) => {
    if (column.target !== undefined || matchHeading(column.heading) !== undefined) return column;
    const texts = rows.map((row) => row[column.column] ?? '').filter((text) => text.trim() !== '');
    const target = guessTarget(texts, (candidate) => !isTaken(known, candidate));
    if (target === undefined || kindOf(list, target) !== 'item') return column;
    const guessed = columnOf(list, column, { target, confidence: 'guess' });
    known.push(guessed);
    return guessed;
  });
}

/** A part that alone does not make the item: a start date without an end is no validity. */
const insufficient: Record<string, readonly string[]> = {
  NP11: ['from'],
  RK16: ['text'],
  NP24: ['country', 'tin'],
  NP06: ['province', 'city', 'county'],
};

function isBrought(columns: readonly ColumnTarget[], item: string): boolean {
  return columns.some((column) => {
    const named = splitTarget(column.target ?? '');
    if (column.kind !== 'item' || named.item !== item) return false;
    return named.part === undefined || !insufficient[item]?.includes(named.part);
  });
}

function missingItems(
  columns: readonly ColumnTarget[],
  list: CollectionList,
  documentKind?: string,
): string[] {
  const at = { channel: 'bulk-import', facts: { flags: new Set<string>() } } as const;
  const required = list.items
    .filter((row) => standingOn(list, row.item, at) === 'required')
    .map((row) => row.item)
    .filter(
      (item) => !isBrought(columns, item) && !(item === 'NP09' && documentKind !== undefined),
    );
  const groups = list.groups.flatMap((group) => {
    const members = list.items
      .filter((row) => row.need === `one_of:${group.id}`)
      .map((row) => row.item);
    return members.some((item) => isBrought(columns, item)) ? [] : members.slice(0, 1);
  });
  return [...required, ...groups];
}

/** `身份证号码` says the kind as well; `证件号码` does not. */
function kindInHeading(columns: readonly ColumnTarget[]): string | undefined {
  const number = columns.find((column) => column.kind === 'item' && column.target === 'NP10');
  return !isTaken(columns, 'NP09') && /身份证(?!件)/u.test(number?.heading ?? '')
    ? '01'
    : undefined;
}

function complete(columns: ColumnTarget[], list: CollectionList): Mapping {
  const documentKind = kindInHeading(columns);
  const unmapped = missingItems(columns, list, documentKind);
  return documentKind === undefined ? { columns, unmapped } : { columns, unmapped, documentKind };
}

/** The mapping as the machine sees it, for a person to confirm. */
export function proposeMapping(question: MappingQuestion): Mapping {
  const { headings, list } = question;
  const named = headings.map((heading, column) =>
    columnOf(list, { column, heading }, matchHeading(heading)),
  );
  return complete(guessRest(settleRivals(named), question), list);
}

export class MappingMistake extends Error {
  readonly column: number;

  constructor(column: number) {
    super(`column ${column} cannot be mapped like this`);
    this.name = 'MappingMistake';
    this.column = column;
  }
}

/** A person's choice: unknown targets are refused, forbidden items stay forbidden, required ones are asked for. */
export function confirmMapping(
  question: MappingQuestion,
  chosen: readonly ColumnTarget[],
): Mapping {
  const { headings, list } = question;
  const columns = headings.map((heading, column): ColumnTarget => {
    const choice = chosen.find((row) => row.column === column);
    const base = { column, heading: heading.slice(0, 120), confidence: 'confirmed' } as const;
    if (!choice || choice.kind === 'not-taken') return { ...base, kind: 'not-taken' };
    const target = choice.target ?? '';
    if (choice.kind === 'origin' || choice.kind === 'claim')
      return { ...base, kind: choice.kind, target };
    if (!findItem(splitTarget(target).item)) throw new MappingMistake(column);
    return { ...base, kind: kindOf(list, target), target };
  });
  const rival = columns.find(
    (column, i) =>
      column.kind === 'item' && columns.some((other, j) => j < i && keyOf(other) === keyOf(column)),
  );
  if (rival) throw new MappingMistake(rival.column);
  return complete(columns, list);
}

/** Headings that bring nothing, reported once per batch. */
export const notTaken = (mapping: Mapping): string[] =>
  mapping.columns.filter((column) => column.kind === 'not-taken').map((column) => column.heading);

export const isListed = (list: CollectionList, target: string): boolean =>
  listItemOf(list, splitTarget(target).item) !== undefined;
