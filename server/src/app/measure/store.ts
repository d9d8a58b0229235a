// The counts behind the clause map: read-only, over the rooms' own tables, never a value. They live here and not in the
// rooms because a control must not be the only witness of itself.
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

async function one<T>(tx: Tx, text: ReturnType<typeof sql<T>>): Promise<T> {
  const { rows } = await text.execute(tx);
  const [row] = rows;
  if (!row) throw new RangeError('a count has one row');
  return row;
}

/** Envelopes begin with byte 0xC1 and format 1 (SECURITY 4.2). */
export function countSealed(tx: Tx) {
  return one(
    tx,
    sql<{ values: number; unsealed: number }>`
      SELECT count(*) AS values,
        count(*) FILTER (WHERE length(sealed) < 48 OR get_byte(sealed, 0) <> 193 OR get_byte(sealed, 1) <> 1) AS unsealed
      FROM customers.value`,
  );
}

export function countOrigins(tx: Tx) {
  return one(
    tx,
    sql<{ values: number; withoutOrigin: number }>`
      SELECT count(*) AS values, count(*) FILTER (WHERE r.customer IS NULL) AS "withoutOrigin"
      FROM customers.value v LEFT JOIN customers.revision r USING (customer, revision)`,
  );
}

export function countDocuments(tx: Tx) {
  return one(
    tx,
    sql<{ customers: number; documents: number }>`
      SELECT (SELECT count(*) FROM customers.customer) AS customers,
        (SELECT count(DISTINCT customer) FROM customers.document) AS documents`,
  );
}

export function countDecisions(tx: Tx) {
  return one(
    tx,
    sql<{ decided: number; alone: number }>`
      SELECT count(*) AS decided, count(*) FILTER (WHERE d.decided_by = p.proposed_by AND d.decision <> 'expired') AS alone
      FROM approvals.decision d JOIN approvals.proposal p USING (proposal)`,
  );
}

export function countCases(tx: Tx) {
  return one(
    tx,
    sql<{ total: number; open: number }>`
      SELECT count(*) AS total, count(*) FILTER (WHERE c."case" IS NULL) AS open
      FROM collection.over_collection o LEFT JOIN collection.over_collection_closed c USING ("case")`,
  );
}

/** Sysadmin, security and auditor exclude each other and every business post, over the life of an account. */
export function countDutyConflicts(tx: Tx) {
  return one(
    tx,
    sql<{ accounts: number; conflicts: number }>`
      SELECT count(*) AS accounts, count(*) FILTER (WHERE duties > 1) AS conflicts FROM (
        SELECT account_id, count(DISTINCT CASE WHEN post IN ('sysadmin', 'security', 'auditor') THEN post ELSE 'business' END) AS duties
        FROM identity.post_held GROUP BY account_id) a`,
  );
}

export function countUses(tx: Tx) {
  return one(
    tx,
    sql<{ uses: number; withoutPurpose: number }>`
      SELECT count(*) AS uses, count(*) FILTER (WHERE purpose IS NULL) AS "withoutPurpose" FROM audit.entry
      WHERE act IN ('customers.search', 'customers.view', 'customers.reveal', 'customers.verify')
        AND decision IS DISTINCT FROM 'refuse'`,
  );
}

export function countConsents(tx: Tx) {
  return one(
    tx,
    sql<{ claims: number; given: number }>`
      SELECT count(*) FILTER (WHERE kind = 'claim') AS claims, count(*) FILTER (WHERE kind = 'record' AND given) AS given
      FROM consent.act`,
  );
}

export function countBatches(tx: Tx) {
  return one(
    tx,
    sql<{ batches: number; unapproved: number }>`
      SELECT count(DISTINCT r.batch) AS batches,
        count(DISTINCT r.batch) FILTER (WHERE NOT EXISTS (
          SELECT FROM approvals.proposal p JOIN approvals.decision d USING (proposal)
          WHERE p.subject = r.batch AND d.decision = 'approved')) AS unapproved
      FROM customers.revision r WHERE r.batch IS NOT NULL`,
  );
}

/** Of which data sets of the storage register there is anything at all; keys are there as soon as the process runs. */
export async function dataSetsInUse(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ code: string; used: boolean }>`
    SELECT 'customer-values' AS code, EXISTS (SELECT FROM customers.value) AS used
    UNION ALL SELECT 'document-images', EXISTS (SELECT FROM vault.chunk)
    UNION ALL SELECT 'fingerprints', EXISTS (SELECT FROM customers.fingerprint)
    UNION ALL SELECT 'work-in-progress', EXISTS (SELECT FROM approvals.proposal)
      OR EXISTS (SELECT FROM intake.intake) OR EXISTS (SELECT FROM imports.chunk)
    UNION ALL SELECT 'audit-log', EXISTS (SELECT FROM audit.entry)
    UNION ALL SELECT CASE kind WHEN 'data' THEN 'backup' ELSE 'key-store-backup' END, true
      FROM backup.backup_set WHERE manifest IS NOT NULL AND removed_at IS NULL GROUP BY kind`.execute(
    tx,
  );
  return new Set(['key-store', ...rows.filter(({ used }) => used).map(({ code }) => code)]);
}
