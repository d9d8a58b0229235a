// What a proposal holds, as sealed bytes: sealed with the sealer, opened by disclosure alone. Both are handed in: approvals
// knows neither keys nor customers, only opaque subjects, so what it needs of them is written down here.
import { refuse } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Prepared } from '../../kernel/serve.ts';
import type { Proposal } from './proposal.ts';

/** Where a sealed text belongs; without a subject it is sealed under the log key of its month. */
export interface Detail {
  readonly subject?: string;
  readonly at: Date;
  readonly kind: string;
  readonly about: string;
}

export interface DetailSealer {
  sealDetail(tx: Tx, detail: Detail & { readonly value: string }): Promise<Uint8Array>;
  trailOf(tx: Tx, subject: string): Promise<string>;
}

/** Of disclosure: appends the entry of the opening; undefined where the subject was erased. */
export type OpenDetails = (
  call: Call,
  it: {
    /** `review` to decide, `draft` for what concerns one's own proposal. */
    readonly mode: 'review' | 'draft';
    readonly what: 'proposal';
    /** Nobody is shown it: the act itself works with it. */
    readonly isUse?: boolean;
    readonly trail?: string;
    readonly details: readonly (Detail & { readonly envelope: Uint8Array })[];
  },
) => Promise<(string | undefined)[]>;

export interface PayloadParts {
  readonly sealer: DetailSealer;
  readonly openDetails: OpenDetails;
}

type About = Pick<Proposal, 'proposal' | 'subject' | 'proposedAt'>;
type Kind = 'proposal' | 'reason';

const payloadCharsMax = 200_000;

/** A batch has a key of its own, like a customer. */
export function detailOf(it: About, kind: Kind): Detail {
  const subject = it.subject?.id;
  return { ...(subject && { subject }), at: it.proposedAt, kind, about: it.proposal };
}

export async function trailOf(
  { sealer }: PayloadParts,
  call: Call,
  subject: Prepared['subject'],
): Promise<string | undefined> {
  if (subject?.kind !== 'customer') return undefined;
  return sealer.trailOf(call.tx, subject.id).catch((error: unknown) => {
    if (isErased(error)) return undefined;
    throw error;
  });
}

/** The keys room refuses a key that is destroyed: who was erased has no pseudonym any more, and what waited for them expires. */
function isErased(error: unknown): boolean {
  return error instanceof Error && 'problem' in error && error.problem === 'destroyed';
}

export async function sealPayload(
  { sealer }: PayloadParts,
  call: Call,
  it: About & { readonly payload: unknown },
): Promise<Uint8Array> {
  const value = JSON.stringify(it.payload ?? null);
  invariant(value.length <= payloadCharsMax, 'A proposal is small');
  return sealer.sealDetail(call.tx, { ...detailOf(it, 'proposal'), value });
}

export function sealReason(
  { sealer }: PayloadParts,
  call: Call,
  it: About & { readonly reason: string },
): Promise<Uint8Array> {
  return sealer.sealDetail(call.tx, { ...detailOf(it, 'reason'), value: it.reason });
}

/** To show it, or to work with it: the log says which (R1.5.3). */
export async function openPayload(
  parts: PayloadParts,
  call: Call,
  { it, to }: { readonly it: Proposal; readonly to: 'show' | 'use' },
): Promise<unknown> {
  const trail = await trailOf(parts, call, it.subject);
  const [text] = await parts.openDetails(call, {
    mode: 'review',
    what: 'proposal',
    ...(to === 'use' && { isUse: true }),
    ...(trail && { trail }),
    details: [{ ...detailOf(it, 'proposal'), envelope: it.sealed }],
  });
  return text === undefined ? refuse('not-found') : JSON.parse(text);
}

/** Reasons of these proposals, by proposal. */
export async function openReasons(
  parts: PayloadParts,
  call: Call,
  { mode, of }: { readonly mode: 'review' | 'draft'; readonly of: readonly Proposal[] },
): Promise<Map<string, string>> {
  const sealed = of.flatMap((it) =>
    it.decided?.reason ? [{ it, envelope: it.decided.reason }] : [],
  );
  if (sealed.length === 0) return new Map();
  const details = sealed.map(({ it, envelope }) => ({ ...detailOf(it, 'reason'), envelope }));
  const texts = await parts.openDetails(call, { mode, what: 'proposal', details });
  return new Map(sealed.map(({ it }, index) => [it.proposal, texts[index] ?? '']));
}
