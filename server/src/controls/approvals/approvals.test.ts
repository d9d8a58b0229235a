// Double review on a real database, with an act that only counts how often it ran.
import { describe, expect, it } from 'vitest';
import { Refusal, type Operation, type Post } from '@shouxin/contract';
import { testDatabase } from '../../../test/database.ts';
import { actorOf, codeOf, dumpOf, openStage, rules, units } from '../../../test/journeys/stage.ts';
import type { Actor, Call, EntryDraft } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { transaction } from '../../kernel/database.ts';
import type { FourEyes, Prepared } from '../../kernel/serve.ts';
import { createApprovals } from './index.ts';
import { createApprove, createReject } from './decide.ts';
import { mayNotDecide, stateOf, type Proposal } from './proposal.ts';

const database = await testDatabase();
const { db, clock, vault, disclosure } = await openStage(database);

const ran: unknown[] = [];
const droppedOnes: unknown[] = [];
let fails = false;
const halves: FourEyes<Operation> = {
  prepare: () => Promise.reject(new Error('perform prepares')),
  run: (_, payload) => {
    if (fails) throw new Refusal('approvals.stale');
    ran.push(payload);
    return Promise.resolve();
  },
  dropped: (_, payload) => Promise.resolve(void droppedOnes.push(payload)),
};
const parts = {
  sealer: vault.sealer,
  openDetails: disclosure.openDetails,
  halvesOf: (act: string) => (act === 'test.act' ? halves : undefined),
  unitName: () => Promise.resolve(units.east.name),
  rules,
};
const approvals = createApprovals(parts);
const [approve, reject] = [createApprove(parts), createReject(parts)];
const clerk = actorOf('clerk', 'ops');
const reviewer = actorOf('reviewer', 'reviewer');

async function as<R>(
  actor: Actor,
  work: (call: Call) => Promise<R>,
  drafts: EntryDraft[] = [],
): Promise<R> {
  return transaction(db, (tx) =>
    work({
      id: newId(),
      operation: 'test.act',
      at: clock.now(),
      actor,
      tx,
      reply: {},
      append: (draft) => {
        drafts.push(draft);
        return newId();
      },
    }),
  );
}

const prepared: Prepared = {
  subject: { kind: 'batch', id: newId() },
  label: 'CS-01 批次',
  title: { zh: '导入批次', en: 'Import a batch' },
  payload: { secret: '植入的内容' },
  reviewedBy: 'reviewer',
  unit: units.east.id,
};

const propose = (given: Partial<Prepared> = {}) =>
  as(clerk, (call) => approvals.propose(call, 'test.act', { ...prepared, ...given }));

