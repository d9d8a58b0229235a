// Reading plans: the list with what each is worth today, one of them as it stands or as it stood, and its versions.
import {
  neededScenarios,
  refuse,
  type InputOf,
  type OutputOf,
  type PlanScenario,
  type plansOperations,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { openVersion } from './content.ts';
import { dayOf, noteOf, rules, type PlansParts } from './parts.ts';
import { cardOf, termsOf, type Plan } from './plan.ts';
import { findPlan, findVersion, listPlans, listVersions, plansInForce } from './store.ts';

type Operations = typeof plansOperations;

export function missingIn(plans: readonly Pick<Plan, 'scenario'>[]) {
  const has = new Set(plans.map((it) => it.scenario));
  return neededScenarios.filter((it) => !has.has(it));
}

interface PlanInForce {
  readonly plan: string;
  readonly version: number;
  readonly rtoMinutes: number;
  readonly rpoMinutes: number;
}

/** Of the scenario, the one that promises to be back first. */
export async function planFor(tx: Tx, scenario: PlanScenario): Promise<PlanInForce | undefined> {
  const [first] = (await plansInForce(tx))
    .filter((it) => it.scenario === scenario)
    .toSorted((a, b) => a.rtoMinutes - b.rtoMinutes);
  return first;
}

export async function list(
  call: Call,
  { cursor, limit, scenario, state }: InputOf<Operations['list']>,
): Promise<OutputOf<Operations['list']>> {
  const day = dayOf(call.at);
  const asked = { ...day, scenario, state, before: beforeOf(cursor), max: limit + 1 };
  const { rows, count } = await listPlans(call.tx, asked);
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.plan });
  call.append({ count: page.items.length });
  return {
    ...page,
    items: page.items.map((it) => cardOf(it, day)),
    missing: missingIn(await plansInForce(call.tx)),
  };
}

export function createView(parts: PlansParts) {
  return async (
    call: Call,
    { plan, version }: InputOf<Operations['view']>,
  ): Promise<OutputOf<Operations['view']>> => {
    const now = (await findPlan(call.tx, plan)) ?? refuse('not-found');
    const it = version === undefined ? now : await wanted(call, plan, version);
    call.append({ facts: { plan, version: it.version } });
    const content = await openVersion(parts, [plan, it.version], it.content);
    return {
      card: cardOf(it, dayOf(call.at)),
      newest: now.version,
      terms: termsOf(it, content),
      rules: {
        review: noteOf(rules.review),
        remind: noteOf(rules.remind),
        rto: noteOf(rules.rto),
        rpo: noteOf(rules.rpo),
      },
    };
  };
}

/** A version is a number in an address: anything else is nowhere. */
function numberOf(text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : refuse('not-found');
}

async function wanted(call: Call, plan: string, version: string): Promise<Plan> {
  return (await findVersion(call.tx, plan, numberOf(version))) ?? refuse('not-found');
}

export function createVersions(parts: PlansParts) {
  return async (
    call: Call,
    { plan, cursor, limit }: InputOf<Operations['versions']>,
  ): Promise<OutputOf<Operations['versions']>> => {
    const now = (await findPlan(call.tx, plan)) ?? refuse('not-found');
    const below = cursor === undefined ? undefined : numberOf(cursor);
    const rows = await listVersions(call.tx, plan, { below, max: limit + 1 });
    const band = bandOf(now.version);
    const page = pageFrom(rows, { limit, band, cursorOf: (it) => String(it.version) });
    call.append({ count: page.items.length, facts: { plan } });
    const items = page.items.map(async (it) => {
      const { note } = await openVersion(parts, [plan, it.version], it.content);
      const { version, name, rtoMinutes, rpoMinutes, stepCount, reviewOn, by, approvedBy } = it;
      const shown = { version, name, rtoMinutes, rpoMinutes, stepCount, reviewOn, by, approvedBy };
      return { ...shown, at: it.at.toISOString(), note };
    });
    return { ...page, items: await Promise.all(items) };
  };
}
