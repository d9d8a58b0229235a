// What a proposal holds, as sealed bytes: where it is bound to, and how it is opened. Sealing and opening are handed in:
// approvals knows neither keys nor customers, only opaque subjects, and plaintext comes through disclosure alone.
import type { Call } from '../../kernel/call.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Prepared } from '../../kernel/serve.ts';
import type { Proposal } from './proposal.ts';

export interface PayloadPlace {
  /** Whose key seals it; absent: the log key. */
  readonly subject: Prepared['subject'];
  /** The record it is bound to. */
  readonly proposal: string;
  readonly column: 'payload' | 'reason';
}

export interface Payloads {
  seal(call: Call, place: PayloadPlace, text: string): Promise<Uint8Array>;
  /** Through disclosure, with the purpose of review; disclosure appends the entry of the opening. */
  open(
    call: Call,
    sealed: readonly { readonly place: PayloadPlace; readonly sealed: Uint8Array }[],
  ): Promise<string[]>;
  /** Pseudonym of the subject in the log. */
  trailOf(call: Call, subject: Prepared['subject']): Promise<string | undefined>;
}

const payloadCharsMax = 200_000;

export function payloadText(payload: unknown): string {
  const text = JSON.stringify(payload ?? null);
  invariant(text.length <= payloadCharsMax, 'A proposal is small');
  return text;
}

export function placeOf(
  it: Pick<Proposal, 'proposal' | 'subject'>,
  column: PayloadPlace['column'],
): PayloadPlace {
  return { subject: it.subject, proposal: it.proposal, column };
}

export async function openPayload(payloads: Payloads, call: Call, it: Proposal): Promise<unknown> {
  const [text] = await payloads.open(call, [{ place: placeOf(it, 'payload'), sealed: it.sealed }]);
  invariant(text !== undefined, 'A proposal opens or the opening throws');
  return JSON.parse(text);
}
