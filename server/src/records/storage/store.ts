// All SQL of the register: assets with their versions, assessments, bindings, records of controls. Its counts are in coverage/.
import { sql, type RawBuilder } from 'kysely';
import type { AssessmentTerms, AssetKind, AssetTerms } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Asset } from './asset.ts';

/** Who proposed and who approved, as both are shown. */
export interface Signed {
  readonly proposal: string | null;
  readonly by: string;
  readonly approvedBy: string;
  readonly at: Date;
}

const assets = sql`
  SELECT a.asset, v.version, a.material_version AS "materialVersion", v.kind, v.name, v.province, v.site, v.form,
    v.mlps_level AS "mlpsLevel", v.encryption, v.unit, v.account, v.standard, v.classes, v.locator, v.at,
    a.retired_at AS "retiredAt",
    (SELECT jsonb_build_object('assessedOn', s.assessed_on, 'result', s.result, 'validUntil', s.valid_until,
        'ofVersion', s.of_version)
      FROM storage.assessment s WHERE s.asset = a.asset ORDER BY s.assessed_on DESC, s.assessment DESC LIMIT 1) AS latest,
    ARRAY(SELECT b.data_set FROM storage.binding b WHERE b.asset = a.asset AND b.ended_at IS NULL ORDER BY b.data_set) AS holds
  FROM storage.asset a JOIN storage.asset_version v USING (asset, version)`;

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

