// Storing entries: one statement for a batch, and a COPY for the many of a large change. Nothing here updates or deletes.
import { sql, type RawBuilder } from 'kysely';
import { copyRows } from '../../../kernel/copy.ts';
import { sendLater, type Tx } from '../../../kernel/database.ts';
import type { EntryColumns, StoredEntry } from '../entry.ts';

function column(entries: readonly StoredEntry[], name: keyof EntryColumns) {
  return entries.map((it) => it[name]);
}

function bodies(entries: readonly StoredEntry[]): Buffer[] {
  return entries.map((it) => Buffer.from(it.body.buffer, it.body.byteOffset, it.body.length));
}

const entryTable = {
  table: 'audit.entry',
  columns: {
    id: 'uuid',
    at: 'timestamptz',
    act: 'text',
    actor: 'uuid',
    tried: 'uuid',
    branch: 'text',
    trail: 'bytea',
    purpose: 'text',
    decision: 'text',
    reference: 'text',
    body: 'bytea',
  },
} as const;
const queueTable = { table: 'audit.queue', columns: { entry_id: 'uuid' } } as const;

/** The entries of a large change: all new, or the transaction fails. */
export async function copyEntries(tx: Tx, entries: readonly StoredEntry[]): Promise<void> {
  const rows = entries.map((it) => [
    it.id,
    new Date(it.at),
    it.act,
    it.actor,
    it.tried,
    it.branch,
    it.trail && Buffer.from(it.trail, 'hex'),
    it.purpose,
    it.decision,
    it.reference,
    it.body,
  ]);
  await copyRows(tx, entryTable, rows);
  await copyRows(
    tx,
    queueTable,
    entries.map((it) => [it.id]),
  );
}

/** The entries of a change, in the same trip as its COMMIT: all new, or the transaction fails. */
export function insertNewEntries(tx: Tx, entries: readonly StoredEntry[]): Promise<void> {
  return sendLater(tx, inserting(entries, sql``));
}

/** Stores entries and queues those that are new, in one statement; answers how many were new. */
export async function insertEntries(tx: Tx, entries: readonly StoredEntry[]): Promise<number> {
  const inserted = await inserting(entries, sql`ON CONFLICT (id) DO NOTHING`).execute(tx);
  return Number(inserted.numAffectedRows ?? 0n);
}

function inserting(
  entries: readonly StoredEntry[],
  onKnown: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    WITH kept AS (
      INSERT INTO audit.entry (id, at, act, actor, tried, branch, trail, purpose, decision, reference, body)
      SELECT id, at, act, actor, tried, branch, decode(trail, 'hex'), purpose, decision, reference, body
      FROM unnest(
        ${column(entries, 'id')}::uuid[], ${column(entries, 'at')}::timestamptz[],
        ${column(entries, 'act')}::text[], ${column(entries, 'actor')}::uuid[], ${column(entries, 'tried')}::uuid[],
        ${column(entries, 'branch')}::text[], ${column(entries, 'trail')}::text[],
        ${column(entries, 'purpose')}::text[], ${column(entries, 'decision')}::text[],
        ${column(entries, 'reference')}::text[], ${bodies(entries)}::bytea[]
      ) AS given (id, at, act, actor, tried, branch, trail, purpose, decision, reference, body)
      ${onKnown}
      RETURNING id
    )
    INSERT INTO audit.queue (entry_id) SELECT id FROM kept`;
}

/** How many of these are stored with exactly these bytes. */
export async function countStored(tx: Tx, entries: readonly StoredEntry[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*) AS n
    FROM unnest(${column(entries, 'id')}::uuid[], ${bodies(entries)}::bytea[]) AS given (id, body)
    JOIN audit.entry e ON e.id = given.id AND e.body = given.body`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Writes to the WAL, so that committing waits for disk and standby also when a retry found everything stored already:
 * a transaction that wrote nothing would not wait for an earlier commit in doubt.
 */
export async function forceDurable(tx: Tx): Promise<void> {
  await sql`SELECT pg_logical_emit_message(true, 'shouxin/audit', 'retry')`.execute(tx);
}
