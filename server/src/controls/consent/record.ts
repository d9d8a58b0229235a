// The acts of consent: choices made before a notice, claims from elsewhere, withdrawals. Each is written once and points at
// what the customer saw (R2.1.3, R2.3.3); what they add up to is standing.ts.
import { refuse, shownText, type Standing } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { requireDisplay } from './display.ts';
import { hexOf, type Notices } from './notices.ts';
import { actsOf, insertActs, type ActRow } from './store.ts';
import { standings } from './standing.ts';

export interface Parts {
  readonly notices: Notices;
  readonly secondsMin: number;
}

export interface ChoicesShown {
  /** The intake in which the notice was shown. */
  readonly about: string;
  readonly notice: string;
  readonly choices: readonly { readonly consent: string; readonly given: boolean }[];
  readonly shownHash: string;
}

export interface ChoicesToRecord extends ChoicesShown {
  readonly subject: string;
  readonly trail?: string;
  /** The signed image, when there is one; else the display itself is the evidence. */
  readonly signedImage?: string;
  readonly channel: string;
  /** Who took the choices and when, if not this call: a proposal is recorded at its approval. */
  readonly taken?: { readonly account: string; readonly at: Date };
}

/** Everything that must hold before choices may be proposed or recorded; answers the display they rest on. */
export async function checkChoices(parts: Parts, tx: Tx, it: ChoicesShown): Promise<string> {
  const display = await requireDisplay(parts, tx, it);
  const consents = parts.notices.consentsOf(it.notice);
  if (hexOf(shownText(display.hash, consents)) !== it.shownHash) refuse('consent.notice-changed');
  const offered = new Set(consents.map((row) => row.consent));
  const chosen = it.choices.map((row) => row.consent);
  if (new Set(chosen).size !== chosen.length || chosen.some((row) => !offered.has(row))) {
    refuse('input.invalid', {
      detail: {
        zh: '同意项与告知书所列不一致。',
        en: 'The choices are not those of the notice.',
      },
    });
  }
  return display.id;
}

/** What was offered and not chosen is a refusal: silence is not consent (PIPL art. 14). */
export async function recordChoices(parts: Parts, call: Call, it: ChoicesToRecord): Promise<void> {
  const display = await checkChoices(parts, call.tx, it);
  const given = new Map(it.choices.map((row) => [row.consent, row.given]));
  const taken = it.taken ?? { account: call.actor.id, at: call.at };
  const rows = parts.notices.consentsOf(it.notice).map((row): ActRow => ({
    subject: it.subject,
    id: newId(call.at),
    consent: row.consent,
    kind: 'record',
    given: given.get(row.consent) ?? false,
    evidence: it.signedImage ? 'signed-image' : 'counter-display',
    evidence_id: it.signedImage ?? display,
    notice: it.notice,
    version: parts.notices.find(it.notice)?.version ?? null,
    shown_hash: it.shownHash,
    channel: channelOf(it.channel),
    account: taken.account,
    chosen_at: taken.at,
    at: call.at,
  }));
  await insertActs(call.tx, rows);
  call.append({
    act: 'consent.record',
    ...(it.trail && { trail: it.trail }),
    facts: Object.fromEntries([
      ['notice', `${it.notice}@${rows[0]?.version ?? 0}`],
      ['display', display],
      ...rows.map((row) => [row.consent, row.given]),
    ]),
  });
}

export interface ClaimsToRecord {
  readonly channel: string;
  readonly claims: readonly {
    readonly subject: string;
    readonly consent: string;
    readonly given: boolean;
  }[];
}

/** What an imported record says of consent, without evidence: it permits nothing, but a claimed refusal is respected. */
export async function recordClaims(parts: Parts, call: Call, it: ClaimsToRecord): Promise<void> {
  if (it.claims.length === 0) return;
  if (it.claims.some((row) => !parts.notices.findConsent(row.consent))) refuse('not-found');
  const rows = it.claims.map((row): ActRow => ({
    ...row,
    id: newId(call.at),
    kind: 'claim',
    evidence: 'none',
    ...unshown,
    channel: channelOf(it.channel),
    account: call.actor.id,
    chosen_at: call.at,
    at: call.at,
  }));
  await insertActs(call.tx, rows);
  call.append({ act: 'consent.claim', count: rows.length });
}

const unshown = { evidence_id: null, notice: null, version: null, shown_hash: null } as const;

export interface Withdrawal {
  readonly subject: string;
  readonly trail?: string;
  readonly consent: string;
  readonly channel: string;
  /** The customer's words, sealed by the caller. */
  readonly detail?: Uint8Array;
}

/** As easy as giving: one act, no reason asked, in force with this transaction (PIPL art. 15). */
export async function withdraw(parts: Parts, call: Call, it: Withdrawal): Promise<Standing> {
  if (!parts.notices.findConsent(it.consent)) refuse('not-found');
  const row: ActRow = {
    subject: it.subject,
    id: newId(call.at),
    consent: it.consent,
    kind: 'withdraw',
    given: false,
    evidence: 'none',
    ...unshown,
    channel: channelOf(it.channel),
    account: call.actor.id,
    chosen_at: call.at,
    at: call.at,
  };
  await insertActs(call.tx, [row]);
  call.append({
    act: 'consent.withdraw',
    ...(it.trail && { trail: it.trail }),
    ...(it.detail && { detail: it.detail }),
    facts: { consent: it.consent, channel: row.channel },
  });
  const all = (await standingsOf(parts, call.tx, [it.subject])).get(it.subject) ?? [];
  return all.find((standing) => standing.consent === it.consent) ?? refuse('not-found');
}

/** The standing of every consent, for every subject asked about, in one statement. */
export async function standingsOf(
  { notices }: Pick<Parts, 'notices'>,
  tx: Tx,
  subjects: readonly string[],
): Promise<Map<string, Standing[]>> {
  const acts = subjects.length === 0 ? [] : await actsOf(tx, subjects);
  const bySubject = Map.groupBy(acts, (it) => it.subject);
  return new Map(
    subjects.map((it) => [it, standings(notices.consents, bySubject.get(it) ?? [])] as const),
  );
}

/** A channel is a code of ours; what does not look like one may be somebody's words and is not kept. */
function channelOf(text: string): string {
  return /^[a-z][a-z0-9-]{0,39}$/.test(text) ? text : 'other';
}
