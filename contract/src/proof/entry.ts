// One entry of the audit log (R1.5.3): who did what, where, to which subject, for which purpose, and what was decided.
// Item names, never values; free text only as a salted commitment and as detail sealed under the customer's key, so that
// the entry outlives the person without keeping anything of the person (promise 4).
import { z } from 'zod';

export const entryPatterns = {
  /** Ids of operations, items, rules, posts, purposes: no spaces, so that no sentence or name fits in. */
  token: /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,79}$/,
  label: /^[a-z][a-z0-9-]{0,39}$/,
  account: /^[^\p{C}\p{Z}]{1,64}$/u,
  trail: /^([0-9a-f]{2}){8,32}$/,
  commitment: /^([0-9a-f]{2}){16,64}$/,
} as const;

/** How many or how long at most. */
export const entryLimits = {
  session: 44,
  reference: 64,
  detail: 40_000,
  items: 200,
  rules: 50,
  facts: 40,
  commitments: 40,
} as const;

const token = z.string().regex(entryPatterns.token);
const label = z.string().regex(entryPatterns.label);
const base64 = (chars: number) => z.base64().max(chars);
const bounded = <K extends z.core.$ZodRecordKey, V extends z.ZodType>(
  key: K,
  value: V,
  max: number,
) => z.record(key, value).refine((it) => Object.keys(it).length <= max, `at most ${max}`);

export const actorKinds = ['staff', 'job', 'command', 'anonymous'] as const;
/** How an item left the system in this act; `used`: read by the system for a check, shown to nobody. */
export const shownKinds = ['plain', 'masked', 'refused', 'written', 'used', 'none'] as const;

/** Opaque subject pseudonym; its mapping to a customer lives under the customer's key. */
export const trailId = z.string().regex(entryPatterns.trail);

/** A network, not a host: 203.0.113.0/24 or 2001:db8:1::/48. */
export const networkSchema = z.union([z.cidrv4(), z.cidrv6()]);

export const entrySchema = z.strictObject({
  v: z.literal(1),
  /** UUIDv7 of the instant `at`: entries sort by id. */
  id: z.uuidv7().lowercase(),
  at: z.iso.datetime({ precision: 3 }),
  tenant: token,
  actor: z.strictObject({
    kind: z.enum(actorKinds),
    id: z.uuid().lowercase().optional(),
    account: z.string().regex(entryPatterns.account).optional(),
  }),
  /** At which account a sign-in was tried, by whomever: no claim who it was. Of a name that is no account, its keyed tag. */
  tried: z.uuid().lowercase().optional(),
  post: token.optional(),
  branch: token.optional(),
  /** Hash of the session's token: joins the acts of one session, opens nothing. */
  session: base64(entryLimits.session).optional(),
  terminal: token.optional(),
  address: networkSchema.optional(),
  /** Operation id of the contract. */
  act: token,
  purpose: token.optional(),
  /** Commitment to, or keyed fingerprint of, the business reference: it may hold personal text. */
  reference: base64(entryLimits.reference).optional(),
  trail: trailId.optional(),
  /** Item id -> how it was shown. */
  items: bounded(token, z.enum(shownKinds), entryLimits.items).optional(),
  decision: label.optional(),
  rules: z.array(token).max(entryLimits.rules).optional(),
  policyVersion: token.optional(),
  /** Legal basis the decision rested on. */
  basis: token.optional(),
  result: label,
  /** Refusal code, when the result is a refusal. */
  code: token.optional(),
  count: z.int().min(0).optional(),
  /** Small non-personal facts: batch, proposal, consent with its version, rows read. */
  facts: bounded(token, z.union([token, z.int(), z.boolean()]), entryLimits.facts).optional(),
  /** Salted commitments and row hashes by name, hex. */
  commitments: bounded(
    token,
    z.string().regex(entryPatterns.commitment),
    entryLimits.commitments,
  ).optional(),
  /** Sealed detail; opening it is a disclosure with the purpose audit-review. */
  detail: base64(entryLimits.detail).optional(),
  request: token.optional(),
});

export type Entry = z.infer<typeof entrySchema>;
export type ActorKind = (typeof actorKinds)[number];
export type ShownKind = (typeof shownKinds)[number];

/** What is appended; the room adds version, tenant and, from the id, the instant. Without an id it makes one. */
export type EntryToAppend = Omit<Entry, 'v' | 'id' | 'at' | 'tenant'> & { readonly id?: string };
