// The certificate of a destruction: what was destroyed, who wanted it, from when on nobody can have it. The statement is
// canonical JSON; its hash stands in an entry of the log, and the evidence of that entry proves it, so that a certificate
// needs no signature of its own and cannot be issued without a trace (R3.3.2).
import { z } from 'zod';
import { entryPatterns } from './entry.ts';
import { evidenceSchema } from './evidence.ts';
import { certificateFormat } from './formats.ts';

const at = z.iso.datetime({ precision: 3 });
const token = z.string().regex(entryPatterns.token);
const account = z.string().regex(entryPatterns.account);
const hex16 = z.string().regex(/^[0-9a-f]{32}$/);

export const destructionStatement = z.strictObject({
  format: z.literal(certificateFormat),
  tenant: token,
  shredding: z.uuid().lowercase(),
  /** The number that was given to the customer; nothing of the person. */
  customer: z.string().regex(/^C-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
  /** Retention class; null: everything that was kept of the customer. */
  class: token.nullable(),
  /** The customer's keys that are no more: by class, name of the key, and the bucket key that wrapped it. */
  keys: z
    .array(z.strictObject({ class: token, kid: hex16, bucket: token, suite: z.int().min(1) }))
    .min(1)
    .max(100),
  /** Versions of bucket keys that ever wrapped them, as the key provider destroyed them. */
  destroyed: z
    .array(
      z.strictObject({
        key: token,
        version: z.int().min(1),
        destroyedAt: at,
        /** State of the key store from which on it is no more. */
        generation: z.int().min(0),
        provider: token,
      }),
    )
    .min(1)
    .max(2_000),
  proposal: z.uuid().lowercase(),
  proposedBy: account,
  approvedBy: account,
  approvedAt: at,
  keysDestroyedAt: at,
  /** No process can hold a key of it after this. */
  effectiveAt: at,
  issuedAt: at,
  /** The log as it was signed when the certificate was written. */
  log: z.strictObject({ size: z.int().min(0), root: z.string().regex(/^[0-9A-Za-z+/]{43}=$/) }),
});
export type DestructionStatement = z.infer<typeof destructionStatement>;

/** The act of the entry that carries the hash, and under which name. */
export const certificateAct = 'shredding.certify';
export const certificateCommitment = 'statement';

/** Keys in the order in which they stand in the file. */
export const certificateSchema = z.strictObject({
  format: z.literal(certificateFormat),
  /** `destructionStatement` in canonical JSON, exactly as it was hashed. */
  statement: z.string().max(131_072),
  evidence: evidenceSchema,
});
export type Certificate = z.infer<typeof certificateSchema>;