export async function findAsset(tx: Tx, asset: string): Promise<Asset | undefined> {
  return (await rows(tx, sql<Asset>`${assets} WHERE a.asset = ${asset}`))[0];
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockAsset(tx: Tx, asset: string): Promise<Asset | undefined> {
  await sql`SELECT 1 FROM storage.asset WHERE asset = ${asset} FOR UPDATE`.execute(tx);
  return findAsset(tx, asset);
}

/** Every asset in use, for what looks at the whole; the register is a list that people keep by hand. */
export function assetsInUse(tx: Tx): Promise<Asset[]> {
  return rows(tx, sql<Asset>`${assets} WHERE a.retired_at IS NULL ORDER BY a.asset LIMIT 1000`);
}

export async function listAssets(
  tx: Tx,
  { kind, state, before, max }: AskedAssets,
): Promise<{ rows: Asset[]; count: number }> {
  const wanted = sql`(a.retired_at IS NULL) = ${state === 'in-use'}
    AND (${kind ?? null}::text IS NULL OR v.kind = ${kind ?? null})`;
  const from = sql`storage.asset a JOIN storage.asset_version v USING (asset, version)`;
  const [counted] = await rows(
    tx,
    sql<{
      n: number;
    }>`SELECT count(*) AS n FROM (SELECT 1 FROM ${from} WHERE ${wanted} LIMIT ${countedMax + 1}) c`,
  );
  const found = await rows(
    tx,
    sql<Asset>`${assets} WHERE ${wanted} AND (${before ?? null}::uuid IS NULL OR a.asset < ${before ?? null})
      ORDER BY a.asset DESC LIMIT ${max}`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

interface AskedAssets {
  readonly kind: AssetKind | undefined;
  readonly state: 'in-use' | 'retired';
  readonly before: string | undefined;
  readonly max: number;
}

/** Whether another asset in use stands for this place of the system. */
export async function isLocatorTaken(tx: Tx, locator: string, except?: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`SELECT 1 FROM storage.asset WHERE locator = ${locator} AND retired_at IS NULL
      AND asset IS DISTINCT FROM ${except ?? null}::uuid`,
  );
  return found.length > 0;
}

export async function insertAsset(tx: Tx, asset: string, it: AssetTerms & Signed): Promise<void> {
  await sql`INSERT INTO storage.asset (asset, version, material_version, locator, created_at)
    VALUES (${asset}, 1, 1, ${it.locator ?? null}, ${it.at})`.execute(tx);
  await insertVersion(tx, { asset, version: 1 }, it);
}

export async function changeAsset(
  tx: Tx,
  { asset, version, isMaterial }: { asset: string; version: number; isMaterial: boolean },
  it: AssetTerms & Signed,
): Promise<void> {
  await sql`UPDATE storage.asset SET version = ${version}, locator = ${it.locator ?? null},
      material_version = CASE WHEN ${isMaterial} THEN ${version}::int ELSE material_version END
    WHERE asset = ${asset}`.execute(tx);
  await insertVersion(tx, { asset, version }, it);
}

async function insertVersion(
  tx: Tx,
  { asset, version }: { asset: string; version: number },
  it: AssetTerms & Signed,
): Promise<void> {
  await sql`INSERT INTO storage.asset_version (asset, version, kind, name, province, site, form, mlps_level, encryption,
      unit, account, standard, classes, locator, proposal, by_name, approved_by_name, at)
    VALUES (${asset}, ${version}, ${it.kind}, ${it.name}, ${it.province}, ${it.site}, ${it.form}, ${it.mlpsLevel},
      ${it.encryption}, ${it.unit}, ${it.account ?? null}, ${it.standard}, ${[...it.classes]}, ${it.locator ?? null},
      ${it.proposal}, ${it.by}, ${it.approvedBy}, ${it.at})`.execute(tx);
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
}

export async function retireAsset(tx: Tx, asset: string, by: Person): Promise<void> {
  await sql`UPDATE storage.asset SET retired_at = ${by.at}, retired_by = ${by.id}, retired_by_name = ${by.name}
    WHERE asset = ${asset}`.execute(tx);
}

export interface AssessmentRow extends Omit<AssessmentTerms, 'findings'>, Signed {
  readonly assessment: string;
  readonly ofVersion: number;
  readonly validUntil: string;
  readonly findings: Uint8Array;
  readonly findingCount: number;
}

export interface StoredAssessment extends AssessmentRow {
  readonly remedied: readonly {
    readonly finding: number;
    readonly by: string;
    readonly at: string;
  }[];
}

export async function insertAssessment(tx: Tx, it: AssessmentRow): Promise<void> {
  await sql`INSERT INTO storage.assessment (assessment, asset, of_version, assessed_on, assessor, result, score, valid_until,
      findings, finding_count, proposal, by_name, approved_by_name, at)
    VALUES (${it.assessment}, ${it.asset}, ${it.ofVersion}, ${it.assessedOn}, ${it.assessor}, ${it.result}, ${it.score},
      ${it.validUntil}, ${it.findings}, ${it.findingCount}, ${it.proposal}, ${it.by}, ${it.approvedBy}, ${it.at})`.execute(
    tx,
  );
}

const assessments = sql`
  SELECT s.assessment, s.asset, s.of_version AS "ofVersion", s.assessed_on AS "assessedOn", s.assessor, s.result, s.score,
    s.valid_until AS "validUntil", s.findings, s.finding_count AS "findingCount", s.proposal, s.by_name AS by,
    s.approved_by_name AS "approvedBy", s.at,
    coalesce((SELECT jsonb_agg(jsonb_build_object('finding', r.finding, 'by', r.account_name, 'at', r.at))
      FROM storage.remedied r WHERE r.assessment = s.assessment), '[]') AS remedied
  FROM storage.assessment s`;

export async function findAssessment(tx: Tx, id: string): Promise<StoredAssessment | undefined> {
  return (await rows(tx, sql<StoredAssessment>`${assessments} WHERE s.assessment = ${id}`))[0];
}

/** The newest first, by when they were recorded. */
export async function listAssessments(
  tx: Tx,
  asset: string,
  { before, max }: { before: string | undefined; max: number },
): Promise<{ rows: StoredAssessment[]; count: number }> {
  const found = await rows(
    tx,
    sql<StoredAssessment>`${assessments} WHERE s.asset = ${asset}
      AND (${before ?? null}::uuid IS NULL OR s.assessment < ${before ?? null})
      ORDER BY s.assessment DESC LIMIT ${max}`,
  );
  const [counted] = await rows(
    tx,
    sql<{ n: number }>`SELECT count(*) AS n FROM
      (SELECT 1 FROM storage.assessment WHERE asset = ${asset} LIMIT ${countedMax + 1}) c`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

/** True for the one who says it first. */
export async function insertRemedied(
  tx: Tx,
  { assessment, finding }: { assessment: string; finding: number },
  by: Person,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO storage.remedied (assessment, finding, account, account_name, at)
    VALUES (${assessment}, ${finding}, ${by.id}, ${by.name}, ${by.at}) ON CONFLICT DO NOTHING`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

export interface StoredBinding extends Signed {
  readonly binding: string;
  readonly asset: string;
  readonly dataSet: string;
}

export function bindingsOf(tx: Tx, asset: string): Promise<StoredBinding[]> {
  return rows(
    tx,
    sql<StoredBinding>`
      SELECT binding, asset, data_set AS "dataSet", proposal, by_name AS by, approved_by_name AS "approvedBy", at
      FROM storage.binding WHERE asset = ${asset} AND ended_at IS NULL ORDER BY data_set LIMIT 20`,
  );
}

export async function insertBinding(tx: Tx, it: StoredBinding): Promise<void> {
  await sql`INSERT INTO storage.binding (binding, asset, data_set, proposal, by_name, approved_by_name, at)
    VALUES (${it.binding}, ${it.asset}, ${it.dataSet}, ${it.proposal}, ${it.by}, ${it.approvedBy}, ${it.at})`.execute(
    tx,
  );
}

/** The asset and data of the binding that was ended; nothing where none was in force. */
export async function endBinding(
  tx: Tx,
  binding: string,
  by: Person,
): Promise<{ asset: string; dataSet: string } | undefined> {
  const [ended] = await rows(
    tx,
    sql<{ asset: string; dataSet: string }>`
      UPDATE storage.binding SET ended_at = ${by.at}, ended_by = ${by.id}, ended_by_name = ${by.name}
      WHERE binding = ${binding} AND ended_at IS NULL RETURNING asset, data_set AS "dataSet"`,
  );
  return ended;
}

export interface OpenFindings {
  readonly open: number;
  readonly assets: number;
}

/** Findings of the assessments that count now and are not remedied yet. */
export async function countOpenFindings(tx: Tx): Promise<OpenFindings> {
  const [found] = await rows(
    tx,
    sql<OpenFindings>`
      SELECT coalesce(sum(left_over), 0)::int AS open, count(*) FILTER (WHERE left_over > 0)::int AS assets FROM (
        SELECT DISTINCT ON (s.asset) s.finding_count
          - (SELECT count(*) FROM storage.remedied r WHERE r.assessment = s.assessment) AS left_over
        FROM storage.assessment s JOIN storage.asset a USING (asset) WHERE a.retired_at IS NULL
        ORDER BY s.asset, s.assessed_on DESC, s.assessment DESC) newest`,
  );
  return found ?? { open: 0, assets: 0 };
}
