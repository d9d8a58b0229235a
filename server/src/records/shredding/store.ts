// All SQL of shredding: three ledgers that only grow, and the owner's function that takes out what an order names.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Shredding, StoredShredding } from './shredding.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

export async function insertShredding(tx: Tx, it: Shredding): Promise<void> {
  await sql`
    INSERT INTO shredding.shredding (shredding, customer, number, class, classes, oldest, proposal, proposed_by,
      approved_by, proposed_by_name, approved_by_name, approved_at)
    VALUES (${it.shredding}, ${it.customer}, ${it.number}, ${it.class}, ${[...it.classes]}::text[],
      ${JSON.stringify(it.oldest)}::jsonb, ${it.proposal}, ${it.proposedBy}, ${it.approvedBy},
      ${it.proposedByName}, ${it.approvedByName}, ${it.approvedAt})`.execute(tx);
}

/** Takes out the rows that this order names. */
export async function erase(tx: Tx, shredding: string): Promise<void> {
  await sql`SELECT shredding.erase(${shredding})`.execute(tx);
}

export async function insertDestruction(
  tx: Tx,
  it: { readonly shredding: string; readonly at: Date; readonly effectiveAt: Date },
): Promise<void> {
  await sql`
    INSERT INTO shredding.destruction (shredding, at, effective_at)
    VALUES (${it.shredding}, ${it.at}, ${it.effectiveAt})`.execute(tx);
}

export async function insertCertificate(
  tx: Tx,
  it: {
    readonly shredding: string;
    readonly statement: string;
    readonly entry: string;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    INSERT INTO shredding.certificate (shredding, statement, entry, at)
    VALUES (${it.shredding}, ${it.statement}, ${it.entry}, ${it.at})`.execute(tx);
}

const stored = sql`
  SELECT s.shredding, s.customer, s.number, s.class, s.classes, s.oldest, s.proposal, s.proposed_by AS "proposedBy",
    s.approved_by AS "approvedBy", s.proposed_by_name AS "proposedByName", s.approved_by_name AS "approvedByName",
    s.approved_at AS "approvedAt", d.at AS "destroyedAt", d.effective_at AS "effectiveAt",
    c.at AS "certifiedAt", c.entry, c.statement
  FROM shredding.shredding s
  LEFT JOIN LATERAL (SELECT at, effective_at FROM shredding.destruction x
    WHERE x.shredding = s.shredding ORDER BY at DESC LIMIT 1) d ON true
  LEFT JOIN shredding.certificate c ON c.shredding = s.shredding`;

export async function findShredding(
  tx: Tx,
  shredding: string,
): Promise<StoredShredding | undefined> {
  const [found] = await rows(tx, sql<StoredShredding>`${stored} WHERE s.shredding = ${shredding}`);
  return found;
}

/** Newest first. */
export function shreddingsPage(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<StoredShredding[]> {
  const page = before === undefined ? sql`true` : sql`s.shredding < ${before}`;
  return rows(
    tx,
    sql<StoredShredding>`${stored} WHERE ${page} ORDER BY s.shredding DESC LIMIT ${max}`,
  );
}

export async function countShreddings(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT count(*) AS count FROM (SELECT FROM shredding.shredding LIMIT ${countedMax + 1}) AS listed`,
  );
  return found?.count ?? 0;
}

/** Those without a certificate, the oldest first. */
export function unfinished(tx: Tx): Promise<StoredShredding[]> {
  return rows(tx, sql<StoredShredding>`${stored} WHERE c.shredding IS NULL ORDER BY s.shredding`);
}

/** When everything of a customer was taken out by order. */
export async function destroyedAt(tx: Tx, customer: string): Promise<Date | undefined> {
  const [found] = await rows(
    tx,
    sql<{ at: Date }>`
      SELECT approved_at AS at FROM shredding.shredding
      WHERE customer = ${customer} AND class IS NULL`,
  );
  return found?.at;
}

export async function destroyedNumber(tx: Tx, number: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`SELECT 1 FROM shredding.shredding WHERE number = ${number} AND class IS NULL LIMIT 1`,
  );
  return found.length > 0;
}

type Order = Pick<Shredding, 'shredding' | 'customer' | 'proposal' | 'proposedByName'>;

/** Every order that took out a whole customer, the oldest first. */
export function ordersOfAll(tx: Tx): Promise<Pick<Order, 'shredding' | 'customer'>[]> {
  return rows(
    tx,
    sql<Pick<Order, 'shredding' | 'customer'>>`
      SELECT shredding, customer FROM shredding.shredding WHERE class IS NULL ORDER BY shredding`,
  );
}

/** Orders of one class whose values stand there again: no key of the class is ever made again, so they came with a restore. */
export function classesThatCameBack(tx: Tx): Promise<(Order & { readonly class: string })[]> {
  return rows(
    tx,
    sql<Order & { readonly class: string }>`
      SELECT s.shredding, s.customer, s.class, s.proposal, s.proposed_by_name AS "proposedByName"
      FROM shredding.shredding s WHERE s.class IS NOT NULL AND EXISTS (
        SELECT FROM customers.value v WHERE v.customer = s.customer AND v.retention = s.class)
      ORDER BY s.shredding`,
  );
}
