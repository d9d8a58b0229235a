// The data dictionary: every item the institution may meet, its class, level, basis, retention and mask, also the items
// it may never keep, so that those can be refused wherever they turn up (REQUIREMENTS part 4).
import { z } from 'zod';
import dictionaryJson from '../../data/dictionary.json' with { type: 'json' };
import { words } from '../words.ts';
import { mark } from './rules.ts';

const mask = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keep'), first: z.number().int().min(0).max(8), last: z.number().int().min(0).max(8) }), // prettier-ignore
  z.strictObject({
    kind: z.enum(['name', 'email', 'region', 'year', 'band', 'none', 'open', 'parts']),
  }),
]);

const headings = z.array(z.string().min(1).max(60)).max(300);
const length = z.strictObject({ min: z.number().int().min(0), max: z.number().int().max(4000) });

const part = z.strictObject({
  id: z.string().regex(/^[a-zA-Z]+$/),
  name: words,
  format: z.string().max(30),
  required: z.boolean(),
  mask,
  length,
  headings,
  table: z.string().max(30).optional(),
});

const item = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}\d{2}$/),
  name: words,
  group: z.enum(['identity', 'contact', 'occupation', 'account', 'finance', 'risk', 'relation']),
  class: z.enum(['C1', 'C2', 'C3', 'none']),
  level: z.number().int().min(1).max(5),
  levelPublished: z.boolean(),
  highlySensitive: z.boolean(),
  spi: z.enum(['yes', 'no', 'conditional']),
  basis: z.array(z.enum(['B1', 'B1s', 'B1w', 'B2', 'B3', 'B6'])).max(3),
  retention: z.string().max(10),
  mask,
  revealTier: z.enum(['open', 'T1', 'T2', 'T3', 'never']),
  standing: z.enum(['collectable', 'derived', 'forbidden', 'never-persist']),
  format: z.string().max(30),
  length,
  headings,
  mark,
  article: words,
  table: z.string().max(30).optional(),
  parts: z.array(part).max(10).optional(),
});

const basis = z.strictObject({
  code: z.string().max(4),
  name: words,
  kind: z.enum(['consent', 'statutory']),
  article: words,
  mark,
});

const schema = z.strictObject({
  edition: z.string().max(20),
  groups: z.array(z.strictObject({ id: item.shape.group, name: words })).max(20),
  bases: z.array(basis).max(20),
  retentions: z
    .array(z.strictObject({ code: z.string().max(10), name: words, rule: z.string().nullable() }))
    .max(50),
  items: z.array(item).max(500),
  otherHeadings: z
    .array(z.strictObject({ target: z.string().max(30), name: words, headings }))
    .max(20),
});

export type Mask = z.infer<typeof mask>;
export type DictionaryItem = z.infer<typeof item>;
export type DictionaryPart = z.infer<typeof part>;
export type LegalBasis = z.infer<typeof basis>;
export type Dictionary = z.infer<typeof schema>;

export const dictionary: Dictionary = schema.parse(dictionaryJson);

const byId = new Map(dictionary.items.map((row) => [row.id, row]));

export const findItem = (id: string): DictionaryItem | undefined => byId.get(id);

export function itemOf(id: string): DictionaryItem {
  const row = byId.get(id);
  if (!row) throw new Error(`no item ${id} in the data dictionary`);
  return row;
}

/** `NP11.to` as its item and, where it names one, its part. */
export function splitTarget(target: string): { item: string; part?: string } {
  const dot = target.indexOf('.');
  return dot < 0 ? { item: target } : { item: target.slice(0, dot), part: target.slice(dot + 1) };
}

export function partOf(id: string, partId: string): DictionaryPart | undefined {
  return byId.get(id)?.parts?.find((row) => row.id === partId);
}

export type NeverStored = 'forbidden' | 'never-persist';

/** Items that no list, form, import or API call may bring in, whatever the purpose (征信条例 14, JR/T 0171 6.1.3). */
export function neverStored(id: string): NeverStored | null {
  const standing = byId.get(splitTarget(id).item)?.standing;
  return standing === 'forbidden' || standing === 'never-persist' ? standing : null;
}

export const basisOf = (code: string): LegalBasis | undefined =>
  dictionary.bases.find((row) => row.code === code);

/** 3号令 art. 8 and PIPL art. 28: shown after the enhanced notice, on a step of its own. */
export const isSensitive = (row: DictionaryItem): boolean => row.spi === 'yes';
