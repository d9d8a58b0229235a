// The report: a statement whose hash goes into the log with the entry that ends the drill, and later the file that holds both with the
// proof. A drill and its trace are there together, or neither.
import { refuse, type FileAnswer } from '@shouxin/contract';
import {
  drillChecks,
  drillCommitment,
  drillFormat,
  drillStatement,
  evidenceSchema,
  type DrillReport,
  type DrillStatement,
} from '@shouxin/contract/proof';
import type { Call } from '../../kernel/call.ts';
import { canonical } from '../../kernel/canonical.ts';
import { sha256 } from '../../kernel/crypto/index.ts';
import { invariant } from '../../kernel/invariant.ts';
import { checksOf, type StoredDrill } from './drill.ts';
import type { DrillParts } from './parts.ts';
import { targetsOf, type Outcome } from './outcome.ts';
import { endDrill } from './store.ts';

interface Ended {
  readonly it: StoredDrill;
  readonly came: Outcome;
}

export async function issue(parts: DrillParts, call: Call, ended: Ended): Promise<void> {
  const { drill } = ended.it;
  const { set, proof, failure } = ended.came;
  const checks = checksOf(proof?.checks ?? {}, drillChecks);
  const isPassed = proof !== undefined && checks.every(({ isMet }) => isMet);
  const outcome = isPassed ? ('passed' as const) : ('failed' as const);
  const stated = set && statementOf(parts, call, { ...ended, set, checks, outcome });
  const statement = stated === undefined ? null : canonical(drillStatement.parse(await stated));
  const hash = statement && Buffer.from(sha256(Buffer.from(statement))).toString('hex');
  const entry = call.append({
    result: isPassed ? 'done' : 'failed',
    ...(failure !== null && { code: failure }),
    facts: { drill, outcome, ...(set && { set: set.set }) },
    ...(hash !== null && { commitments: { [drillCommitment]: hash } }),
  });
  await endDrill(call.tx, {
    drill,
    endedAt: call.at,
    outcome,
    failure,
    recoverySeconds: proof?.recoverySeconds ?? null,
    lostSeconds: proof?.lostSeconds ?? null,
    statement,
    entry: statement === null ? null : entry,
  });
}

type ToState = Ended & {
  readonly set: NonNullable<Outcome['set']>;
  readonly checks: DrillStatement['checks'];
  readonly outcome: DrillStatement['outcome'];
};

async function statementOf(parts: DrillParts, call: Call, to: ToState): Promise<DrillStatement> {
  const { it, set, checks, outcome } = to;
  const { proof, failure } = to.came;
  const targets = targetsOf(parts);
  const log = await parts.audit.checkpoint();
  invariant(log, 'the log of a running institution is signed');
  const base64 = (root: Uint8Array) => Buffer.from(root).toString('base64');
  return {
    format: drillFormat,
    tenant: parts.tenant,
    drill: it.drill,
    set: set.set,
    chosen: it.chosen,
    takenAt: new Date(set.takenAt).toISOString(),
    startedAt: it.startedAt.toISOString(),
    endedAt: call.at.toISOString(),
    outcome,
    failure,
    restored: proof ? countsOf(proof) : null,
    checks,
    recoverySeconds: proof?.recoverySeconds ?? null,
    recoveryTargetSeconds: targets.recoverySeconds,
    lostSeconds: proof?.lostSeconds ?? null,
    lostTargetSeconds: targets.lostSeconds,
    restoredLog: proof?.log ? { size: proof.log.size, root: base64(proof.log.root) } : null,
    log: { size: log.size, root: base64(log.root) },
  };
}

function countsOf({
  restored,
}: {
  restored: {
    tables: number;
    rows: number;
    bytes: number;
    orders: number;
    migrated: readonly string[];
  };
}) {
  // prettier-ignore
  const { tables, rows, bytes, orders, migrated } = restored;
  return { tables, rows, bytes, orders, migrated: migrated.length };
}

export async function fileOf(
  { audit }: DrillParts,
  { drill, statement, entry }: StoredDrill,
): Promise<FileAnswer> {
  if (statement === null || entry === null) return refuse('drills.no-report');
  const evidence = evidenceSchema.parse(JSON.parse(await audit.evidence(entry)));
  const report: DrillReport = { format: drillFormat, statement, evidence };
  return {
    fileName: `shouxin-drill-${drill}.json`,
    contentType: 'application/json',
    content: new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`),
  };
}
