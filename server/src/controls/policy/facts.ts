// What a decision is made of: a small, finite set of facts, so that decisions can be remembered and walked in full by a
// test. A fact outside its list means refusal, never a guess (R4.1.1, promise 1).
import { posts, relation, tier, type Relation } from '@shouxin/contract';

export const modes = [
  'view',
  'reveal',
  'verify',
  'amend',
  'search',
  'review',
  'import-correction',
  'audit-review',
  'draft',
] as const;
export type Mode = (typeof modes)[number];

/** Only `given` permits a use that rests on consent; `not-needed` says that the basis is another. */
export const consentStandings = [
  'withdrawn',
  'refused',
  'none',
  'claimed',
  'given',
  'not-needed',
] as const;
export type ConsentStanding = (typeof consentStandings)[number];

/** `system` is no post of a person: scheduled work that opens a record of the system itself. */
export const principals = [...posts, 'system'] as const;

export const itemClasses = ['C1', 'C2', 'C3', 'none'] as const;
export const bases = ['B1', 'B1s', 'B1w', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'] as const;
export const tiers = tier.options;
export type Tier = (typeof tiers)[number];
export const relations = relation.options;

export interface Facts {
  readonly post: string;
  readonly purpose: string;
  readonly mode: Mode;
  readonly relation: Relation;
  readonly item: string;
  /** JR/T 0171 class, reveal tier, legal basis and sensitivity of the item, from the dictionary. */
  readonly class: string;
  readonly tier: string;
  readonly basis: string;
  readonly sensitive: boolean;
  /** What the consent this use rests on adds up to now; `not-needed` for other legal bases. */
  readonly consent: ConsentStanding;
  readonly steppedUp: boolean;
  readonly hasReference: boolean;
  /** An approval with a time box; no path gives one yet. */
  readonly approved: boolean;
}

const lists: Record<
  'post' | 'mode' | 'relation' | 'class' | 'tier' | 'basis' | 'consent',
  Set<string>
> = {
  post: new Set(principals),
  mode: new Set(modes),
  relation: new Set(relations),
  class: new Set(itemClasses),
  tier: new Set(tiers),
  basis: new Set(bases),
  consent: new Set(consentStandings),
};
const itemForm = /^[A-Z]{2}\d{2}$/;

/** Whether every fact is one that rules can speak about. */
export function areKnown(facts: Facts): boolean {
  return (
    itemForm.test(facts.item) &&
    Object.entries(lists).every(([name, list]) => list.has(facts[name as keyof typeof lists]))
  );
}

export function factsKey(facts: Facts): string {
  const flags = [facts.sensitive, facts.steppedUp, facts.hasReference, facts.approved];
  return [
    facts.post,
    facts.purpose,
    facts.mode,
    facts.relation,
    facts.item,
    facts.class,
    facts.tier,
    facts.basis,
    facts.consent,
    ...flags.map(Number),
  ].join('|');
}

/** Whether a use of this basis rests on the customer's consent. */
export function restsOnConsent(basis: string): boolean {
  return basis.startsWith('B1');
}
