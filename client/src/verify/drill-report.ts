// Verifies the report of a recovery drill: the entry must be the one that ended this drill with this outcome, of the same institution,
// after the log it speaks of; and what it says of its checks must be what makes its outcome (R3.2.5).
import {
  drillAct,
  drillCommitment,
  drillFormat,
  drillReportSchema,
  drillStatement,
  type DrillStatement,
} from '@shouxin/contract/proof';
import type { EvidenceVerdict } from './evidence.ts';
import { claims, verifyIssued, type Issued } from './issued.ts';
import type { Refused, Trust } from './verdict.ts';

export interface DrillVerdict extends EvidenceVerdict {
  readonly report: DrillStatement;
}

const reports: Issued<DrillStatement> = {
  format: drillFormat,
  file: drillReportSchema,
  statement: drillStatement,
  act: drillAct,
  commitment: drillCommitment,
  fits: (it, { entry, index }) =>
    (entry.result === 'done') === (it.outcome === 'passed') &&
    entry.facts?.['drill'] === it.drill &&
    entry.facts?.['outcome'] === it.outcome &&
    entry.tenant === it.tenant &&
    index >= it.log.size &&
    it.startedAt <= it.endedAt &&
    isEarned(it),
};

/** Passed, and only then, when everything was looked at and nothing was wrong. */
function isEarned({ outcome, failure, restored, checks }: DrillStatement): boolean {
  const isRight = checks.every(({ isMet, wrong }) => isMet === (wrong === 0));
  const isWhole = failure === null && restored !== null && checks.length > 0;
  return isRight && (outcome === 'passed') === (isWhole && checks.every(({ isMet }) => isMet));
}

export const isDrillReport = (bytes: Uint8Array): boolean => claims(bytes, reports);

export function verifyDrillReport(bytes: Uint8Array, trust: Trust = {}): DrillVerdict | Refused {
  const verdict = verifyIssued(bytes, reports, trust);
  if (verdict.kind === 'refused') return verdict;
  const { said, ...evidence } = verdict;
  return { ...evidence, report: said };
}
