// All SQL of collection: over-collection cases and tasks. No column here can hold a value of a customer.
import { sql, type RawBuilder } from 'kysely';
import type { TaskCard, Words } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';

export interface NewCase {
  readonly case: string;
  readonly item: string;
  readonly channel: string;
  readonly source: string;
  readonly account: string;
  readonly accountName: string;
  readonly unit: string;
  readonly unitName: Words;
  readonly batch: string | null;
  readonly count: number;
  readonly at: Date;
}

export interface StoredCase extends NewCase {
  readonly isClosed: boolean;
  readonly closedAt: Date | null;
  readonly conclusion: Uint8Array | null;
}

/** Counts up the open case of the same item, channel, source and person of the last day, or makes one; answers its id. */
export async function countCase(tx: Tx, it: NewCase): Promise<string> {
  const { rows } = await sql<{ case: string }>`
    WITH open AS (
      SELECT c."case" FROM collection.over_collection c
      LEFT JOIN collection.over_collection_closed d USING ("case")
      WHERE d."case" IS NULL AND c.item = ${it.item} AND c.channel = ${it.channel} AND c.source = ${it.source}
        AND c.account = ${it.account} AND c.batch IS NOT DISTINCT FROM ${it.batch}::uuid
        AND c.at > ${it.at}::timestamptz - interval '1 day'
      ORDER BY c.at DESC LIMIT 1
    ), counted AS (
      UPDATE collection.over_collection c SET count = c.count + ${it.count}
      FROM open WHERE c."case" = open."case" RETURNING c."case"
    ), made AS (
      INSERT INTO collection.over_collection
        ("case", item, channel, source, account, account_name, unit, unit_name, batch, count, at)
      SELECT ${it.case}::uuid, ${it.item}, ${it.channel}, ${it.source}, ${it.account}::uuid, ${it.accountName},
        ${it.unit}::uuid, ${JSON.stringify(it.unitName)}::jsonb, ${it.batch}::uuid, ${it.count}::int,
        ${it.at}::timestamptz
      WHERE NOT EXISTS (SELECT FROM counted) RETURNING "case"
    )
    SELECT "case" FROM counted UNION ALL SELECT "case" FROM made`.execute(tx);
  return rows[0]?.case ?? it.case;
}

const caseColumns = sql<StoredCase>`c."case", c.item, c.channel, c.source, c.account, c.account_name AS "accountName", c.unit,
  c.unit_name AS "unitName", c.batch, c.count, c.at, d."case" IS NOT NULL AS "isClosed", d.at AS "closedAt", d.conclusion`;
const caseTables = sql`collection.over_collection c LEFT JOIN collection.over_collection_closed d USING ("case")`;

export interface AskedPage {
  readonly before?: string | undefined;
  readonly max: number;
}

async function listed<T>(
  tx: Tx,
  it: {
    columns: RawBuilder<T>;
    from: RawBuilder<unknown>;
    where: RawBuilder<unknown>;
    key: RawBuilder<unknown>;
  },
  { before, max }: AskedPage,
): Promise<{ rows: T[]; count: number }> {
  const older = before === undefined ? sql`true` : sql`${it.key} < ${before}`;
  const { rows } = await sql<T & { total: number }>`
    SELECT ${it.columns}, (SELECT count(*) FROM
      (SELECT 1 FROM ${it.from} WHERE ${it.where} LIMIT ${countedMax + 1}) counted) AS total
    FROM ${it.from} WHERE ${it.where} AND ${older} ORDER BY ${it.key} DESC LIMIT ${max}`.execute(
    tx,
  );
  return { rows, count: rows[0]?.total ?? 0 };
}

export function casesOf(
  tx: Tx,
  { state, ...page }: AskedPage & { readonly state: 'open' | 'closed' },
): Promise<{ rows: StoredCase[]; count: number }> {
  const where = state === 'open' ? sql`d."case" IS NULL` : sql`d."case" IS NOT NULL`;
  return listed(tx, { columns: caseColumns, from: caseTables, where, key: sql`c."case"` }, page);
}

export async function findCase(tx: Tx, id: string): Promise<StoredCase | undefined> {
  const { rows } = await sql<StoredCase>`
    SELECT ${caseColumns} FROM ${caseTables} WHERE c."case" = ${id}`.execute(tx);
  return rows[0];
}

