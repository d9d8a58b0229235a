// A plan while it is written: the draft of the contract, with a key on each row so that a row that moves keeps its fields and its focus.
import type { PlanDraft, PlanScenario, PlanTerms } from '@shouxin/contract';

type Row<T> = T & { readonly key: number };
export type Role = Row<PlanDraft['roles'][number]>;
export type Step = Row<PlanDraft['steps'][number]>;
export interface Check {
  readonly key: number;
  readonly text: string;
}

export interface Writing extends Omit<PlanDraft, 'roles' | 'steps' | 'checks'> {
  readonly roles: readonly Role[];
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
}

let last = 0;
const nextKey = () => (last += 1);

export const emptyRole = (): Role => ({
  key: nextKey(),
  role: '',
  holder: '',
  phone: '',
  deputy: '',
  deputyPhone: '',
});
export const emptyStep = (): Step => ({
  key: nextKey(),
  what: '',
  role: '',
  minutes: 10,
  verify: '',
});
export const emptyCheck = (): Check => ({ key: nextKey(), text: '' });

export function emptyWriting(scenario: PlanScenario): Writing {
  return {
    name: '',
    scenario,
    dataSets: [],
    scope: '',
    activation: '',
    rtoMinutes: 240,
    rpoMinutes: 30,
    roles: [emptyRole(), emptyRole()],
    steps: [emptyStep()],
    checks: [emptyCheck()],
    note: '',
  };
}

export function writingOf({ roles, steps, checks, ...rest }: PlanDraft): Writing {
  return {
    ...rest,
    roles: roles.map((it) => ({ ...it, key: nextKey() })),
    steps: steps.map((it) => ({ ...it, key: nextKey() })),
    checks: checks.map((text) => ({ key: nextKey(), text })),
  };
}

export function termsOf({ roles, steps, checks, ...rest }: Writing): PlanTerms {
  return {
    ...rest,
    roles: roles.map(({ role, holder, phone, deputy, deputyPhone }) => {
      return { role, holder, phone, deputy, deputyPhone };
    }),
    steps: steps.map(({ what, role, minutes, verify }) => ({ what, role, minutes, verify })),
    checks: checks.map(({ text }) => text),
  };
}

export function minutesOf({ steps }: Writing): number {
  return steps.reduce((sum, it) => sum + it.minutes, 0);
}

/** The row one place up or down; beyond an end nothing moves. */
export function moved<T>(rows: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const to = at + by;
  const row = rows[at];
  if (row === undefined || to < 0 || to >= rows.length) return rows;
  return rows.toSpliced(at, 1).toSpliced(to, 0, row);
}

export function changed<T>(rows: readonly T[], at: number, more: Partial<T>): readonly T[] {
  return rows.map((it, place) => (place === at ? { ...it, ...more } : it));
}

/** A renamed role keeps its steps. */
export function withRole(it: Writing, at: number, more: Partial<Role>): Writing {
  const before = it.roles[at]?.role ?? '';
  const roles = changed(it.roles, at, more);
  const { role } = more;
  if (role === undefined || before === '') return { ...it, roles };
  const isShared = it.roles.some((other, place) => place !== at && other.role === before);
  if (isShared) return { ...it, roles };
  const steps = it.steps.map((step) => (step.role === before ? { ...step, role } : step));
  return { ...it, roles, steps };
}
