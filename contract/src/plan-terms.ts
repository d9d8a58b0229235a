// A recovery plan (恢复预案) as data: scenario, what comes back within which time, who does what in which order, and how it is known
// to be done (R3.2.4). Structured, so that it can be checked, compared, printed and drilled; not a document that somebody attached.
import { z } from 'zod';
import { code, count, day, id, instant, line } from './operation.ts';
import { dataSetCodes } from './storage-assets.ts';
import type { Words } from './words.ts';

/** The first five are what an institution has to be ready for; each needs a plan in force. */
export const planScenarios = [
  'database-damage',
  'site-loss',
  'deletion',
  'ransomware',
  'key-store-loss',
  'other',
] as const;
export type PlanScenario = (typeof planScenarios)[number];
export const neededScenarios = planScenarios.filter((it) => it !== 'other');

export const planScenarioWords: Record<PlanScenario, Words> = {
  'database-damage': { zh: '数据库损坏', en: 'Database damage' },
  'site-loss': { zh: '机房失效', en: 'Loss of the site' },
  deletion: { zh: '误删除、误操作', en: 'Deletion by mistake' },
  ransomware: { zh: '勒索软件', en: 'Ransomware' },
  'key-store-loss': { zh: '密钥库丢失', en: 'Loss of the key store' },
  other: { zh: '其他', en: 'Other' },
};

export const planBounds = { roles: 12, steps: 30, checks: 12 } as const;

const minutesMax = 43_200;
const said = (min: number, max: number) => z.string().trim().min(min).max(max);
/** Office numbers of staff; too short for the number of an identity document. */
const phone = z
  .string()
  .trim()
  .max(16)
  .regex(/^\+?[0-9][0-9 -]{3,14}$/);

/** Who stands for a role, and who in their place (A、B 角). Staff of the institution only. */
const roleTerms = z.strictObject({
  role: said(2, 40),
  holder: said(2, 40),
  phone,
  deputy: said(2, 40),
  deputyPhone: phone,
});

const stepTerms = z.strictObject({
  what: said(2, 400),
  /** One of the roles above. */
  role: said(2, 40),
  minutes: z.int().min(1).max(minutesMax),
  /** How the next person knows that it is done. */
  verify: said(2, 300),
});

export const planTerms = z.strictObject({
  name: said(2, 60),
  scenario: z.enum(planScenarios),
  dataSets: z.array(z.enum(dataSetCodes)).min(1).max(dataSetCodes.length),
  /** What comes back and what does not. */
  scope: said(2, 500),
  /** When it is started, and who may start it. */
  activation: said(2, 500),
  rtoMinutes: z.int().min(1).max(minutesMax),
  rpoMinutes: z.int().min(0).max(minutesMax),
  roles: z.array(roleTerms).min(1).max(planBounds.roles),
  steps: z.array(stepTerms).min(1).max(planBounds.steps),
  /** What is checked at the end, before business goes on. */
  checks: z.array(said(2, 300)).min(1).max(planBounds.checks),
  /** What this version changes and why. */
  note: said(2, 300),
});
export type PlanTerms = z.output<typeof planTerms>;

/** The same, not finished: what a person goes on writing. */
export const planDraft = z.object({
  name: z.string().max(60),
  scenario: z.enum(planScenarios),
  dataSets: z.array(z.enum(dataSetCodes)).max(dataSetCodes.length),
  scope: z.string().max(500),
  activation: z.string().max(500),
  rtoMinutes: count,
  rpoMinutes: count,
  roles: z
    .array(
      z.object({
        role: z.string().max(40),
        holder: z.string().max(40),
        phone: z.string().max(20),
        deputy: z.string().max(40),
        deputyPhone: z.string().max(20),
      }),
    )
    .max(planBounds.roles),
  steps: z
    .array(
      z.object({
        what: z.string().max(400),
        role: z.string().max(40),
        minutes: count,
        verify: z.string().max(300),
      }),
    )
    .max(planBounds.steps),
  checks: z.array(z.string().max(300)).max(planBounds.checks),
  note: z.string().max(300),
});
export type PlanDraft = z.infer<typeof planDraft>;

export const planStates = ['in-force', 'due', 'overdue', 'retired'] as const;
export type PlanState = (typeof planStates)[number];

export const planCard = z.object({
  plan: id,
  version: count,
  name: line,
  scenario: z.enum(planScenarios),
  dataSets: z.array(code).max(dataSetCodes.length),
  rtoMinutes: count,
  rpoMinutes: count,
  stepCount: count,
  /** `due`: the reminder has begun; `overdue`: it was not reviewed in time. */
  state: z.enum(planStates),
  reviewOn: day,
  by: line,
  approvedBy: line,
  at: instant,
});
export type PlanCard = z.infer<typeof planCard>;

export const planVersion = planCard
  .pick({ version: true, name: true, rtoMinutes: true, rpoMinutes: true, stepCount: true })
  .extend({ reviewOn: day, by: line, approvedBy: line, at: instant, note: z.string().max(300) });
export type PlanVersion = z.infer<typeof planVersion>;

/** What was proposed and came back, or ran out: nothing that was written is lost. */
export const returnedPlan = z.object({
  draft: id,
  /** The plan it would have changed; none: a new one. */
  plan: id.nullable(),
  name: line,
  scenario: z.enum(planScenarios),
  at: instant,
});
export type ReturnedPlan = z.infer<typeof returnedPlan>;