describe('R2.4.2, promise 6: double review', () => {
  it('seals what waits, and says who decides', async () => {
    const drafts: EntryDraft[] = [];
    const answer = await as(clerk, (call) => approvals.propose(call, 'test.act', prepared), drafts);
    expect(answer).toMatchObject({ state: 'pending', reviewers: { zh: '城东支行复核员' } });
    expect(drafts).toMatchObject([{ result: 'proposed', facts: { proposal: answer.proposal } }]);
    expect(await dumpOf(database.owner.db)).not.toContain('植入的内容');
  });

  it('runs once when sixteen reviewers approve at the same time', async () => {
    const { proposal } = await propose();
    const before = ran.length;
    const reviewers = Array.from({ length: 16 }, (_, n) => actorOf(`reviewer${n}`, 'reviewer'));
    const codes = await Promise.all(
      reviewers.map((it) => codeOf(as(it, (call) => approve(call, { proposal })))),
    );
    expect(codes.filter((code) => code === 'no refusal')).toHaveLength(1);
    expect(codes.filter((code) => code === 'approvals.decided')).toHaveLength(15);
    expect(ran.slice(before)).toEqual([{ secret: '植入的内容' }]);
  });

  it('takes one of approval and rejection when both come at the same time', async () => {
    const { proposal } = await propose();
    const [ranBefore, droppedBefore] = [ran.length, droppedOnes.length];
    const other = actorOf('other', 'reviewer');
    const both = [
      as(reviewer, (call) => approve(call, { proposal })),
      as(other, (call) => reject(call, { proposal, reason: '理由充分' })),
    ];
    expect((await Promise.all(both.map(codeOf))).toSorted()).toEqual([
      'approvals.decided',
      'no refusal',
    ]);
    expect(ran.length - ranBefore + (droppedOnes.length - droppedBefore)).toBe(1);
  });

  it('leaves no decision when what was approved could not run', async () => {
    const { proposal } = await propose();
    fails = true;
    expect(await codeOf(as(reviewer, (call) => approve(call, { proposal })))).toBe(
      'approvals.stale',
    );
    fails = false;
    expect(await codeOf(as(reviewer, (call) => approve(call, { proposal })))).toBe('no refusal');
  });

  it('lets the server neither change nor delete a proposal or a decision', async () => {
    for (const table of ['proposal', 'decision']) {
      for (const attempt of [
        `UPDATE approvals.${table} SET proposal = proposal`,
        `DELETE FROM approvals.${table}`,
      ]) {
        await expect(database.server.pool.query(attempt), attempt).rejects.toMatchObject({
          code: '42501',
        });
      }
    }
  });

  it('pages what waits, newest first, and expires what nobody decided', async () => {
    const quiet = actorOf('quiet', 'reviewer', units.west);
    const made: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      clock.advance({ seconds: 1 });
      made.unshift((await propose({ unit: units.west.id })).proposal);
    }
    const pageOf = (cursor?: string) =>
      as(quiet, (call) => approvals.queues.waiting(call, { limit: 2, state: 'pending', cursor }));
    const first = await pageOf();
    const second = await pageOf(first.next);
    expect([...first.items, ...second.items].map((it) => it.proposal)).toEqual(made);
    expect([first.band, second.next]).toEqual(['1-10', undefined]);
    clock.advance({ hours: rules.number('approval.expires_hours') });
    expect((await pageOf()).items).toEqual([]);
    const before = droppedOnes.length;
    expect(
      await as(clerk, (call) => approvals.expire({ ...call, actor: { ...clerk, kind: 'job' } })),
    ).toBeGreaterThanOrEqual(3);
    expect(droppedOnes.length - before).toBeGreaterThanOrEqual(3);
    expect(
      await as(clerk, (call) => approvals.expire({ ...call, actor: { ...clerk, kind: 'job' } })),
    ).toBe(0);
  });
});

describe('who may decide', () => {
  const at = new Date('2026-11-23T02:00:00Z');
  const base = {
    proposer: { id: clerk.id, account: 'clerk', displayName: 'clerk', unit: units.east },
    reviewedBy: 'reviewer',
    unit: units.east.id,
    expiresAt: new Date('2026-11-24T02:00:00Z'),
    decided: undefined,
  } as unknown as Proposal;
  const who = (post: Post, given: Partial<Actor> = {}) => ({ ...actorOf('x', post), ...given });

  it.each([
    ['a reviewer of the unit', base, who('reviewer'), undefined],
    [
      'a reviewer of another unit',
      base,
      who('reviewer', { unit: units.west }),
      'approvals.not-reviewer',
    ],
    [
      'a reviewer of any unit, when none is named',
      { ...base, unit: undefined },
      who('reviewer', { unit: units.west }),
      undefined,
    ],
    ['another post', base, who('owner'), 'approvals.not-reviewer'],
    [
      'the proposer, whatever post',
      base,
      who('reviewer', { id: clerk.id }),
      'approvals.same-person',
    ],
    ['a reviewer too late', { ...base, expiresAt: at }, who('reviewer'), 'approvals.decided'],
  ] as const)('R2.4.2 %s', (...[, proposal, actor, expected]) => {
    expect(mayNotDecide(proposal, actor, at)).toBe(expected);
  });

  it('derives the state, a decision before the time', () => {
    const decided = { decision: 'approved' } as Proposal['decided'];
    expect(stateOf({ ...base, decided, expiresAt: at }, at)).toBe('approved');
    expect(stateOf({ ...base, expiresAt: at }, at)).toBe('expired');
    expect(stateOf(base, at)).toBe('pending');
  });
});
