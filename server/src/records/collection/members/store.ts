// The SQL of a task's members: who is still to be worked, who is done, and a conclusion that only one can draw.
import { sql } from 'kysely';
import type { DuplicateConclusion } from '@shouxin/contract';
import type { Tx } from '../../../kernel/database.ts';

export interface StoredMember {
  readonly customer: string;
  readonly record: number | null;
  readonly doneAt: Date | null;
  readonly conclusion: DuplicateConclusion | null;
}

export interface AskedMembers {
  readonly task: string;
  readonly unit: string;
  readonly isDone: boolean;
  readonly after?: string | undefined;
  readonly max: number;
}

export async function membersOf(tx: Tx, it: AskedMembers): Promise<StoredMember[]> {
  const after = it.after === undefined ? sql`true` : sql`m.customer > ${it.after}::uuid`;
  const { rows } = await sql<StoredMember>`
    SELECT m.customer, m.record, d.at AS "doneAt", d.conclusion
    FROM collection.task_member m LEFT JOIN collection.task_done d USING (task, customer)
    WHERE m.task = ${it.task} AND m.unit = ${it.unit} AND (d.task IS NOT NULL) = ${it.isDone} AND ${after}
    ORDER BY m.customer LIMIT ${it.max}`.execute(tx);
  return rows;
}

interface Concluded {
  readonly task: string;
  readonly customer: string;
  readonly unit: string;
  readonly account: string;
  readonly at: Date;
  readonly conclusion: DuplicateConclusion;
}

/** `missing`: no such member in this unit; `closed`: somebody concluded before. */
export async function conclude(tx: Tx, it: Concluded): Promise<'done' | 'closed' | 'missing'> {
  const { rows } = await sql<{ known: boolean; made: boolean }>`
    WITH member AS (
      SELECT m.task, m.customer FROM collection.task_member m JOIN collection.task_group g USING (task)
      WHERE m.task = ${it.task} AND m.customer = ${it.customer} AND m.unit = ${it.unit}
        AND g.kind = 'duplicate-review'
    ), made AS (
      INSERT INTO collection.task_done (task, customer, account, at, conclusion)
      SELECT task, customer, ${it.account}::uuid, ${it.at}::timestamptz, ${it.conclusion} FROM member
      ON CONFLICT DO NOTHING RETURNING task
    )
    SELECT EXISTS (SELECT FROM member) AS known, EXISTS (SELECT FROM made) AS made`.execute(tx);
  const { known = false, made = false } = rows[0] ?? {};
  if (!known) return 'missing';
  return made ? 'done' : 'closed';
}
