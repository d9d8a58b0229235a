// Undoing a batch takes two (promise 6, R2.4.2): operations proposes, the data owner reads and decides, and everything is asked
// again when it runs.
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { sql } from 'kysely';
import { testDatabase } from '../database.ts';
import { applied, checked, exportOf, imports, undoApproved } from './import-kit.ts';
import { actorOf, codeOf, openStage } from './stage.ts';

const stage = await openStage(await testDatabase());
const clerk = actorOf('ops', 'ops');
const owner = actorOf('owner', 'owner');
const people = { clerk, owner };
const ask = stage.ask(clerk);
const decide = stage.ask(owner);
const { approvals } = operations;
const reason = '源系统导出条件有误';

let from = 100_000;

async function batchOf(count = 3): Promise<string> {
  from += 1_000;
  return (await applied(stage, people, (await checked(stage, clerk, exportOf(count, from))).batch))
    .batch;
}

const propose = async (batch: string) => (await ask(imports.undo, { batch, reason })).proposal;
const cardOf = (batch: string) => ask(imports.batch, { batch });

describe('R2.4.2, promise 6: undoing an applied batch', () => {
  it('deletes nothing when it is proposed, and waits for the data owner', async () => {
    const batch = await batchOf();
    const answer = await ask(imports.undo, { batch, reason });
    expect(answer).toMatchObject({ state: 'pending', reviewers: { zh: '数据责任人' } });
    await stage.runJobs();
    expect(await cardOf(batch)).toMatchObject({
      state: 'applied',
      applied: 3,
      mayUndo: false,
      undoProposal: answer.proposal,
    });
    expect(await codeOf(ask(imports.undo, { batch, reason }))).toBe('import.wrong-state');
    expect(await codeOf(ask(approvals.approve, { proposal: answer.proposal }))).not.toBe(
      'no refusal',
    );
  });

  it('shows the owner what would go and why', async () => {
    const batch = await batchOf(4);
    const { items, card } = await decide(approvals.view, { proposal: await propose(batch) });
    expect(card.title.zh).toContain('删除 4 位客户');
    const shown = Object.fromEntries(items.map((it) => [it.item, it.proposed]));
    expect(shown).toMatchObject({ customers: '4', reason });
  });

  it('runs when it is approved, once', async () => {
    const batch = await batchOf();
    const proposal = await propose(batch);
    await decide(approvals.approve, { proposal });
    expect((await cardOf(batch)).progress).toMatchObject({ stage: 'undoing', total: 3 });
    await stage.runJobs();
    expect(await cardOf(batch)).toMatchObject({ state: 'undone', applied: 0 });
    expect(await codeOf(decide(approvals.approve, { proposal }))).toBe('approvals.decided');
  });

  it('leaves the batch as it was when it is rejected or expires, and may be proposed again', async () => {
    const batch = await batchOf();
    await decide(approvals.reject, { proposal: await propose(batch), reason: '客户已在使用' });
    expect(await cardOf(batch)).toMatchObject({ state: 'applied', mayUndo: true });
    await propose(batch);
    stage.clock.advance({ hours: rule('approval.expires_hours') + 1 });
    await stage.runDuty('approvals.expire', (call) => stage.approvals.expire(call));
    expect(await cardOf(batch)).toMatchObject({ state: 'applied', applied: 3, mayUndo: true });
    expect(await undoApproved(stage, people, { batch, reason })).toMatchObject({
      state: 'undoing',
    });
    await stage.runJobs();
  });

  it('is asked again at approval: a customer used meanwhile stops it', async () => {
    const batch = await batchOf();
    const proposal = await propose(batch);
    const { rows } = await sql<{ customer: string }>`
      SELECT customer FROM customers.customer WHERE batch = ${batch} LIMIT 1`.execute(stage.db);
    const input = { customer: rows[0]?.customer ?? '', purpose: { code: 'P-ACCT' } };
    await stage.ask(actorOf('teller', 'teller'))(operations.customers.view, input);
    expect(await codeOf(decide(approvals.approve, { proposal }))).toBe('import.in-use');
    expect(await cardOf(batch)).toMatchObject({ state: 'applied', applied: 3 });
  });
});
