// Policy: published purposes and rules, and the shape of a decision that explains itself (R4.1.1, promise 7).
import { z } from 'zod';
import { code, instant, operation } from './operation.ts';
import { words } from './words.ts';

export const relation = z.enum(['own', 'same-branch', 'none']);
export type Relation = z.infer<typeof relation>;

export const tier = z.enum(['T0', 'T1', 'T2', 'T3', 'never']);
export const shown = z.enum(['plain', 'masked', 'refused']);
export type Shown = z.infer<typeof shown>;

/** What a reveal would need from this caller now; `open` needs nothing, `purpose` only what is stated already. */
export const revealNeed = z.enum(['open', 'purpose', 'step-up', 'reference', 'approval', 'never']);
export type RevealNeed = z.infer<typeof revealNeed>;

/** Why an item is shown as it is: in words a teller understands, which rule, and what would change it. */
export const why = z.object({
  rules: z.array(z.object({ id: code, words })).max(10),
  policyVersion: code,
  /** Legal basis code (B1 consent, B2 contract, B3 statutory duty ...) and the notice or consent it rests on. */
  basis: code,
  notice: code.optional(),
  consent: z.enum(['given', 'refused', 'claimed', 'withdrawn', 'none', 'not-needed']),
  reason: words,
  wouldChange: words.optional(),
});
export type Why = z.infer<typeof why>;

export const purposeCard = z.object({
  code,
  name: words,
  description: words,
  basis: code,
  referenceRequired: z.boolean(),
  marketing: z.boolean(),
  /** Stated by the system for its own duties (review, import, audit), never picked by a person. */
  internal: z.boolean(),
  /** Items this purpose may use beyond their masks; `all` for duties that need the whole record. */
  items: z.union([z.literal('all'), z.array(code).max(80)]),
  posts: z.array(code).max(20),
});
export type PurposeCard = z.infer<typeof purposeCard>;

export const ruleCard = z.object({
  id: code,
  effect: z.enum(['permit', 'forbid']),
  /** What a person can do now against this rule; absent: nothing, at this desk. */
  need: revealNeed.extract(['step-up', 'reference', 'approval']).optional(),
  /** The Cedar text that is in force. */
  text: z.string().max(4000),
  words,
  advice: words,
});
export type RuleCard = z.infer<typeof ruleCard>;

export const policyOperations = {
  purposes: operation({
    id: 'policy.purposes',
    method: 'GET',
    path: '/v1/purposes',
    title: { zh: '可选办理目的', en: 'Purposes open to me' },
    permission: 'session',
    kind: 'read',
    input: z.strictObject({ all: z.stringbool().default(false) }),
    output: z.object({ items: z.array(purposeCard).max(100) }),
    refusals: [],
  }),
  rules: operation({
    id: 'policy.rules',
    method: 'GET',
    path: '/v1/policy',
    title: { zh: '使用规则', en: 'Rules of use' },
    permission: 'policy.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ version: code, publishedAt: instant, items: z.array(ruleCard).max(200) }),
    refusals: [],
  }),
};
