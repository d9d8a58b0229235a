// An operation is data: who may call it, what it needs, what it takes and gives. HTTP routes, OpenAPI, the SDK,
// the access matrix and the console's buttons are all read from here, so a guarantee is declared once and
// enforced in one place (server/src/doors/perform.ts), never in the memory of a function.
import { z } from 'zod';
import type { Permission } from './posts.ts';
import type { RefusalCode } from './refusals.ts';
import { words, type Words } from './words.ts';

export type Method = 'GET' | 'POST';

export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `room.verb`, also the act in the audit log. */
  readonly id: string;
  readonly method: Method;
  /** Path with `:name` parameters, which are fields of the input. Never anything personal. */
  readonly path: `/v1/${string}`;
  readonly title: Words;
  /** `public`: before sign-in; `session`: any signed-in actor; else a permission that comes from a post. */
  readonly permission: Permission | 'public' | 'session';
  /** A `write` runs in one transaction with its audit entry; a `read` goes through the group commit. */
  readonly kind: 'read' | 'write';
  /** The stated reason of a use; `required` means the input has `purpose` (R4.1.1). */
  readonly purpose?: 'required';
  /** `always`: handed to approvals, answered 202. `when-listed`: when an item under dual check is touched (R2.4.2). */
  readonly fourEyes?: 'always' | 'when-listed';
  /** A fresh one-time code within the step-up window is needed. */
  readonly stepUp?: boolean;
  /**
   * The request body is one file, at most `bytesMax`. Input fields that are not in the path travel in the header
   * `Shouxin-Input` (base64url of JSON), because a file name in a URL would end up in logs.
   */
  readonly takes?: { readonly types: readonly string[]; readonly bytesMax: number };
  /** The answer is a file (output is then `fileAnswer`). */
  readonly gives?: 'file';
  readonly input: I;
  readonly output: O;
  readonly refusals: readonly RefusalCode[];
}

export type InputOf<T> = T extends Operation<infer I, z.ZodType> ? z.output<I> : never;
/** What a caller sends: defaults may be left out. */
export type SentTo<T> = T extends Operation<infer I, z.ZodType> ? z.input<I> : never;
export type OutputOf<T> = T extends Operation<z.ZodType, infer O> ? z.output<O> : never;

type FourEyes = Operation['fourEyes'];

/** Keeps the types of input and output, and whether a second person is needed, which decides what a room must offer. */
export function operation<
  const I extends z.ZodType,
  const O extends z.ZodType,
  const F extends FourEyes = undefined,
>(it: Operation<I, O> & { readonly fourEyes?: F }): Operation<I, O> & { readonly fourEyes: F } {
  return it as Operation<I, O> & { readonly fourEyes: F };
}

export const id = z.uuid();
export const code = z.string().min(1).max(64);
export const line = z.string().min(1).max(200);
export const text = z.string().max(2000);
/** ISO 8601 in UTC; the fraction of a second may not grow without end. */
export const instant = z.iso.datetime().max(30);
export const day = z.iso.date();
export const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);
export const count = z.int().min(0);

/** The stated reason of a use (R4.1.1): a published purpose and the business it serves, for example a ticket number. */
export const purpose = z.strictObject({
  code,
  reference: z.string().trim().max(120).optional(),
});
export type Purpose = z.infer<typeof purpose>;

export const page = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
};

/** A page of a list: rows, the cursor of the next page, and the size of the whole as a band, never as an exact count. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item).max(100),
    next: z.string().max(200).optional(),
    band: z.string().max(20),
  });
}

/** Streams of bytes are described, not parsed; the door sends them. */
export const fileAnswer = z.object({
  fileName: z.string().max(120),
  contentType: z.string().max(100),
  content: z.custom<AsyncIterable<Uint8Array> | Uint8Array>(
    (v) => v !== null && typeof v === 'object',
  ),
});
export type FileAnswer = z.infer<typeof fileAnswer>;

/** The trace of this very act: the entry's id; its proof can be fetched and verified offline. */
export const receipt = z.object({ entry: id, at: instant });
export type Receipt = z.infer<typeof receipt>;

/** What a four-eyes operation answers instead of its output: 202. */
export const proposed = z.object({
  proposal: id,
  state: z.literal('pending'),
  reviewers: words,
  receipt,
});
