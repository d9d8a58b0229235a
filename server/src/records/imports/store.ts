// All SQL of imports. Progress moves by comparing first (`advance`), so that a step that was done before a kill, or by
// another process, cannot be done again.
import { sql, type RawBuilder } from 'kysely';
import type { RowReport, Words } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Outcome } from '../collection/import/index.ts';
import type { Batch, State, Tally } from './batch.ts';

type Row = Omit<Batch, 'unit'> & {
  readonly unit: string;
  readonly unitCode: string;
  readonly unitName: Words;
};

const columns = sql`b.batch, b.list, b.list_version AS "listVersion", b.source, b.name_sealed AS "nameSealed",
  encode(b.file_hash, 'hex') AS "fileHash", b.bytes, b.media_type AS "mediaType", b.format, b.encoding, b.mapping, b.state,
  b.account, b.account_name AS "accountName", b.unit, b.unit_code AS "unitCode", b.unit_name AS "unitName",
  b.created_at AS "createdAt", b.as_of AS "asOf", b.done, b.total, b.stage_at AS "stageAt",
  b.stage_from AS "stageFrom", b.moved_at AS "movedAt", b.tally, b.next_tally AS "nextTally", b.proposal, b.proposer,
  b.proposer_name AS "proposerName", b.applied, b.applied_at AS "appliedAt", b.failure, b.undo_proposal AS "undoProposal"`;

function batchOf({ unitCode: code, unitName: name, unit: id, ...row }: Row): Batch {
  return { ...row, unit: { id, code, name } };
}

async function batches(tx: Tx, rest: RawBuilder<unknown>): Promise<Batch[]> {
  const { rows } = await sql<Row>`SELECT ${columns} FROM imports.batch b ${rest}`.execute(tx);
  return rows.map(batchOf);
}

export type NewBatch = Omit<Batch, Later | 'asOf' | 'tally' | 'failure'>;
type Later =
  'state' | 'done' | 'total' | `${'stage' | 'moved' | 'applied'}At` | 'stageFrom' | Proposed;
type Proposed = `${'p' | 'undoP'}roposal` | 'proposer' | 'proposerName' | 'applied' | 'nextTally';

export async function insertBatch(tx: Tx, it: NewBatch): Promise<void> {
  await sql`
    INSERT INTO imports.batch (batch, list, list_version, source, name_sealed, file_hash, bytes, media_type, format,
      encoding, mapping, state, account, account_name, unit, unit_code, unit_name, created_at)
    VALUES (${it.batch}, ${it.list}, ${it.listVersion}, ${it.source}, ${it.nameSealed}, decode(${it.fileHash}, 'hex'),
      ${it.bytes}, ${it.mediaType}, ${it.format}, ${it.encoding}, ${JSON.stringify(it.mapping)}, 'uploaded',
      ${it.account}, ${it.accountName}, ${it.unit.id}, ${it.unit.code}, ${JSON.stringify(it.unit.name)},
      ${it.createdAt})`.execute(tx);
}

export async function findBatch(tx: Tx, batch: string): Promise<Batch | undefined> {
  return (await batches(tx, sql`WHERE b.batch = ${batch}`))[0];
}

/** Nobody else changes it until this transaction ends. */
export async function lockBatch(tx: Tx, batch: string): Promise<Batch | undefined> {
  return (await batches(tx, sql`WHERE b.batch = ${batch} FOR UPDATE`))[0];
}

type Asked = { readonly state?: State | undefined; readonly before?: string | undefined };

export async function batchesPage(tx: Tx, { state, before }: Asked, max: number) {
  const fits = state === undefined ? sql`true` : sql`b.state = ${state}`;
  const page = before === undefined ? fits : sql`${fits} AND b.batch < ${before}`;
  const rows = await batches(tx, sql`WHERE ${page} ORDER BY b.batch DESC LIMIT ${max}`);
  const counted = await sql<{ count: number }>`SELECT count(*) AS count FROM
    (SELECT FROM imports.batch b WHERE ${fits} LIMIT ${countedMax + 1}) counted`.execute(tx);
  return { rows, count: counted.rows[0]?.count ?? 0 };
}

