// All SQL of the disclosure room: which subjects an account saw in plain today. One statement looks and takes the slot, so
// that the check costs no round trip of its own and two at once cannot both take the last one.
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

export interface Taking {
  readonly account: string;
  /** Business date. */
  readonly day: string;
  readonly subject: string;
  readonly at: Date;
  readonly max: number;
}

export interface Taken {
  /** Slots taken, with this one. */
  readonly used: number;
  /** `raced`: another process took the same slot; ask again. */
  readonly outcome: 'known' | 'added' | 'full' | 'raced';
}

export async function takeSlot(tx: Tx, it: Taking): Promise<Taken> {
  const { rows } = await sql<{ top: number; seen: boolean; added: number | null }>`
    WITH day AS (
      SELECT coalesce(max(slot), 0) AS top, coalesce(bool_or(subject = ${it.subject}), false) AS seen
      FROM disclosure.revealed
      WHERE account = ${it.account} AND on_day = ${it.day}
    ), added AS (
      INSERT INTO disclosure.revealed (account, on_day, slot, subject, at)
      SELECT ${it.account}, ${it.day}, top + 1, ${it.subject}, ${it.at}
      FROM day WHERE NOT seen AND top < ${it.max}
      ON CONFLICT DO NOTHING
      RETURNING slot
    )
    SELECT day.top, day.seen, (SELECT slot FROM added) AS added FROM day`.execute(tx);
  const [{ top, seen, added } = { top: 0, seen: false, added: null }] = rows;
  if (seen) return { used: top, outcome: 'known' };
  if (added !== null) return { used: added, outcome: 'added' };
  return { used: top, outcome: top >= it.max ? 'full' : 'raced' };
}

export async function usedSlots(tx: Tx, account: string, day: string): Promise<number> {
  const { rows } = await sql<{ used: number }>`
    SELECT coalesce(max(slot), 0) AS used FROM disclosure.revealed
    WHERE account = ${account} AND on_day = ${day}`.execute(tx);
  return rows[0]?.used ?? 0;
}
