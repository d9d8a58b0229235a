// Turns what a function appended into entries of the log: who, from where, why, by which act, with which result (R1.5.3).
// The business reference may hold personal text, so it goes in sealed and as a keyed commitment only.
import type { EntryToAppend } from '@shouxin/contract/proof';
import { networkOf } from '../kernel/address.ts';
import type { Actor, EntryDraft } from '../kernel/call.ts';

export interface Origin {
  readonly operation: string;
  readonly request: string;
  readonly at: Date;
  readonly actor: Actor | undefined;
  readonly terminal: string;
  readonly address: string;
  readonly purpose: { readonly code: string; readonly reference?: string | undefined } | undefined;
}

/** Seals the business reference for the auditor and commits to it. */
export type SealReference = (
  reference: string,
  from: { at: Date; request: string },
) => Promise<{ commitment: string; detail: string }>;

export interface Draft extends EntryDraft {
  readonly id: string;
}

export async function entriesOf(
  origin: Origin,
  drafts: readonly Draft[],
  seal: SealReference,
): Promise<EntryToAppend[]> {
  const reference = origin.purpose?.reference
    ? await seal(origin.purpose.reference, origin)
    : undefined;
  const shared = {
    ...(origin.purpose && { purpose: origin.purpose.code }),
    request: origin.request,
  };
  return drafts.map(({ detail, facts, rules, actor, ...draft }): EntryToAppend => ({
    ...whoAndWhere(actor ? { ...origin, actor } : origin),
    ...shared,
    ...definedOf(draft),
    act: draft.act ?? origin.operation,
    result: draft.result ?? 'done',
    ...(rules && { rules: [...rules] }),
    ...(facts && { facts }),
    ...(reference && { reference: reference.commitment, detail: reference.detail }),
    ...(detail && { detail: Buffer.from(detail).toString('base64') }),
  }));
}

/** The entry of a refusal: what was tried, by whom, and the code of the "no". */
export function refusedDraft(id: string, code: string, appended: readonly Draft[]): Draft {
  const { trail, tried, facts, rules, policyVersion, items } = appended.at(-1) ?? {};
  return definedOf({
    id,
    result: code.startsWith('fault.') ? ('failed' as const) : ('refused' as const),
    decision: 'refuse' as const,
    code,
    trail,
    tried,
    facts,
    rules,
    policyVersion,
    items: items && refusedItems(items),
  });
}

function refusedItems(items: NonNullable<Draft['items']>): NonNullable<Draft['items']> {
  return Object.fromEntries(Object.keys(items).map((item) => [item, 'refused' as const]));
}

function whoAndWhere({ actor, terminal, address }: Origin) {
  const network = networkOf(address);
  const place = {
    ...(tokenOf(terminal) && { terminal: tokenOf(terminal) }),
    ...(network && { address: network }),
  };
  if (!actor) return { actor: { kind: 'anonymous' as const }, ...place };
  return {
    actor: { kind: actor.kind, id: actor.id, account: actor.account },
    post: actor.post,
    branch: actor.unit.code,
    ...(actor.session && { session: actor.session }),
    ...place,
  };
}

function tokenOf(terminal: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}$/.test(terminal) ? terminal : undefined;
}

function definedOf<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
