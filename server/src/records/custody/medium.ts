// A medium and what can be said of it today: pure. Its newest line carries the whole standing; whether it is overdue or expired comes
// from the day (R3.2.3).
import {
  provinces,
  type MediumAct,
  type MediumCard,
  type MediumEntry,
  type MediumState,
  type MediumTerms,
  type Words,
} from '@shouxin/contract';

/** What a line of the log says of where and how a medium is after it. */
export interface Standing extends Omit<MediumTerms, 'label' | 'kind'> {
  readonly isSealIntact: boolean;
}

export interface Line extends Standing {
  readonly medium: string;
  readonly number: number;
  readonly act: MediumAct;
  readonly other: string | null;
  readonly otherUnit: string | null;
  readonly note: string | null;
  readonly dueOn: string | null;
  readonly found: MediumEntry['found'];
  readonly stockTake: string | null;
  readonly method: MediumEntry['method'];
  readonly proposal: string | null;
  readonly approvedBy: string | null;
  readonly account: string;
  readonly by: string;
  readonly at: Date;
}

/** With its newest line. */
export interface Medium extends Line {
  readonly label: string;
  readonly kind: MediumTerms['kind'];
}

export function stateOf(
  { act, dueOn, found, expiresOn }: Pick<Line, 'act' | 'dueOn' | 'found' | 'expiresOn'>,
  today: string,
): MediumState {
  if (act === 'destroyed') return 'destroyed';
  if (act === 'handed-out') return (dueOn ?? today) < today ? 'overdue' : 'out';
  if (found === 'missing') return 'missing';
  return expiresOn < today ? 'expired' : 'in-store';
}

export const isInStore = (state: MediumState): boolean =>
  state === 'in-store' || state === 'expired';

/** What is left of a line for the next: the standing, and nothing of the act. */
export function standingOf(it: Line): Standing {
  const { encryption, holds, content, expiresOn, province, site, custodian, seal } = it;
  const { isSealIntact } = it;
  return { encryption, holds, content, expiresOn, province, site, custodian, seal, isSealIntact };
}

export const plain = {
  other: null,
  otherUnit: null,
  note: null,
  dueOn: null,
  found: null,
  stockTake: null,
  method: null,
  proposal: null,
  approvedBy: null,
} as const;

export function provinceOf(code: string): Words {
  return provinces.get(code) ?? { zh: code, en: code };
}

export function cardOf(it: Medium, today: string): MediumCard {
  return {
    medium: it.medium,
    label: it.label,
    kind: it.kind,
    encryption: it.encryption,
    holds: it.holds,
    content: it.content,
    state: stateOf(it, today),
    seal: it.seal,
    isSealIntact: it.isSealIntact,
    custodian: it.custodian,
    province: provinceOf(it.province),
    provinceCode: it.province,
    site: it.site,
    expiresOn: it.expiresOn,
    receiver: it.act === 'handed-out' ? it.other : null,
    dueOn: it.dueOn,
    since: it.at.toISOString(),
  };
}

export function entryOf(it: Line): MediumEntry {
  const { number, act, by, other, otherUnit, isSealIntact, seal, custodian, site } = it;
  const { note, dueOn, found, method, approvedBy } = it;
  return {
    number,
    act,
    by,
    other,
    otherUnit,
    isSealIntact,
    seal,
    custodian,
    site,
    note,
    dueOn,
    found,
    method,
    approvedBy,
    province: provinceOf(it.province),
    at: it.at.toISOString(),
  };
}

/** Two spellings of one site: full width and spaces make no other place. */
export function siteKey({ province, site }: { province: string; site: string }): string {
  return `${province}/${site.normalize('NFKC').replaceAll(/\s+/gu, '').toLowerCase()}`;
}
