// Plans to start from, as a data file: worded like a bank's own, without names and numbers, which only the institution knows.
import { readFileSync } from 'node:fs';
import { planDraft, planScenarios, type Language, type PlanDraft } from '@shouxin/contract';
import { z } from 'zod';

const worded = planDraft
  .pick({
    name: true,
    scope: true,
    activation: true,
    checks: true,
    note: true,
  })
  .extend({
    roles: z.array(z.string().max(40)),
    steps: z.array(
      z.tuple([z.string().max(400), z.int().min(0), z.int().min(1), z.string().max(300)]),
    ),
  });

const file = z.array(
  planDraft
    .pick({ dataSets: true, rtoMinutes: true, rpoMinutes: true })
    .extend({ scenario: z.enum(planScenarios), zh: worded, en: worded }),
);

/** A step says what, which of the roles (by place), minutes, and how it is verified. */
export function readStarters(language: Language): PlanDraft[] {
  const source = new URL(import.meta.resolve('@shouxin/contract/data/recovery-plans.json'));
  return file.parse(JSON.parse(readFileSync(source, 'utf8'))).map(({ zh, en, ...it }) => {
    const { roles, steps, ...texts } = language === 'zh' ? zh : en;
    return {
      ...it,
      ...texts,
      roles: roles.map((role) => ({ role, holder: '', phone: '', deputy: '', deputyPhone: '' })),
      steps: steps.map(([what, role, minutes, verify]) => ({
        what,
        role: roles[role] ?? '',
        minutes,
        verify,
      })),
    };
  });
}
