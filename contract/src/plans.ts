// Recovery plans (恢复预案): written by security, decided by the data owner, who answers for how long the business can wait; every
// version stays readable, and each says until when it has to be looked at again (R3.2.4).
import { z } from 'zod';
import { code, count, id, operation, page, pageOf, proposed } from './operation.ts';
import {
  planCard,
  planDraft,
  planScenarios,
  planStates,
  planTerms,
  planVersion,
  returnedPlan,
} from './plan-terms.ts';
import { ruleNote } from './rule-note.ts';

const writing = ['input.invalid', 'not-found'] as const;
/** The draft this was written on, which is then done with. */
const from = { draft: id.optional() };

export const plansOperations = {
  list: operation({
    id: 'plans.list',
    method: 'GET',
    path: '/v1/recovery-plans',
    title: { zh: '恢复预案', en: 'Recovery plans' },
    permission: 'plans.read',
    kind: 'read',
    input: z.strictObject({
      ...page,
      scenario: z.enum(planScenarios).optional(),
      state: z.enum(planStates).optional(),
    }),
    output: pageOf(planCard).extend({
      /** Scenarios without a plan in force. */
      missing: z.array(z.enum(planScenarios)).max(planScenarios.length),
    }),
    refusals: [],
  }),
  view: operation({
    id: 'plans.view',
    method: 'GET',
    path: '/v1/recovery-plans/:plan',
    title: { zh: '查看恢复预案', en: 'Open a recovery plan' },
    permission: 'plans.read',
    kind: 'read',
    /** Without `version`: the one in force. */
    input: z.strictObject({ plan: id, version: code.optional() }),
    output: z.object({
      card: planCard,
      /** Of the plan; the card is of the version that was asked for. */
      newest: count,
      terms: planDraft,
      rules: z.object({ review: ruleNote, remind: ruleNote, rto: ruleNote, rpo: ruleNote }),
    }),
    refusals: ['not-found'],
  }),
  versions: operation({
    id: 'plans.versions',
    method: 'GET',
    path: '/v1/recovery-plans/:plan/versions',
    title: { zh: '查看预案历史版本', en: 'Versions of a recovery plan' },
    permission: 'plans.read',
    kind: 'read',
    input: z.strictObject({ plan: id, ...page }),
    output: pageOf(planVersion),
    refusals: ['not-found'],
  }),
  starters: operation({
    id: 'plans.starters',
    method: 'GET',
    path: '/v1/recovery-plan-starters',
    title: { zh: '内置预案范本', en: 'Built-in plans to start from' },
    permission: 'plans.manage',
    kind: 'read',
    input: z.strictObject({ language: z.enum(['zh', 'en']) }),
    output: z.object({ items: z.array(planDraft).max(20) }),
    refusals: [],
  }),
  returned: operation({
    id: 'plans.returned',
    method: 'GET',
    path: '/v1/recovery-plan-drafts',
    title: { zh: '被退回的预案', en: 'Plans that came back' },
    permission: 'plans.manage',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(returnedPlan),
    refusals: [],
  }),
  draft: operation({
    id: 'plans.draft',
    method: 'GET',
    path: '/v1/recovery-plan-drafts/:draft',
    title: { zh: '打开被退回的预案', en: 'Open a plan that came back' },
    permission: 'plans.manage',
    kind: 'read',
    input: z.strictObject({ draft: id }),
    output: z.object({ card: returnedPlan, terms: planDraft }),
    refusals: ['not-found'],
  }),
  propose: operation({
    id: 'plans.propose',
    method: 'POST',
    path: '/v1/recovery-plans',
    title: { zh: '制定恢复预案', en: 'Propose a recovery plan' },
    permission: 'plans.manage',
    kind: 'write',
    fourEyes: 'always',
    input: planTerms.extend(from),
    output: proposed,
    refusals: writing,
  }),
  revise: operation({
    id: 'plans.revise',
    method: 'POST',
    path: '/v1/recovery-plans/:plan/versions',
    title: { zh: '修订或复审恢复预案', en: 'Revise or review a recovery plan' },
    permission: 'plans.manage',
    kind: 'write',
    fourEyes: 'always',
    /** `basedOn`: the version that was read; the same terms again are a review without a change. */
    input: planTerms.extend({ plan: id, basedOn: z.int().min(1), ...from }),
    output: proposed,
    refusals: [...writing, 'plans.retired', 'plans.changed'],
  }),
  retire: operation({
    id: 'plans.retire',
    method: 'POST',
    path: '/v1/recovery-plans/:plan/retire',
    title: { zh: '废止恢复预案', en: 'Retire a recovery plan' },
    permission: 'plans.manage',
    kind: 'write',
    fourEyes: 'always',
    input: z.strictObject({ plan: id, ground: z.string().trim().min(2).max(200) }),
    output: proposed,
    refusals: ['not-found', 'plans.retired'],
  }),
};
