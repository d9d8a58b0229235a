// By what a customer can be found without opening anything: which values make which fingerprints (R2.2.4, SECURITY 4.5). A
// name is never indexed alone, only with birth date or branch.
import type { ItemValues } from '@shouxin/contract';
import type { Fingerprint, Sought } from '../../controls/vault/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Tag } from './rows.ts';
import { ownersOfDocuments } from './store.ts';

const text = (values: ItemValues, item: string): string | undefined => {
  const value = values[item];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** What is looked up of these values, the full-length tag of the document apart. */
export function soughtOf(values: ItemValues, unit: string): Sought[] {
  const [name, mobile, birthOn] = [
    text(values, 'NP01'),
    text(values, 'NP08'),
    text(values, 'NP14'),
  ];
  const document = documentOf(values);
  return [
    ...(document ? [{ index: 'document' as const, ...document }] : []),
    ...(mobile ? [{ index: 'mobile' as const, number: mobile }] : []),
    ...(name && birthOn ? [{ index: 'name-birth' as const, name, birthOn }] : []),
    ...(name ? [{ index: 'name-branch' as const, name, branch: unit }] : []),
  ];
}

export function documentOf(values: ItemValues): { kind: string; number: string } | undefined {
  const [kind, number] = [text(values, 'NP09'), text(values, 'NP10')];
  return kind && number ? { kind, number } : undefined;
}

/** Indexes whose tags an amendment of these items replaces, and the items that must be known to make the new ones. */
export function indexesTouchedBy(items: readonly string[]): { indexes: string[]; needs: string[] } {
  const made: Record<string, readonly string[]> = {
    document: ['NP09', 'NP10'],
    mobile: ['NP08'],
    'name-birth': ['NP01', 'NP14'],
    'name-branch': ['NP01'],
  };
  const touched = Object.entries(made).filter(([, of]) => of.some((item) => items.includes(item)));
  return {
    indexes: touched.map(([index]) => index),
    needs: [...new Set(touched.flatMap(([, of]) => of))].filter((item) => !items.includes(item)),
  };
}

export async function tagsOf(
  fingerprint: Fingerprint,
  sought: readonly (Sought & { readonly customer: string })[],
): Promise<Tag[]> {
  const tags = await fingerprint.ofMany(sought);
  return sought.flatMap(({ index, customer }, at) => {
    const tag = tags[at];
    return tag ? [{ customer, index, tag }] : [];
  });
}

export interface Presented {
  readonly kind: string;
  readonly number: string;
  readonly name: string;
}

/** Whose documents these are, in order, and whether the name is theirs: told by fingerprints, nothing is opened. */
export async function findRegistered(
  fingerprint: Fingerprint,
  tx: Tx,
  presented: readonly Presented[],
): Promise<({ customer: string; unit: string; sameName: boolean } | undefined)[]> {
  const tags = await Promise.all(
    presented.map((it) => fingerprint.candidates({ ...it, index: 'document-unique' })),
  );
  const found = tags.length === 0 ? [] : await ownersOfDocuments(tx, tags.flat());
  const owners = new Map(found.map((it) => [it.tag.toString('hex'), it]));
  return Promise.all(
    presented.map(async ({ name }, index) => {
      const [owner] = (tags[index] ?? []).flatMap((tag) => owners.get(tag.toString('hex')) ?? []);
      if (!owner) return undefined;
      const names = await fingerprint.candidates({
        index: 'name-branch',
        name,
        branch: owner.unit,
      });
      const sameName = names.some((tag) => owner.names.some((kept) => kept.equals(tag)));
      return { customer: owner.customer, unit: owner.unit, sameName };
    }),
  );
}
