// All SQL of drills: the work list, and what is read in the scratch database.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import { businessZone } from '../../kernel/clock.ts';
import type { StoredDrill } from './drill.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const stored = sql`
  SELECT drill, set, chosen, asked_by AS "askedBy", started_at AS "startedAt", step, done, total, ended_at AS "endedAt",
    outcome, failure, recovery_seconds AS "recoverySeconds", lost_seconds AS "lostSeconds", statement, entry
  FROM drills.drill`;

export async function insertDrill(
  tx: Tx,
  it: Pick<StoredDrill, 'drill' | 'set' | 'chosen' | 'askedBy' | 'startedAt'>,
): Promise<void> {
  await sql`
    INSERT INTO drills.drill (drill, set, chosen, asked_by, started_at)
    VALUES (${it.drill}, ${it.set}, ${it.chosen}, ${it.askedBy}, ${it.startedAt})`.execute(tx);
}

export async function findDrill(tx: Tx, drill: string): Promise<StoredDrill | undefined> {
  return (await rows(tx, sql<StoredDrill>`${stored} WHERE drill = ${drill}`))[0];
}

/** Newest first. */
export function drillsPage(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<StoredDrill[]> {
  const page = before === undefined ? sql`true` : sql`drill < ${before}`;
  return rows(tx, sql<StoredDrill>`${stored} WHERE ${page} ORDER BY drill DESC LIMIT ${max}`);
}

export async function countDrills(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT count(*) AS count FROM (SELECT FROM drills.drill LIMIT ${countedMax + 1}) AS listed`,
  );
  return found?.count ?? 0;
}

/** How many began on which day of the institution, and what came of them. */
export function drillDays(
  tx: Tx,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<{ day: string; passed: number; failed: number; cutOff: number; running: number }[]> {
  return rows(
    tx,
    sql`
      SELECT to_char(started_at AT TIME ZONE ${businessZone}, 'YYYY-MM-DD') AS day,
        count(*) FILTER (WHERE outcome = 'passed') AS passed, count(*) FILTER (WHERE outcome = 'failed') AS failed,
        count(*) FILTER (WHERE outcome = 'cut-off') AS "cutOff", count(*) FILTER (WHERE outcome IS NULL) AS running
      FROM drills.drill WHERE started_at >= ${from} AND started_at < ${until} GROUP BY 1 ORDER BY 1`,
  );
}

export function unended(tx: Tx): Promise<StoredDrill[]> {
  return rows(tx, sql<StoredDrill>`${stored} WHERE ended_at IS NULL`);
}

/** The newest that came to an end, of these outcomes; absent: there is none. */
export async function lastDrill(
  tx: Tx,
  outcomes: readonly ('passed' | 'failed' | 'cut-off')[],
): Promise<StoredDrill | undefined> {
  const asked = [...outcomes];
  const found = await rows(
    tx,
    sql<StoredDrill>`${stored} WHERE outcome = ANY (${asked}::text[]) ORDER BY drill DESC LIMIT 1`,
  );
  return found[0];
}

export async function moveDrill(
  tx: Tx,
  it: Pick<StoredDrill, 'drill' | 'step' | 'done' | 'total'>,
): Promise<void> {
  await sql`
    UPDATE drills.drill SET step = ${it.step}, done = ${it.done}, total = ${it.total}
    WHERE drill = ${it.drill} AND ended_at IS NULL`.execute(tx);
}

export async function chooseSet(tx: Tx, drill: string, set: string): Promise<void> {
  await sql`UPDATE drills.drill SET set = ${set} WHERE drill = ${drill} AND ended_at IS NULL`.execute(
    tx,
  );
}

export type Ended = Pick<StoredDrill, 'drill' | 'failure' | 'recoverySeconds' | 'lostSeconds'> & {
  readonly endedAt: Date;
  readonly outcome: 'passed' | 'failed' | 'cut-off';
  readonly statement: string | null;
  readonly entry: string | null;
};

export async function endDrill(tx: Tx, it: Ended): Promise<void> {
  await sql`
    UPDATE drills.drill SET ended_at = ${it.endedAt}, outcome = ${it.outcome}, failure = ${it.failure},
      recovery_seconds = ${it.recoverySeconds}, lost_seconds = ${it.lostSeconds}, statement = ${it.statement},
      entry = ${it.entry}
    WHERE drill = ${it.drill} AND ended_at IS NULL`.execute(tx);
}

/** In the scratch database: customers in order of ids, behind `after`. */
export async function customersAfter(tx: Tx, after: string, max: number): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ customer: string }>`
      SELECT customer FROM customers.customer WHERE customer > ${after} ORDER BY customer LIMIT ${max}`,
  );
  return found.map(({ customer }) => customer);
}

export async function countCustomers(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`SELECT count(*) AS count FROM customers.customer`,
  );
  return found?.count ?? 0;
}

/** Some customers, spread over all of them and others each time. */
export async function someCustomers(tx: Tx, max: number): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{
      customer: string;
    }>`SELECT customer FROM customers.customer ORDER BY random() LIMIT ${max}`,
  );
  return found.map(({ customer }) => customer);
}

/** Whom orders of destruction name, as the ledger that moved forward says. */
export async function destroyedCustomers(
  tx: Tx,
): Promise<{ customer: string; class: string | null }[]> {
  return rows(tx, sql`SELECT customer, class FROM shredding.shredding ORDER BY shredding`);
}
