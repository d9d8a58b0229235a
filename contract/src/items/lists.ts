// Collection lists as data (REQUIREMENTS 5.6): what a scenario may ask for, why, on what basis and for how long. Also
// answers what a set of items lacks or has too many of, for the API, the form and the import alike.
import { z } from 'zod';
import cs01 from '../../data/lists/cs-01.json' with { type: 'json' };
import { words } from '../words.ts';
import { findItem, neverStored, splitTarget } from './dictionary.ts';
import { calendarDate, mark, rule } from './rules.ts';

export const channel = z.enum(['counter', 'bulk-import']);
export type Channel = z.infer<typeof channel>;

const code = z.string().max(40);
const need = z
  .string()
  .regex(/^(required|optional|derived|one_of:[A-Z]+|if:[a-z-]+(<[a-z0-9_.]+)?)$/);

const listItem = z.strictObject({
  item: z.string().regex(/^[A-Z]{2}\d{2}$/),
  need,
  purposes: z.array(code).max(10),
  basis: code,
  reason: words,
  retention: code,
  parts: z.array(code).max(10).optional(),
  channels: z.array(channel).max(5).optional(),
  channelNeeds: z.partialRecord(channel, z.enum(['task'])).optional(),
  mayBeGiven: z.boolean().optional(),
});

const purpose = z.strictObject({
  code,
  name: words,
  basis: code,
  articles: z.array(words).max(10),
  separate: z.boolean(),
  preset: z.boolean(),
});

export const collectionList = z.strictObject({
  id: code,
  version: z.number().int().min(1),
  name: words,
  effectiveFrom: calendarDate,
  effectiveTo: calendarDate.nullable(),
  clients: z.array(code).max(5),
  channels: z.array(z.strictObject({ id: channel, name: words })).max(10),
  documentKinds: z.array(code).max(30),
  purposes: z.array(purpose).max(20),
  items: z.array(listItem).max(100),
  groups: z.array(z.strictObject({ id: code, name: words })).max(10),
  forbidden: z.array(z.strictObject({ item: code, reason: words })).max(50),
  notice: z.strictObject({
    id: code,
    version: z.number().int().min(1),
    kinds: z.array(z.enum(['general', 'enhanced', 'instant'])).max(3),
    enhancedItems: z.array(code).max(50),
  }),
  dualCheck: z.array(code).max(50),
  retention: z.array(code).max(10),
  limits: z.strictObject({ requiredItemsMax: z.number().int() }),
  approval: z.strictObject({ by: z.array(code).max(5), assessment: code }),
  mark,
  article: words,
});

export type CollectionList = z.infer<typeof collectionList>;
export type ListItem = z.infer<typeof listItem>;

export const collectionLists: readonly CollectionList[] = [collectionList.parse(cs01)];

export function listOf(id: string): CollectionList {
  const list = collectionLists.find((row) => row.id === id);
  if (!list) throw new Error(`no collection list ${id}`);
  return list;
}

/** What a list says, ready to be looked up: an import asks it twenty times a record. A list never changes. */
type Lookup = {
  readonly items: ReadonlyMap<string, ListItem>;
  readonly forbidden: ReadonlySet<string>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
};

const lookups = new WeakMap<CollectionList, Lookup>();

function lookupOf(list: CollectionList): Lookup {
  const known = lookups.get(list);
  if (known) return known;
  const membersOf = (group: string) =>
    list.items.filter((row) => row.need === `one_of:${group}`).map((row) => row.item);
  const made: Lookup = {
    items: new Map(list.items.map((row) => [row.item, row])),
    forbidden: new Set(list.forbidden.map((row) => row.item)),
    groups: new Map(list.groups.map(({ id }) => [id, membersOf(id)])),
  };
  lookups.set(list, made);
  return made;
}

export const listItemOf = (list: CollectionList, item: string): ListItem | undefined =>
  lookupOf(list).items.get(item);

/** For each group of which one is asked: its items, in the order of the list. */
export const groupsOf = (list: CollectionList): Iterable<readonly string[]> =>
  lookupOf(list).groups.values();

/** What a condition such as `if:age<guardian.required_age` is asked about; an unknown fact holds nothing. */
export type Facts = { age?: number; flags: ReadonlySet<string> };

const limitOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : rule(text));

export function holds(needText: string, facts: Facts): boolean {
  const [name = '', limit] = needText.slice('if:'.length).split('<', 2);
  if (limit === undefined) return facts.flags.has(name);
  return name === 'age' && facts.age !== undefined && facts.age < limitOf(limit);
}

export type Standing =
  'required' | 'one-of' | 'optional' | 'derived' | 'task' | 'not-asked' | 'unlisted';

function byNeed(row: ListItem, facts: Facts): Standing {
  if (row.need.startsWith('one_of:')) return 'one-of';
  if (row.need === 'required' || row.need === 'derived') return row.need;
  if (!row.need.startsWith('if:') || holds(row.need, facts))
    return row.need === 'optional' ? 'optional' : 'required';
  return row.mayBeGiven ? 'optional' : 'not-asked';
}

/** How an item stands on a list, for one channel and one customer's facts. */
export function standingOn(
  list: CollectionList,
  item: string,
  at: { channel: Channel; facts: Facts },
): Standing {
  const row = listItemOf(list, item);
  if (!row) return 'unlisted';
  if (row.channelNeeds?.[at.channel] === 'task') return 'task';
  if (row.channels && !row.channels.includes(at.channel)) return 'not-asked';
  return byNeed(row, at.facts);
}

/** Forbidden on this list, or anywhere; a part (`FN01.amount`) may be forbidden where its item is not. */
export function isForbiddenOn(list: CollectionList, target: string): boolean {
  const { item } = splitTarget(target);
  if (neverStored(item)) return true;
  const { forbidden } = lookupOf(list);
  return forbidden.has(target) || forbidden.has(item);
}

export type Admission = { missing: string[]; unlisted: string[]; forbidden: string[] };

/** What a set of given items lacks or must not hold. A `one_of` group is named by its first item when all are missing. */
export function admit(
  list: CollectionList,
  given: readonly string[],
  at: { channel: Channel; facts: Facts },
): Admission {
  const has = new Set(given);
  const missing = list.items
    .filter((row) => standingOn(list, row.item, at) === 'required' && !has.has(row.item))
    .map((row) => row.item);
  for (const members of groupsOf(list)) {
    if (members[0] !== undefined && !members.some((item) => has.has(item)))
      missing.push(members[0]);
  }
  const forbidden = given.filter((item) => isForbiddenOn(list, item));
  const unlisted = given.filter(
    (item) =>
      !forbidden.includes(item) &&
      (!findItem(item) || ['unlisted', 'not-asked'].includes(standingOn(list, item, at))),
  );
  return { missing, unlisted, forbidden };
}
