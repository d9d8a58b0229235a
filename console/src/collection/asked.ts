// What this list asks of this customer, drawn from the list's own data: what must be given, one of which, what depends on the
// case, and what may be left out. The document comes first, because it answers other questions by itself.
import { codeRowOf, standingOn, type CollectionList, type ListItem } from '@shouxin/contract/items';
import { findItem, type RecordCheck } from '@shouxin/contract/items';
import { groupOf, groups } from '../items/names.ts';
import { isBlank, textIn, type Values } from '../items/values.ts';

export interface AskedItem {
  readonly row: ListItem;
  readonly standing: 'required' | 'one-of' | 'optional';
}

export interface AskedGroup {
  readonly group: string;
  readonly items: readonly AskedItem[];
}

const documentFirst = ['NP09', 'NP10', 'NP01', 'NP11', 'NP12', 'NP02', 'NP03', 'NP04'];
const travelFormats = new Set(['passport', 'permit', 'foreign-residence']);

export function askedOf(
  list: CollectionList,
  values: Values,
  check: RecordCheck,
): readonly AskedItem[] {
  const facts = { age: check.derived?.age, flags: flagsOf(values) };
  const asked = list.items.flatMap((row): AskedItem[] => {
    const standing = standingOn(list, row.item, { channel: 'counter', facts });
    const isAsked = standing === 'required' || standing === 'one-of' || standing === 'optional';
    const isField = findItem(row.item)?.format !== 'image';
    return isAsked && isField ? [{ row, standing }] : [];
  });
  return asked.toSorted((a, b) => rank(a.row.item) - rank(b.row.item));
}

function rank(item: string): number {
  const at = documentFirst.indexOf(item);
  return at < 0 ? documentFirst.length : at;
}

function flagsOf(values: Values): ReadonlySet<string> {
  const kind = codeRowOf('document-kind', textIn(values['NP09']));
  const flags = new Set<string>();
  if (!isBlank(values['NP23'])) flags.add('agent');
  if (kind && travelFormats.has(kind.format ?? '')) flags.add('travel-document');
  return flags;
}

export type Part = 'needed' | 'conditional' | 'optional';

/** What depends on the case is not what a customer may refuse. An agent's own field stays in place once it is filled in. */
function partIn({ row, standing }: AskedItem): Part {
  if (row.need === 'if:agent') return 'conditional';
  if (standing !== 'optional') return 'needed';
  return row.need.startsWith('if:') ? 'conditional' : 'optional';
}

/** By group of the dictionary; `part` chooses what must be given, what depends on the case, or what may be left out. */
export function groupsOf(asked: readonly AskedItem[], part: Part): readonly AskedGroup[] {
  return groups
    .map((group) => ({
      group: group.id,
      items: asked.filter((it) => groupOf(it.row.item) === group.id && partIn(it) === part),
    }))
    .filter((it) => it.items.length > 0);
}
