// All SQL of recovery plans: heads, versions that are only added to, and drafts that came back.
import { sql, type RawBuilder } from 'kysely';
import type { PlanScenario, PlanState } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Day, Plan, PlanHead } from './plan.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const columns = sql`
  v.plan, v.version, v.name, v.scenario, v.data_sets AS "dataSets", v.rto_minutes AS "rtoMinutes",
  v.rpo_minutes AS "rpoMinutes", v.step_count AS "stepCount", v.content, v.review_on AS "reviewOn", v.by_name AS by,
  v.approved_by_name AS "approvedBy", v.at, p.retired_at AS "retiredAt"`;
const newest = sql`plans.plan p JOIN plans.version v USING (plan, version)`;

export async function findPlan(tx: Tx, plan: string): Promise<Plan | undefined> {
  const found = await rows(tx, sql<Plan>`SELECT ${columns} FROM ${newest} WHERE p.plan = ${plan}`);
  return found[0];
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockPlan(tx: Tx, plan: string): Promise<Plan | undefined> {
  await sql`SELECT 1 FROM plans.plan WHERE plan = ${plan} FOR UPDATE`.execute(tx);
  return findPlan(tx, plan);
}

export async function findVersion(
  tx: Tx,
  plan: string,
  version: number,
): Promise<Plan | undefined> {
  const found = await rows(
    tx,
    sql<Plan>`SELECT ${columns} FROM plans.plan p JOIN plans.version v USING (plan)
      WHERE v.plan = ${plan} AND v.version = ${version}`,
  );
  return found[0];
}

interface Asked extends Day {
  readonly scenario: PlanScenario | undefined;
  readonly state: PlanState | undefined;
  readonly before: string | undefined;
  readonly max: number;
}

/** The state as plan.ts derives it, for the database to filter by. */
function inState({ state, today, remindDays }: Asked) {
  if (state === 'retired') return sql`p.retired_at IS NOT NULL`;
  if (state === 'overdue') return sql`p.retired_at IS NULL AND v.review_on < ${today}::date`;
  const left = sql`v.review_on - ${today}::date`;
  if (state === 'due') return sql`p.retired_at IS NULL AND ${left} BETWEEN 0 AND ${remindDays}`;
  if (state === 'in-force') return sql`p.retired_at IS NULL AND ${left} > ${remindDays}`;
  return sql`p.retired_at IS NULL`;
}

export async function listPlans(tx: Tx, asked: Asked): Promise<{ rows: Plan[]; count: number }> {
  const { scenario, before, max } = asked;
  const wanted = sql`${inState(asked)} AND (${scenario ?? null}::text IS NULL OR v.scenario = ${scenario ?? null})`;
  const found = await rows(
    tx,
    sql<Plan>`SELECT ${columns} FROM ${newest} WHERE ${wanted}
      AND (${before ?? null}::uuid IS NULL OR p.plan < ${before ?? null}) ORDER BY p.plan DESC LIMIT ${max}`,
  );
  const [counted] = await rows(
    tx,
    sql<{ n: number }>`SELECT count(*) AS n FROM
      (SELECT 1 FROM ${newest} WHERE ${wanted} LIMIT ${countedMax + 1}) c`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

/** All that are in force, for what looks at the whole: people write them by hand. */
export function plansInForce(tx: Tx): Promise<Plan[]> {
  return rows(
    tx,
    sql<Plan>`SELECT ${columns} FROM ${newest} WHERE p.retired_at IS NULL ORDER BY p.plan LIMIT 1000`,
  );
}

/** Newest first; the cursor is a version. */
export async function listVersions(
  tx: Tx,
  plan: string,
  { below, max }: { readonly below: number | undefined; readonly max: number },
): Promise<Plan[]> {
  return rows(
    tx,
    sql<Plan>`SELECT ${columns} FROM plans.plan p JOIN plans.version v USING (plan) WHERE v.plan = ${plan}
      AND (${below ?? null}::int IS NULL OR v.version < ${below ?? null}) ORDER BY v.version DESC LIMIT ${max}`,
  );
}

export interface NewVersion extends PlanHead {
  readonly content: Uint8Array;
  readonly proposal: string | null;
}

export async function insertPlan(tx: Tx, it: NewVersion): Promise<void> {
  await sql`INSERT INTO plans.plan (plan, version, created_at) VALUES (${it.plan}, 1, ${it.at})`.execute(
    tx,
  );
  await insertVersion(tx, it);
}

export async function revisePlan(tx: Tx, it: NewVersion): Promise<void> {
  await sql`UPDATE plans.plan SET version = ${it.version} WHERE plan = ${it.plan}`.execute(tx);
  await insertVersion(tx, it);
}

async function insertVersion(tx: Tx, it: NewVersion): Promise<void> {
  await sql`INSERT INTO plans.version (plan, version, name, scenario, data_sets, rto_minutes, rpo_minutes, step_count,
      content, review_on, proposal, by_name, approved_by_name, at)
    VALUES (${it.plan}, ${it.version}, ${it.name}, ${it.scenario}, ${[...it.dataSets]}, ${it.rtoMinutes},
      ${it.rpoMinutes}, ${it.stepCount}, ${it.content}, ${it.reviewOn}, ${it.proposal}, ${it.by}, ${it.approvedBy},
      ${it.at})`.execute(tx);
}

export async function retirePlan(
  tx: Tx,
  plan: string,
  { at, by, approvedBy }: { readonly at: Date; readonly by: string; readonly approvedBy: string },
): Promise<void> {
  await sql`UPDATE plans.plan SET retired_at = ${at}, retired_by_name = ${by}, retired_approved_by_name = ${approvedBy}
    WHERE plan = ${plan}`.execute(tx);
}

export interface Draft {
  readonly draft: string;
  readonly plan: string | null;
  readonly name: string;
  readonly scenario: PlanScenario;
  readonly content: Uint8Array;
  readonly at: Date;
}

export async function insertDraft(
  tx: Tx,
  it: Draft & { readonly proposer: string },
): Promise<void> {
  await sql`INSERT INTO plans.draft (draft, plan, name, scenario, content, proposer, at)
    VALUES (${it.draft}, ${it.plan}, ${it.name}, ${it.scenario}, ${it.content}, ${it.proposer}, ${it.at})`.execute(
    tx,
  );
}

const drafts = sql`SELECT draft, plan, name, scenario, content, at FROM plans.draft`;

export async function findDraft(tx: Tx, draft: string): Promise<Draft | undefined> {
  const found = await rows(tx, sql<Draft>`${drafts} WHERE draft = ${draft} AND used_at IS NULL`);
  return found[0];
}

export async function listDrafts(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<{ rows: Draft[]; count: number }> {
  const found = await rows(
    tx,
    sql<Draft>`${drafts} WHERE used_at IS NULL AND (${before ?? null}::uuid IS NULL OR draft < ${before ?? null})
      ORDER BY draft DESC LIMIT ${max}`,
  );
  const [counted] = await rows(
    tx,
    sql<{ n: number }>`SELECT count(*) AS n FROM
      (SELECT 1 FROM plans.draft WHERE used_at IS NULL LIMIT ${countedMax + 1}) c`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

export async function markUsed(tx: Tx, draft: string, at: Date): Promise<void> {
  await sql`UPDATE plans.draft SET used_at = ${at} WHERE draft = ${draft} AND used_at IS NULL`.execute(
    tx,
  );
}
