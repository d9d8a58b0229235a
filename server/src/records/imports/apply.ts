// The duty that makes customers of an approved batch: everything is judged again, five hundred records to a transaction,
// each value with its origin. What remains to be done is one group of tasks per kind; a claim of consent permits nothing.
import { listOf, type CollectionList } from '@shouxin/contract/items';
import type { Actor, Call } from '../../kernel/call.ts';
import { addToDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { addTasks, reportOverCollection, type TasksToAdd } from '../collection/index.ts';
import { documentKeyOf, settleDuplicate, type TaskKind } from '../collection/import/index.ts';
import type { Registering } from '../customers/index.ts';
import { isKept, originCodes, type Batch, type Tally, type UnitOf } from './batch.ts';
import type { ImportsParts } from './index.ts';
import type { Judged } from './judge.ts';
import { dropOriginal } from './original.ts';
import { changeBatch } from './store.ts';
import { walk, type Stepped } from './walk.ts';

const channel = 'bulk-import';

/** Cases of over-collection stand for themselves, once per batch and item. */
const taskKinds: readonly TaskKind[] = [
  'consent-evidence',
  'document-image',
  'document-renewal',
  'occupation-label',
  'duplicate-review',
];

export function createApply(parts: ImportsParts) {
  return async ({ batch }: Readonly<Record<string, string>>): Promise<void> => {
    const units = await parts.unitsByCode(parts.db);
    await walk(parts, batch ?? '', {
      act: 'imports.apply',
      state: 'applying',
      step: (call, it) => registerAll(parts, call, { ...it, units }),
      finish: (call, it) => finish(parts, call, it),
    });
  };
}

interface Step {
  readonly batch: Batch;
  readonly judged: readonly Judged[];
  readonly units: ReadonlyMap<string, UnitOf>;
}

async function registerAll(parts: ImportsParts, call: Call, it: Step): Promise<Stepped> {
  const rows = it.judged.filter(isKept).map((judged) => {
    return { judged, customer: newId(call.at), unit: unitOf(it, judged) };
  });
  const registering = rows.map((row) => registeringOf(call, it, row));
  const { duplicates } = await parts.customers.registerMany(call, registering);
  const lost = new Set(duplicates);
  const made = rows.filter((row) => !lost.has(row.customer));
  const late = new Set(rows.filter((row) => lost.has(row.customer)).map((row) => row.judged));
  const judged = await withDuplicates(parts, call, { judged: it.judged, late });
  await claimConsent(parts, call, { list: listOf(it.batch.list), made });
  await leaveTasks(parts, call, { batch: it.batch, made, judged });
  return { judged, applied: made.length };
}

interface Made {
  readonly judged: Judged;
  readonly customer: string;
  readonly unit: string;
}

/** The branch that the record names keeps the customer, else the unit that brings the file. */
function unitOf({ batch, units }: Step, judged: Judged): string {
  const { branch } = originCodes(judged);
  return ((branch !== undefined && units.get(branch)) || batch.unit).id;
}

function registeringOf(call: Call, { batch }: Step, { judged, customer, unit }: Made): Registering {
  const { branch, teller } = originCodes(judged);
  return {
    customer,
    values: judged.values,
    unit,
    manager: null,
    origin: {
      channel,
      list: batch.list,
      listVersion: batch.listVersion,
      source: batch.source,
      batch: batch.batch,
      fileHash: batch.fileHash,
      record: judged.record,
      branchCode: branch,
      tellerCode: teller,
      account: batch.proposer ?? batch.account,
      accountName: batch.proposerName ?? batch.accountName,
      proposal: batch.proposal ?? undefined,
      at: call.at,
    },
  };
}

/** Registered by somebody else between the verdict and the insert: a duplicate after all. */
async function withDuplicates(
  { customers }: ImportsParts,
  call: Call,
  { judged, late }: { judged: readonly Judged[]; late: ReadonlySet<Judged> },
): Promise<readonly Judged[]> {
  if (late.size === 0) return judged;
  const rows = [...late];
  const found = await customers.findRegistered(
    call.tx,
    rows.map((it) => documentKeyOf(it.values)),
  );
  const settled = new Map<Judged, Judged>();
  for (const [index, it] of rows.entries()) {
    const earlier = found[index] ?? { sameName: true };
    settled.set(it, { ...(await settleDuplicate(it, { find: () => earlier })), record: it.record });
  }
  return judged.map((it) => settled.get(it) ?? it);
}

/** What the source says of marketing, without evidence: kept to be confirmed, permits nothing (R2.3.3). */
async function claimConsent(
  { consent }: ImportsParts,
  call: Call,
  { list, made }: { list: CollectionList; made: readonly Made[] },
): Promise<void> {
  const offered = consent.notices
    .consentsOf(list.notice.id)
    .filter((it) => it.purpose === 'P-MKT')
    .map((it) => it.consent);
  const claims = made
    .filter((it) => it.judged.marketingClaim)
    .flatMap((it) => offered.map((code) => ({ subject: it.customer, consent: code, given: true })));
  await consent.recordClaims(call, { channel, claims });
}

type Member = TasksToAdd['members'][number];

async function leaveTasks(
  parts: ImportsParts,
  call: Call,
  it: { batch: Batch; made: readonly Made[]; judged: readonly Judged[] },
): Promise<void> {
  const members = new Map<TaskKind, Member[]>(taskKinds.map((kind) => [kind, []]));
  for (const { judged, customer, unit } of it.made) {
    for (const kind of judged.tasks)
      members.get(kind)?.push({ customer, unit, record: judged.record });
  }
  members.set('duplicate-review', await duplicatesOf(parts, call, it.judged));
  const { batch, asOf } = it.batch;
  const graceDays = parts.rules.number('document.expiry.grace_days');
  const renewOn = asOf === null ? undefined : addToDate(asOf, { days: graceDays });
  for (const [kind, some] of members) {
    const due = kind === 'document-renewal' && renewOn ? { dueOn: renewOn } : {};
    await addTasks(call, { kind, batch, members: some, ...due });
  }
}

/** The customers that duplicates lead to: those on the books, and those that this very file made. */
async function duplicatesOf(
  { customers }: ImportsParts,
  call: Call,
  judged: readonly Judged[],
): Promise<Member[]> {
  const rows = judged.filter((it) => it.outcome === 'duplicate');
  if (rows.length === 0) return [];
  const found = await customers.findRegistered(
    call.tx,
    rows.map((it) => documentKeyOf(it.values)),
  );
  const members = rows.flatMap(({ record }, index): Member[] => {
    const it = found[index];
    return it === undefined ? [] : [{ customer: it.customer, unit: it.unit, record }];
  });
  return [...new Map(members.map((it) => [it.customer, it])).values()];
}

async function finish(
  parts: ImportsParts,
  call: Call,
  { batch: it, tally }: { batch: Batch; tally: Tally },
): Promise<void> {
  const { batch, source } = it;
  const counts = new Map(Object.entries(tally.overCollected));
  const by = { actor: importerOf(it, call), at: call.at };
  const items = [...counts.keys()];
  const cases = await reportOverCollection(call.tx, by, { items, counts, channel, source, batch });
  const change = { state: 'applied', tally, nextTally: null, appliedAt: call.at } as const;
  await changeBatch(call.tx, { batch, from: ['applying'] }, change);
  await dropOriginal(parts, call.tx, { batch });
  const facts = { batch, ...tally.counts, cases: cases.length };
  call.append({ count: it.applied, facts });
}

/** A case names who brought the file, not the duty that read it. */
function importerOf(it: Batch, call: Call): Actor {
  const { account: id, accountName: displayName, unit } = it;
  return { ...call.actor, kind: 'staff', id, displayName, unit };
}
