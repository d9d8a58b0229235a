// What is being looked for: in memory, never in a URL, title or history. The page of results reads it from here.
import type { operations, SentTo } from '@shouxin/contract';
import { onLeave } from './session.ts';
import { createStore } from './store.ts';

export type SearchTerms = SentTo<typeof operations.customers.search>['terms'];

export interface Search {
  readonly terms: SearchTerms;
  /** Makes two searches for the same terms two acts. */
  readonly at: number;
}

export const lastSearch = createStore<Search | null>(null);
onLeave(() => lastSearch.set(null));

export const searchKinds = ['document', 'mobile', 'number', 'name-birth', 'name-branch'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** As long as the contract takes it, so that nothing too long is sent at all. */
export const termCharsMax: Record<SearchKind, number> = {
  document: 40,
  mobile: 30,
  number: 30,
  'name-birth': 60,
  'name-branch': 60,
};

/** Terms from what was typed, or undefined while something is missing. */
export function termsOf(by: SearchKind, value: string, birthDate: string): SearchTerms | undefined {
  const typed = value.trim();
  if (typed === '') return undefined;
  switch (by) {
    case 'document':
      return { by, documentNumber: typed.toUpperCase().replaceAll(/\s/g, '') };
    case 'mobile':
      return { by, mobile: typed.replaceAll(/[\s-]/g, '') };
    case 'number':
      return { by, number: typed.toUpperCase() };
    case 'name-birth':
      return birthDate === '' ? undefined : { by, name: typed, birthDate };
    case 'name-branch':
      return { by, name: typed };
  }
}
