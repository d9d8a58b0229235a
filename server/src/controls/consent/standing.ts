// What the acts of one subject add up to now: pure. The latest act counts, whoever made it; a claim without evidence can
// take away but never give, so it permits nothing (R2.3.3, R2.3.4).
import type { ConsentItem, Standing } from '@shouxin/contract';

export interface ConsentAct {
  readonly id: string;
  readonly consent: string;
  readonly kind: 'record' | 'withdraw' | 'claim';
  readonly given: boolean;
  readonly evidence: Standing['evidence'];
  readonly chosenAt: Date;
}

type Stand = Pick<Standing, 'state' | 'evidence'> & { readonly at: Date | null };

const none: Stand = { state: 'none', evidence: 'none', at: null };

/** The standing of every consent that exists, in the order of publication. */
export function standings(
  consents: readonly ConsentItem[],
  acts: readonly ConsentAct[],
): Standing[] {
  const ordered = acts.toSorted(inOrder);
  return consents.map((consent) => {
    const mine = ordered.filter((it) => it.consent === consent.consent);
    const { state, evidence, at } = mine.reduce(after, none);
    return {
      consent: consent.consent,
      title: consent.title,
      purpose: consent.purpose,
      state,
      at: at?.toISOString() ?? null,
      evidence,
      permits: state === 'given' && evidence !== 'none',
    };
  });
}

/** In one instant what permits comes first, so that the more careful act wins. */
function inOrder(a: ConsentAct, b: ConsentAct): number {
  const inTime = a.chosenAt.getTime() - b.chosenAt.getTime();
  return inTime || careOf(a) - careOf(b) || (a.id < b.id ? -1 : 1);
}

function careOf({ kind, given }: ConsentAct): number {
  return given && kind !== 'withdraw' ? 0 : 1;
}

function after(before: Stand, act: ConsentAct): Stand {
  const at = act.chosenAt;
  if (act.kind === 'withdraw') return { state: 'withdrawn', evidence: 'none', at };
  if (act.kind === 'record') {
    return { state: act.given ? 'given' : 'refused', evidence: act.evidence, at };
  }
  if (!act.given) return { state: 'refused', evidence: 'none', at };
  const isDecided = before.state !== 'none' && before.state !== 'claimed';
  return isDecided ? before : { state: 'claimed', evidence: 'none', at };
}

/** Only `given` permits; among the others the one that explains most. */
const order: readonly Standing['state'][] = ['none', 'refused', 'withdrawn', 'claimed', 'given'];

/**
 * What a use of an item for a purpose rests on: the best standing among the consents that cover both. None covers it:
 * `none`. A given consent without evidence counts as a claim.
 */
export function coverOf(
  {
    consents,
    standings: all,
  }: { consents: readonly ConsentItem[]; standings: readonly Standing[] },
  use: { readonly item: string; readonly purpose?: string },
): Standing['state'] {
  const covering = new Set(
    consents
      .filter((it) => it.items.includes(use.item) && (!use.purpose || it.purpose === use.purpose))
      .map((it) => it.consent),
  );
  const states = all
    .filter((it) => covering.has(it.consent))
    .map((it) => (it.state === 'given' && !it.permits ? 'claimed' : it.state));
  return states.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? 'none';
}