/** True for the one who closed it. */
export async function closeCase(
  tx: Tx,
  it: { case: string; account: string; accountName: string; at: Date; conclusion: Uint8Array },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO collection.over_collection_closed ("case", account, account_name, at, conclusion)
    VALUES (${it.case}, ${it.account}, ${it.accountName}, ${it.at}, ${it.conclusion})
    ON CONFLICT ("case") DO NOTHING`.execute(tx);
  return numAffectedRows === 1n;
}

export interface NewTask {
  readonly task: string;
  readonly kind: TaskCard['kind'];
  readonly title: Words;
  readonly batch: string | null;
  readonly unit: string | null;
  readonly createdAt: Date;
  readonly dueOn: string | null;
}

export interface NewMember {
  readonly customer: string;
  readonly unit: string;
  readonly record?: number;
}

export interface StoredTask extends NewTask {
  readonly count: number;
  readonly done: number;
}

export async function addTaskMembers(
  tx: Tx,
  it: NewTask,
  members: readonly NewMember[],
): Promise<void> {
  await sql`
    WITH made AS (
      INSERT INTO collection.task_group (task, kind, title, batch, unit, created_at, due_on)
      VALUES (${it.task}, ${it.kind}, ${JSON.stringify(it.title)}, ${it.batch}, ${it.unit}, ${it.createdAt}, ${it.dueOn})
      ON CONFLICT DO NOTHING RETURNING task
    ), known AS (
      SELECT task FROM collection.task_group WHERE kind = ${it.kind}
        AND batch IS NOT DISTINCT FROM ${it.batch}::uuid AND unit IS NOT DISTINCT FROM ${it.unit}::uuid
      UNION ALL SELECT task FROM made
    )
    INSERT INTO collection.task_member (task, customer, unit, record)
    SELECT known.task, m.customer, m.unit, m.record
    FROM known, unnest(${members.map((row) => row.customer)}::uuid[], ${members.map((row) => row.unit)}::uuid[],
      ${members.map((row) => row.record ?? null)}::int[]) AS m (customer, unit, record)
    ON CONFLICT DO NOTHING`.execute(tx);
}

export async function doneFor(
  tx: Tx,
  it: { customer: string; kinds: readonly string[]; account: string; at: Date },
): Promise<void> {
  await sql`
    INSERT INTO collection.task_done (task, customer, account, at)
    SELECT m.task, m.customer, ${it.account}::uuid, ${it.at}::timestamptz
    FROM collection.task_member m JOIN collection.task_group g ON g.task = m.task
    WHERE m.customer = ${it.customer} AND g.kind = ANY (${[...it.kinds]}::text[])
    ON CONFLICT DO NOTHING`.execute(tx);
}

export interface AskedTasks extends AskedPage {
  readonly unit: string | undefined;
  readonly kind?: TaskCard['kind'] | undefined;
  readonly state?: TaskCard['state'] | undefined;
}

const counted = (of: RawBuilder<unknown>) => sql`(SELECT count(*) FROM collection.task_member m
  LEFT JOIN collection.task_done d USING (task, customer) WHERE m.task = g.task AND ${of})`;
const kept = (unit: string | undefined) =>
  unit === undefined ? sql`true` : sql`m.unit = ${unit}::uuid`;

function taskColumns(unit: string | undefined): RawBuilder<StoredTask> {
  return sql<StoredTask>`g.task, g.kind, g.title, g.batch, g.unit, g.created_at AS "createdAt", g.due_on AS "dueOn",
    ${counted(kept(unit))} AS count, ${counted(sql`d.task IS NOT NULL AND ${kept(unit)}`)} AS done`;
}

/** Groups with customers of this unit, counted by them alone; without one, every group. Newest first. */
export function tasksFor(
  tx: Tx,
  { unit, kind, state, ...page }: AskedTasks,
): Promise<{ rows: StoredTask[]; count: number }> {
  const isClosed = sql`${counted(sql`d.task IS NOT NULL AND ${kept(unit)}`)} >= ${counted(kept(unit))}`;
  const where = sql`EXISTS (SELECT FROM collection.task_member m WHERE m.task = g.task AND ${kept(unit)})
    AND (${kind ?? null}::text IS NULL OR g.kind = ${kind ?? null})
    AND (${state ?? null}::text IS NULL OR (${isClosed}) = (${state ?? null} = 'closed'))`;
  const columns = taskColumns(unit);
  return listed(tx, { columns, from: sql`collection.task_group g`, where, key: sql`g.task` }, page);
}

export async function findTask(
  tx: Tx,
  { task, unit }: { readonly task: string; readonly unit: string },
): Promise<StoredTask | undefined> {
  const { rows } = await sql<StoredTask>`
    SELECT ${taskColumns(unit)} FROM collection.task_group g WHERE g.task = ${task}`.execute(tx);
  return rows[0]?.count ? rows[0] : undefined;
}

/** Undoing an import batch takes its tasks along. */
export async function deleteTasks(tx: Tx, batch: string): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM collection.task_group WHERE batch = ${batch} RETURNING task),
      members AS (DELETE FROM collection.task_member WHERE task IN (SELECT task FROM gone))
    DELETE FROM collection.task_done WHERE task IN (SELECT task FROM gone)`.execute(tx);
}

/** Customers that are no more leave the groups they stood in. */
export async function deleteTaskMembers(tx: Tx, customers: readonly string[]): Promise<void> {
  await sql`
    WITH gone AS (SELECT unnest(${[...customers]}::uuid[]) AS customer),
      members AS (DELETE FROM collection.task_member USING gone WHERE task_member.customer = gone.customer)
    DELETE FROM collection.task_done USING gone WHERE task_done.customer = gone.customer`.execute(
    tx,
  );
}
