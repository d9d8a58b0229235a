// From what is asked to the facts of a decision: what the dictionary says of an item, on which basis this value was taken,
// and what the consent behind the use adds up to now. Consent is read only when something rests on it.
import type { Relation, Standing } from '@shouxin/contract';
import { findItem } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { coverOf, type Consent } from '../consent/index.ts';
import {
  restsOnConsent,
  type ConsentStanding,
  type Facts,
  type Mode,
  type Policy,
} from '../policy/index.ts';

export interface Asked {
  readonly subject: string;
  readonly relation: Relation;
  readonly items: readonly { readonly item: string; readonly basis?: string | undefined }[];
}

/** Duties of the system state their own purpose; a person cannot pick these. */
const dutyPurposes: Partial<Record<Mode, string>> = {
  review: 'P-REVIEW',
  'import-correction': 'P-IMPORT',
  'audit-review': 'P-AUDIT',
  draft: 'P-INTAKE',
};

export function purposeOf(call: Call, mode: Mode): string {
  return dutyPurposes[mode] ?? call.purpose?.code ?? '';
}

export function callFacts(call: Call, mode: Mode) {
  const isPerson = call.actor.kind === 'staff';
  return {
    mode,
    purpose: purposeOf(call, mode),
    post: isPerson ? call.actor.post : 'system',
    steppedUp: call.actor.steppedUp,
    hasReference: Boolean(call.purpose?.reference?.trim()),
    approved: false,
  };
}

interface Parts {
  readonly policy: Policy;
  readonly consent: Pick<Consent, 'notices' | 'standingsOf'>;
}

/** The facts of every item of every request, in their order. */
export async function factsOf(
  parts: Parts,
  call: Call,
  { mode, requests }: { readonly mode: Mode; readonly requests: readonly Asked[] },
): Promise<Facts[][]> {
  const shared = callFacts(call, mode);
  const purpose = parts.policy.purposes.find(shared.purpose);
  const useOnConsent = purpose !== undefined && restsOnConsent(purpose.basis);
  const needing = requests.filter(
    (it) => useOnConsent || it.items.some((row) => restsOnConsent(basisOf(row))),
  );
  const standings =
    needing.length === 0
      ? new Map<string, Standing[]>()
      : await parts.consent.standingsOf(call.tx, [...new Set(needing.map((it) => it.subject))]);
  const cover = coverage(parts, useOnConsent ? shared.purpose : undefined);
  return requests.map((request) =>
    request.items.map((row) => ({
      ...shared,
      relation: request.relation,
      ...itemFacts(row),
      consent: cover(row, standings.get(request.subject) ?? []),
    })),
  );
}

/** An item that is not in the dictionary gets a tier that no rule knows, and is refused. */
function itemFacts(row: Asked['items'][number]) {
  const described = findItem(row.item);
  const tier = described?.revealTier ?? 'unknown';
  return {
    item: row.item,
    class: described?.class ?? 'unknown',
    tier: tier === 'open' ? 'T0' : tier,
    basis: basisOf(row),
    sensitive: described?.spi === 'yes',
  };
}

/**
 * The basis on which this value was taken, when it is one that the dictionary allows for the item; else the one that asks
 * most: consent.
 */
function basisOf({ item, basis }: Asked['items'][number]): string {
  const allowed: readonly string[] = findItem(item)?.basis ?? [];
  if (basis !== undefined && allowed.includes(basis)) return basis;
  return allowed.find(restsOnConsent) ?? allowed[0] ?? 'B3';
}

const weakestFirst: readonly ConsentStanding[] = [
  'withdrawn',
  'refused',
  'none',
  'claimed',
  'given',
];

/** The weaker of what the item rests on and what the use rests on; `not-needed` when neither rests on consent. */
function coverage({ policy, consent }: Parts, usePurpose: string | undefined) {
  const { consents } = consent.notices;
  const ofItems = consents.filter((it) => !policy.purposes.find(it.purpose)?.marketing);
  return (row: Asked['items'][number], standings: readonly Standing[]): ConsentStanding => {
    const needed: ConsentStanding[] = [];
    if (restsOnConsent(basisOf(row))) {
      needed.push(coverOf({ consents: ofItems, standings }, { item: row.item }));
    }
    if (usePurpose !== undefined) {
      needed.push(coverOf({ consents, standings }, { item: row.item, purpose: usePurpose }));
    }
    return weakestFirst.find((it) => needed.includes(it)) ?? 'not-needed';
  };
}
