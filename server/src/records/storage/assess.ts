// A security assessment (安全评估) of an asset: proposed with its findings, decided by the data protection officer. How long it is
// valid comes from the rule table of the day on which it was approved (R3.1.2). What is weak is sealed.
import {
  assessmentResultWords,
  assessmentTerms,
  refuse,
  severityWords,
  type AssessmentCard,
  type AssessmentTerms,
  type InputOf,
  type OutputOf,
  type storageOperations,
  type Words,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import type { FourEyes, Prepared, Presented, Proposer } from '../../kernel/serve.ts';
import { validity, type StorageParts } from './parts.ts';
import { presented, type Line } from './present.ts';
import { inUse, signedBy } from './register.ts';
import {
  findAsset,
  findAssessment,
  insertAssessment,
  insertRemedied,
  listAssessments,
  type Signed,
  type StoredAssessment,
} from './store.ts';

type Operations = typeof storageOperations;
type Assess = Operations['assess'];

const findingsSchema = assessmentTerms.shape.findings;
const payloadSchema = assessmentTerms.extend({ version: z.int() });

const sealName = (assessment: string) => `storage-assessment/${assessment}`;

export function createAssess(parts: StorageParts): FourEyes<Assess> {
  return {
    prepare: async (call, input) => ({ propose: await prepare(call, input) }),
    run: (call, payload, proposer) =>
      run(parts, call, { it: payloadSchema.parse(payload), proposer }),
    present: (_, payload) => Promise.resolve(present(payloadSchema.parse(payload))),
  };
}

async function prepare(call: Call, input: InputOf<Assess>): Promise<Prepared> {
  const asset = await inUse(call, input.asset);
  requireSound(call, input);
  return {
    label: asset.name,
    title: { zh: `安全评估：${asset.name}`, en: `Security assessment: ${asset.name}` },
    payload: { ...input, version: asset.version } satisfies z.input<typeof payloadSchema>,
    reviewedBy: 'dpo',
  };
}

async function run(
  parts: StorageParts,
  call: Call,
  { it, proposer }: { it: z.output<typeof payloadSchema>; proposer: Proposer },
): Promise<void> {
  const { version, ...terms } = it;
  const asset = await inUse(call, it.asset);
  if (version < asset.materialVersion) refuse('approvals.stale');
  requireSound(call, terms);
  const assessment = await record(parts, call, {
    it: terms,
    signed: { ofVersion: version, ...signedBy(call, proposer) },
  });
  const facts = { asset: it.asset, assessment, assessed: it.result, score: it.score };
  call.append({ act: 'storage.assess', facts: { ...facts, proposal: proposer.proposal } });
}

/** Seals the findings and stores it; the caller's act leaves the entry. */
export async function record(
  { secrets }: StorageParts,
  call: Call,
  { it, signed }: { it: AssessmentTerms; signed: Signed & { readonly ofVersion: number } },
): Promise<string> {
  const assessment = newId(call.at);
  const findings = await secrets.seal(sealName(assessment), JSON.stringify(it.findings));
  await insertAssessment(call.tx, {
    ...it,
    ...signed,
    assessment,
    validUntil: addToDate(it.assessedOn, { months: rule(validity) }),
    findings,
    findingCount: it.findings.length,
  });
  return assessment;
}

interface Wrong {
  readonly item: string;
  readonly code: string;
  readonly message: Words;
}

function requireSound(call: Call, it: AssessmentTerms): void {
  const today = businessDate(call.at);
  const reasons = wrongDates(it, today);
  const hasHigh = it.findings.some(({ severity }) => severity === 'high');
  if (it.result === 'passed' && hasHigh) {
    reasons.push({
      item: 'result',
      code: 'high-finding',
      message: {
        zh: '有高风险问题未整改，结论应为「整改后通过」或「不通过」',
        en: 'With a finding of high severity the result is passed with conditions, or failed',
      },
    });
  }
  if (it.result === 'conditional' && it.findings.length === 0) {
    reasons.push({
      item: 'findings',
      code: 'no-finding',
      message: {
        zh: '「整改后通过」须至少写明一个问题和整改措施',
        en: 'Passed with conditions names at least one finding and its remedy',
      },
    });
  }
  if (reasons.length > 0) refuse('input.invalid', { reasons });
}

function wrongDates(it: AssessmentTerms, today: string): Wrong[] {
  const reasons: Wrong[] = [];
  if (it.assessedOn > today) {
    reasons.push({
      item: 'assessedOn',
      code: 'future',
      message: { zh: '评估日期不能晚于今天', en: 'It cannot be assessed later than today' },
    });
  } else if (addToDate(it.assessedOn, { months: rule(validity) }) < today) {
    reasons.push({
      item: 'assessedOn',
      code: 'old',
      message: {
        zh: '该次评估已过有效期，请登记最近一次评估',
        en: 'That assessment has run out already; record the latest one',
      },
    });
  }
  if (it.findings.some(({ dueOn }) => dueOn < it.assessedOn)) {
    reasons.push({
      item: 'findings',
      code: 'due',
      message: { zh: '整改期限不能早于评估日期', en: 'A remedy is due after the assessment' },
    });
  }
  return reasons;
}

function present(it: AssessmentTerms): Presented {
  const lines: Line[] = [
    { item: 'assessedOn', label: { zh: '评估日期', en: 'Assessed on' }, proposed: it.assessedOn },
    { item: 'assessor', label: { zh: '评估方', en: 'Assessed by' }, proposed: it.assessor },
    {
      item: 'result',
      label: { zh: '结论', en: 'Result' },
      proposed: assessmentResultWords[it.result],
    },
    { item: 'score', label: { zh: '得分', en: 'Score' }, proposed: String(it.score) },
    ...it.findings.map((one, place) => ({
      item: `finding-${place + 1}`,
      label: {
        zh: `问题 ${place + 1}（${severityWords[one.severity].zh}）`,
        en: `Finding ${place + 1} (${severityWords[one.severity].en})`,
      },
      proposed: `${one.text} → ${one.remediation} (${one.dueOn})`.slice(0, 1000),
    })),
  ];
  return presented(lines);
}

export function createAssessments(parts: StorageParts) {
  return async (
    call: Call,
    { asset, cursor, limit }: InputOf<Operations['assessments']>,
  ): Promise<OutputOf<Operations['assessments']>> => {
    if (!(await findAsset(call.tx, asset))) refuse('not-found');
    const asked = { before: beforeOf(cursor), max: limit + 1 };
    const { rows, count } = await listAssessments(call.tx, asset, asked);
    const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.assessment });
    const items = await Promise.all(page.items.map((it) => cardOf(parts, it)));
    call.append({ count: items.length, facts: { asset } });
    return { ...page, items };
  };
}