/** At work when the server stopped. */
export function batchesAtWork(tx: Tx): Promise<Batch[]> {
  return batches(tx, sql`WHERE b.state IN ('checking', 'applying', 'undoing') ORDER BY b.batch`);
}

/** Not proposed in time: their files have to go. */
export function overdueBatches(tx: Tx, before: Date, max: number): Promise<Batch[]> {
  const isLate = sql`b.state IN ('uploaded', 'mapped', 'checked', 'failed') AND b.created_at < ${before}`;
  return batches(tx, sql`WHERE ${isLate} ORDER BY b.batch LIMIT ${max} FOR UPDATE SKIP LOCKED`);
}

export type Changes = Partial<Omit<Batch, 'batch' | 'unit' | 'fileHash' | 'nameSealed'>>;

const asJson = new Set(['mapping', 'tally', 'nextTally', 'failure']);

function assignment([name, value]: [string, unknown]): RawBuilder<unknown> {
  const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const given = asJson.has(name) && value !== null ? JSON.stringify(value) : value;
  return sql`${sql.ref(column)} = ${given}`;
}

/** True when the batch was in one of these states, and so was changed. */
export async function changeBatch(
  tx: Tx,
  { batch, from }: { readonly batch: string; readonly from: readonly State[] },
  changes: Changes,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE imports.batch SET ${sql.join(Object.entries(changes).map(assignment))}
    WHERE batch = ${batch} AND state = ANY (${[...from]}::text[])`.execute(tx);
  return numAffectedRows === 1n;
}

export interface Advance {
  readonly batch: string;
  readonly state: State;
  readonly from: number;
  readonly to: number;
  readonly at: Date;
  readonly tally?: Tally;
  /** Customers that there are now. */
  readonly applied?: number;
}

/** One step forward; false when somebody else took it. Locks the batch until the step is committed. */
export async function advance(tx: Tx, it: Advance): Promise<boolean> {
  const tally = it.tally ? JSON.stringify(it.tally) : null;
  const { numAffectedRows } = await sql`
    UPDATE imports.batch SET done = ${it.to}, moved_at = ${it.at}, next_tally = coalesce(${tally}::jsonb, next_tally),
      applied = coalesce(${it.applied ?? null}::int, applied)
    WHERE batch = ${it.batch} AND state = ${it.state} AND done = ${it.from}`.execute(tx);
  return numAffectedRows === 1n;
}

export async function insertChunks(
  tx: Tx,
  { batch, first }: { readonly batch: string; readonly first: number },
  chunks: readonly Uint8Array[],
): Promise<void> {
  await sql`
    INSERT INTO imports.chunk (batch, index, sealed)
    SELECT ${batch}, ${first}::int + place - 1, sealed
    FROM unnest(${chunks}::bytea[]) WITH ORDINALITY AS given (sealed, place)`.execute(tx);
}

const chunksAtOnce = 16;

export async function* chunksOf(tx: Tx, batch: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += chunksAtOnce) {
    const { rows } = await sql<{ sealed: Uint8Array }>`
      SELECT sealed FROM imports.chunk
      WHERE batch = ${batch} AND index >= ${from} AND index < ${from + chunksAtOnce} ORDER BY index`.execute(
      tx,
    );
    for (const { sealed } of rows) yield sealed;
    if (rows.length < chunksAtOnce) return;
  }
}

export async function deleteChunks(tx: Tx, batch: string): Promise<void> {
  await sql`DELETE FROM imports.chunk WHERE batch = ${batch}`.execute(tx);
}

export interface StoredReason {
  readonly reason: number;
  readonly item: string;
  readonly code: string;
  readonly message: Words;
}

export async function reasonsOf(tx: Tx, batch: string): Promise<StoredReason[]> {
  const { rows } = await sql<StoredReason>`
    SELECT reason, item, code, message FROM imports.reason WHERE batch = ${batch} ORDER BY reason`.execute(
    tx,
  );
  return rows;
}

export async function insertReasons(
  tx: Tx,
  batch: string,
  reasons: readonly StoredReason[],
): Promise<void> {
  if (reasons.length === 0) return;
  await sql`
    INSERT INTO imports.reason (batch, reason, item, code, message)
    SELECT ${batch}, reason, item, code, message
    FROM jsonb_to_recordset(${JSON.stringify(reasons)}::jsonb) AS given (reason int, item text, code text, message jsonb)
    ON CONFLICT (batch, reason) DO NOTHING`.execute(tx);
}

export interface StoredRow {
  readonly record: number;
  readonly outcome: Outcome;
  readonly reasons: readonly number[];
}

/** Verdicts of these records; what was there before gives way. */
export async function putRows(tx: Tx, batch: string, rows: readonly StoredRow[]): Promise<void> {
  await sql`
    INSERT INTO imports.row AS r (batch, record, outcome, reasons)
    SELECT ${batch}, record, outcome, reasons
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (record int, outcome text, reasons int[])
    ON CONFLICT (batch, record) DO UPDATE SET outcome = excluded.outcome, reasons = excluded.reasons
    WHERE (r.outcome, r.reasons) IS DISTINCT FROM (excluded.outcome, excluded.reasons)`.execute(tx);
}

export async function rowsAfter(
  tx: Tx,
  it: {
    readonly batch: string;
    readonly after: number;
    readonly outcome?: RowReport['outcome'] | undefined;
    readonly max: number;
  },
): Promise<StoredRow[]> {
  const only = it.outcome === undefined ? sql`true` : sql`outcome = ${it.outcome}`;
  const { rows } = await sql<StoredRow>`
    SELECT record, outcome, reasons FROM imports.row
    WHERE batch = ${it.batch} AND record > ${it.after} AND ${only} ORDER BY record LIMIT ${it.max}`.execute(
    tx,
  );
  return rows;
}

/** Records up to this one that were taken. */
export async function takenRecords(tx: Tx, batch: string, through: number): Promise<Set<number>> {
  const { rows } = await sql<{ record: number }>`
    SELECT record FROM imports.row
    WHERE batch = ${batch} AND record <= ${through} AND outcome IN ('accept', 'warn')`.execute(tx);
  return new Set(rows.map((row) => row.record));
}

export async function deleteVerdicts(tx: Tx, batch: string): Promise<void> {
  await sql`DELETE FROM imports.row WHERE batch = ${batch}`.execute(tx);
  await sql`DELETE FROM imports.reason WHERE batch = ${batch}`.execute(tx);
}

export type DoomedKey = { readonly subject: string; readonly class: string };

export async function insertDoomed(
  tx: Tx,
  batch: string,
  it: { readonly subjects: readonly string[]; readonly classes: readonly string[] },
): Promise<void> {
  await sql`
    INSERT INTO imports.doomed_key (subject, class, batch)
    SELECT s, c, ${batch} FROM unnest(${[...it.subjects]}::uuid[]) s, unnest(${[...it.classes]}::text[]) c
    ON CONFLICT DO NOTHING`.execute(tx);
}

export async function doomedKeys(tx: Tx, max: number): Promise<DoomedKey[]> {
  const { rows } = await sql<DoomedKey>`
    SELECT subject, class FROM imports.doomed_key ORDER BY batch, subject, class LIMIT ${max}`.execute(
    tx,
  );
  return rows;
}

export async function deleteDoomed(tx: Tx, keys: readonly DoomedKey[]): Promise<void> {
  await sql`
    DELETE FROM imports.doomed_key d USING unnest(${keys.map((it) => it.subject)}::uuid[], ${keys.map((it) => it.class)}::text[])
      AS gone (subject, class) WHERE d.subject = gone.subject AND d.class = gone.class`.execute(tx);
}
