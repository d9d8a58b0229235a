// Who is signed in: from which post, in which unit, with what permissions and for how long (R1.5.1).
import { z } from 'zod';
import { code, id, instant, line } from './operation.ts';
import { post } from './posts.ts';
import { words } from './words.ts';

export const unit = z.object({
  id,
  parent: id.nullable(),
  kind: z.enum(['entity', 'branch', 'department']),
  code,
  name: words,
});
export type Unit = z.infer<typeof unit>;

export const me = z.object({
  account: code,
  displayName: line,
  post,
  unit,
  institution: words,
  permissions: z.array(z.string().max(64)).max(64),
  session: z.object({
    since: instant,
    idleEndsAt: instant,
    absoluteEndsAt: instant,
    steppedUpUntil: instant.nullable(),
  }),
  /** Sent back in the `X-CSRF-Token` header of every POST. */
  csrf: z.string().max(100),
  demonstration: z.boolean(),
});
export type Me = z.infer<typeof me>;
