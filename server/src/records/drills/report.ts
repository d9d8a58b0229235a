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
import type { Outcome } from './outcome.ts';
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
  // A set that could not even be opened leaves nothing to state: the entry says what was refused.
  const stated = set && (await stateOf(parts, call, { ...ended, set, checks, outcome }));
  const entry = call.append({
    ...resultOf(isPassed, failure),
    facts: { drill, outcome, ...(set && { set: set.set }) },
    ...(stated && { commitments: { [drillCommitment]: stated.hash } }),
  });
  await endDrill(call.tx, {
    drill,
    endedAt: call.at,
    outcome,
    failure,
    ...timesOf(proof),
    ...(stated ? { statement: stated.statement, entry } : { statement: null, entry: null }),
  });
}

const resultOf = (isPassed: boolean, failure: string | null) => ({
  result: isPassed ? ('done' as const) : ('failed' as const),
  ...(failure !== null && { code: failure }),
});

const timesOf = (proof: Outcome['proof']) => ({
  recoverySeconds: proof?.recoverySeconds ?? null,
  lostSeconds: proof?.lostSeconds ?? null,
});

async function stateOf(parts: DrillParts, call: Call, to: ToState) {
  const statement = canonical(drillStatement.parse(await statementOf(parts, call, to)));
  return { statement, hash: Buffer.from(sha256(Buffer.from(statement))).toString('hex') };
}

type ToState = Ended & {
  readonly set: NonNullable<Outcome['set']>;
  readonly checks: DrillStatement['checks'];
  readonly outcome: DrillStatement['outcome'];
};

async function statementOf(parts: DrillParts, call: Call, to: ToState): Promise<DrillStatement> {
  const { it, set, checks, outcome } = to;
  const { proof, failure, targets } = to.came;
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
    ...timesOf(proof),
    recoveryTargetSeconds: targets.recoverySeconds,
    newestAt: proof?.newestAt.toISOString() ?? null,
    lostTargetSeconds: targets.lostSeconds,
    ...(targets.plan && { plan: targets.plan }),
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