async function cardOf({ secrets }: StorageParts, it: StoredAssessment): Promise<AssessmentCard> {
  const text = await secrets.open(sealName(it.assessment), it.findings);
  const findings = findingsSchema.parse(JSON.parse(text.toString('utf8')));
  const remedied = new Map(it.remedied.map((one) => [one.finding, one]));
  const { assessment, assessedOn, assessor, result, score, validUntil, ofVersion } = it;
  return {
    assessment,
    assessedOn,
    assessor,
    result,
    score,
    validUntil,
    ofVersion,
    by: it.by,
    approvedBy: it.approvedBy,
    at: it.at.toISOString(),
    findings: findings.map((one, place) => {
      const done = remedied.get(place + 1);
      const remediedAt = done ? new Date(done.at).toISOString() : null;
      return { ...one, finding: place + 1, remediedAt, remediedBy: done?.by ?? null };
    }),
  };
}

/** What was promised is done; the next assessment looks whether it holds. */
export async function remedy(
  call: Call,
  { assessment, finding }: InputOf<Operations['remedy']>,
): Promise<OutputOf<Operations['remedy']>> {
  const it = await findAssessment(call.tx, assessment);
  if (!it || finding > it.findingCount) return refuse('not-found');
  const by = { id: call.actor.id, name: call.actor.displayName, at: call.at };
  if (!(await insertRemedied(call.tx, { assessment, finding }, by))) refuse('storage.remedied');
  const entry = call.append({ facts: { asset: it.asset, assessment, finding } });
  return { receipt: { entry, at: call.at.toISOString() } };
}
