// The column mapping while a person edits it: what a column may hold, which required items still have none, and which two
// columns claim the same. Pure; the server decides again when the mapping is confirmed.
import type { ColumnTarget, Words } from '@shouxin/contract';
import {
  collectionLists,
  dictionary,
  findItem,
  isForbiddenOn,
  partOf,
  splitTarget,
  standingOn,
  type CollectionList,
} from '@shouxin/contract/items';

export type Kind = ColumnTarget['kind'];

export interface Target {
  /** `item:NP11.to`, `origin:branch`, `not-taken:`. */
  readonly key: string;
  readonly kind: Kind;
  readonly target: string | undefined;
  readonly words: Words;
}

export interface TargetGroup {
  readonly kind: Kind;
  readonly targets: readonly Target[];
}

const anyone = { flags: new Set<string>() };
const child = { ...anyone, age: 0 };
/** Persons of their own: only their parts can be a column. */
const partsOnly = new Set(['NP22', 'NP23']);

export function keyOf({ kind, target }: Pick<ColumnTarget, 'kind' | 'target'>): string {
  return kind === 'not-taken' ? 'not-taken:' : `${kind}:${target ?? ''}`;
}

export function findList(id: string): CollectionList | undefined {
  return collectionLists.find((it) => it.id === id);
}

export function targetWords({ kind, target = '' }: Pick<ColumnTarget, 'kind' | 'target'>): Words {
  if (kind === 'origin' || kind === 'claim') {
    const row = dictionary.otherHeadings.find((it) => it.target === `${kind}.${target}`);
    return row?.name ?? { zh: target, en: target };
  }
  return itemWords(target);
}

function itemWords(target: string): Words {
  const { item, part } = splitTarget(target);
  const name = findItem(item)?.name ?? { zh: target, en: target };
  const partName = part === undefined ? undefined : partOf(item, part)?.name;
  if (!partName) return name;
  return { zh: `${name.zh}：${partName.zh}`, en: `${name.en}: ${partName.en}` };
}

function targetOf(kind: Kind, target: string): Target {
  return { key: keyOf({ kind, target }), kind, target, words: targetWords({ kind, target }) };
}

/** Everything a column of this list may be, in the order in which it is looked for. */
export function targetGroups(list: CollectionList): readonly TargetGroup[] {
  const taken = list.items.filter((row) => {
    const standing = standingOn(list, row.item, { channel: 'bulk-import', facts: child });
    return !['unlisted', 'not-asked', 'task'].includes(standing);
  });
  const items = taken.flatMap((row) => {
    const parts = findItem(row.item)?.parts ?? [];
    const whole = partsOnly.has(row.item) ? [] : [row.item];
    return [...whole, ...parts.map((part) => `${row.item}.${part.id}`)];
  });
  const others = (kind: 'origin' | 'claim') =>
    dictionary.otherHeadings
      .filter((it) => it.target.startsWith(`${kind}.`))
      .map((it) => targetOf(kind, it.target.slice(kind.length + 1)));
  return [
    {
      kind: 'item',
      targets: items.filter((it) => !isForbiddenOn(list, it)).map((it) => targetOf('item', it)),
    },
    { kind: 'origin', targets: others('origin') },
    { kind: 'claim', targets: others('claim') },
    { kind: 'forbidden', targets: list.forbidden.map((it) => targetOf('forbidden', it.item)) },
  ];
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

/** `身份证号码` says the kind of document as well. */
function isKindInHeading(columns: readonly ColumnTarget[]): boolean {
  const number = columns.find((it) => it.kind === 'item' && it.target === 'NP10');
  return /身份证(?!件)/u.test(number?.heading ?? '');
}

/** Required items that no column brings, each named by the target that would bring it. */
export function missingTargets(columns: readonly ColumnTarget[], list: CollectionList): Target[] {
  const required = list.items
    .filter(
      (row) => standingOn(list, row.item, { channel: 'bulk-import', facts: anyone }) === 'required',
    )
    .map((row) => row.item)
    .filter((item) => !isBrought(columns, item))
    .filter((item) => item !== 'NP09' || !isKindInHeading(columns));
  const groups = list.groups.flatMap(({ id }) => {
    const members = list.items.filter((row) => row.need === `one_of:${id}`).map((row) => row.item);
    return members.some((item) => isBrought(columns, item)) ? [] : members.slice(0, 1);
  });
  return [...required, ...groups].map((item) =>
    targetOf('item', item === 'NP11' ? 'NP11.to' : item),
  );
}

/** Column by column: the heading of an earlier column that has the same target. */
export function rivalOf(
  columns: readonly ColumnTarget[],
  column: ColumnTarget,
): string | undefined {
  if (column.kind === 'not-taken' || column.kind === 'forbidden') return undefined;
  return columns.find((it) => it.column < column.column && keyOf(it) === keyOf(column))?.heading;
}

export function withTarget(
  columns: readonly ColumnTarget[],
  column: number,
  chosen: Pick<Target, 'kind' | 'target'>,
): ColumnTarget[] {
  return columns.map((it) => {
    if (it.column !== column) return it;
    const { kind, target } = chosen;
    const base = { column, heading: it.heading, confidence: 'confirmed' } as const;
    return kind === 'not-taken' ? { ...base, kind } : { ...base, kind, target };
  });
}

export type MappingFilter = 'all' | 'look' | 'left';

/** `look`: a person should look at it; `left`: brings nothing. */
export function isIn(filter: MappingFilter, column: ColumnTarget): boolean {
  if (filter === 'all') return true;
  return filter === 'left' ? column.kind === 'not-taken' : needsLook(column);
}

/** A guess, or a forbidden column, is worth a look; a column that is left is not. */
function needsLook({ kind, confidence }: ColumnTarget): boolean {
  return kind !== 'not-taken' && (confidence === 'guess' || kind === 'forbidden');
}
