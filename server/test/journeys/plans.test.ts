// Journey: recovery plans. Security writes one, the data owner reads it and decides; a revision shows what changes; every version stays;
// what comes back is kept; what nobody looked at again is overdue (R3.2.4).
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, it, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openHarness } from '../harness.ts';
import { newPlan, planInput } from '../plans-steps.ts';

const harness = await openHarness({ customers: 1 });
const database = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => database.close());
const { approvals, desk, governance, plans } = operations;
const [security, owner, auditor] = [
  await harness.as('security'),
  await harness.as('owner'),
  await harness.as('auditor'),
];
const planners = { security, owner };

async function reasonsOf(calling: Promise<unknown>): Promise<string[]> {
  const refused = await calling.then(
    () => undefined,
    (error: unknown) => error,
  );
  const { problem } = refused as { problem: { code: string; reasons?: { code: string }[] } };
  return [problem.code, ...(problem.reasons ?? []).map(({ code }) => code)];
}

describe('R3.2.4 a plan', () => {
  it('is in force when another person approved it, who reads every part of it', async () => {
    const input = planInput({ rtoMinutes: 300 });
    const { proposal, reviewers } = await security.call(plans.propose, input);
    expect(reviewers.zh).toBe('数据责任人');
    expect(await codeOf(security.call(approvals.approve, { proposal }))).toMatch(/^approvals\./);
    const { items } = await owner.call(approvals.view, { proposal });
    const text = JSON.stringify(items);
    for (const step of input.steps) expect(text).toContain(step.what);
    for (const word of ['021-5550 0110', '周子墨', '超过重要业务上限 240 分钟', '待法务确认'])
      expect(text).toContain(word);
    const names = (await security.call(plans.list, { limit: 100 })).items.map((it) => it.name);
    expect(names).not.toContain(input.name);
    await owner.call(approvals.approve, { proposal });
    const plan = await planNamed(input.name);
    const view = await auditor.call(plans.view, { plan });
    expect(view.terms).toEqual(input);
    expect(view.card).toMatchObject({ version: 1, state: 'in-force', reviewOn: '2027-11-23' });
  });

  it.each([
    [{ steps: [{ what: '还原', role: '无此岗', minutes: 5, verify: '一致' }] }, 'unknown-role'],
    [{ rtoMinutes: 79 }, 'longer-than-rto'],
    [{ roles: [{ ...planInput().roles[0], deputy: '钱一鸣' }] }, 'same-person'],
    [{ roles: [0, 0, 1].map((at) => planInput().roles[at]) }, 'twice'],
    [{ steps: [] }, 'too_small'],
    [{ roles: [{ ...planInput().roles[0], phone: '310101199003071233' }] }, 'too_big'],
  ] as [object, string][])('that cannot be carried out is refused: %o', async (more, code) => {
    const input = { ...planInput(), ...more };
    const reasons = await reasonsOf(security.call(plans.propose, input));
    expect(reasons).toEqual(expect.arrayContaining(['input.invalid', code]));
  });

  it('is sealed in the database: nobody reads there who is called, and how', async () => {
    await newPlan(planners, planInput({ scope: '只在封装中可读的范围' }));
    const { rows } = await sql<{ row: string }>`
      SELECT v::text || encode(v.content, 'escape') AS row FROM plans.version v`.execute(
      database.db,
    );
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).toContain('支付数据恢复预案');
    for (const word of ['只在封装中可读的范围', '5550 0110', '周子墨']) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('hex'));
    }
  });
});

async function planNamed(name: string): Promise<string> {
  const { items } = await security.call(plans.list, { limit: 100 });
  return items.find((it) => it.name === name)?.plan ?? '';
}

describe('R3.2.4 versions', () => {
  const input = planInput();
  let plan = '';
  const revised = () => ({
    ...input,
    plan,
    basedOn: 1,
    rpoMinutes: 5,
    steps: [
      { what: '召集各岗位', role: '应急总指挥', minutes: 5, verify: '签到' },
      ...input.steps.slice(0, 2),
    ],
    note: '缩短恢复点目标',
  });

  it('are proposed with what changes and nothing else, and the old one stays readable', async () => {
    plan = await newPlan(planners, input);
    const { proposal } = await security.call(plans.revise, revised());
    const { items } = await owner.call(approvals.view, { proposal });
    expect(items.map(({ item }) => item)).toEqual(['note', 'rpo', 'steps-1', 'steps-2']);
    expect(items[2]).toMatchObject({ current: { zh: '（无）' }, label: { zh: '步骤 1' } });
    expect(items[3]).toMatchObject({ proposed: { zh: '（删除）' }, label: { zh: '步骤 3' } });
    await owner.call(approvals.approve, { proposal });
    const now = await security.call(plans.view, { plan });
    expect(now).toMatchObject({ newest: 2, card: { version: 2, rpoMinutes: 5 } });
    const before = await security.call(plans.view, { plan, version: '1' });
    expect(before).toMatchObject({ newest: 2, card: { version: 1 }, terms: input });
    const history = await security.call(plans.versions, { plan, limit: 1 });
    expect(history.items.map((it) => [it.version, it.note])).toEqual([[2, '缩短恢复点目标']]);
    const older = await security.call(plans.versions, { plan, limit: 1, cursor: history.next });
    expect(older.items.map((it) => it.version)).toEqual([1]);
    expect(await codeOf(security.call(plans.view, { plan, version: '3' }))).toBe('not-found');
    expect(await codeOf(security.call(plans.view, { plan, version: 'x' }))).toBe('not-found');
  });

  it('are of the version that was read: what was changed meanwhile is not overwritten', async () => {
    expect(await codeOf(security.call(plans.revise, revised()))).toBe('plans.changed');
    const next = { ...input, plan, basedOn: 2 };
    const first = await security.call(plans.revise, next);
    const second = await security.call(plans.revise, { ...next, note: '同时提交' });
    await owner.call(approvals.approve, { proposal: first.proposal });
    expect(await codeOf(owner.call(approvals.approve, { proposal: second.proposal }))).toBe(
      'approvals.stale',
    );
  });

  it('say that nothing changes where a review found nothing', async () => {
    const again = { ...input, plan, basedOn: 3, note: '年度复审，无变更' };
    const { proposal } = await security.call(plans.revise, again);
    const { items } = await owner.call(approvals.view, { proposal });
    expect(items.map(({ item }) => item)).toEqual(['note', 'unchanged']);
    await owner.call(approvals.reject, { proposal, reason: '请先演练' });
  });

  it('are only added to: the server cannot change or delete one', async () => {
    const server = openDatabase(harness.urls.serverUrl, { connectionsMax: 1 });
    for (const one of [
      sql`UPDATE plans.version SET name = 'x'`,
      sql`DELETE FROM plans.version`,
      sql`DELETE FROM plans.plan`,
      sql`UPDATE plans.draft SET content = '\\x00'`,
    ])
      await expect(one.execute(server.db)).rejects.toThrow('permission denied');
    await server.close();
  });
});

describe('R3.2.4 nothing that was written is lost', () => {
  it('a rejected plan comes back as a draft, with every word, until it is proposed again', async () => {
    const before = (await security.call(plans.returned, { limit: 100 })).items.length;
    const input = planInput();
    const { proposal } = await security.call(plans.propose, input);
    await owner.call(approvals.reject, { proposal, reason: '缺少通知监管的步骤' });
    const { items } = await security.call(plans.returned, { limit: 100 });
    expect(items).toHaveLength(before + 1);
    const [card] = items;
    expect(card).toMatchObject({ name: input.name, plan: null });
    const draft = card?.draft ?? '';
    expect((await security.call(plans.draft, { draft })).terms).toEqual(input);
    const again = { ...input, draft };
    expect(await codeOf(security.call(plans.propose, { ...again, rtoMinutes: 1 }))).toBe(
      'input.invalid',
    );
    expect((await security.call(plans.draft, { draft })).terms).toEqual(input);
    await security.call(plans.propose, again);
    expect(await codeOf(security.call(plans.draft, { draft }))).toBe('not-found');
    expect(await codeOf(security.call(plans.propose, again))).toBe('not-found');
  });

  it('one that ran out comes back too', async () => {
    const input = planInput();
    await security.call(plans.propose, input);
    harness.clock.advance({ hours: 24 * 30 });
    await harness.app.runDuty('approvals.expire', async (call) => {
      call.append({ count: await harness.app.approvals.expire(call) });
    });
    const later = await harness.enter('security');
    const { items } = await later.call(plans.returned, { limit: 100 });
    expect(items.map((it) => it.name)).toContain(input.name);
  });
});

test('R3.2.4 built-in plans are drafts for five scenarios in both languages: whole but for the people', async () => {
  const who = await harness.enter('security');
  for (const language of ['zh', 'en'] as const) {
    const { items } = await who.call(plans.starters, { language });
    expect(items.map((it) => it.scenario).toSorted()).toEqual(
      ['database-damage', 'deletion', 'key-store-loss', 'ransomware', 'site-loss'].toSorted(),
    );
    for (const it of items) {
      expect(it.roles.every((one) => one.holder === '' && one.phone === '')).toBe(true);
      const people = { holder: '钱一鸣', phone: '021-5550 0110', deputy: '孙文博' };
      const roles = it.roles.map((one) => ({ ...one, ...people, deputyPhone: '021-5550 0120' }));
      await who.call(plans.propose, { ...it, roles });
    }
    const texts = JSON.stringify(items);
    expect(/\p{Script=Han}/u.test(texts)).toBe(language === 'zh');
  }
});

test('R3.2.4 what nobody looked at again in time is overdue: on the desk, in the list, on the clause map', async () => {
  harness.clock.advance({ hours: 24 * 366 });
  const [guard, compliance] = [await harness.enter('security'), await harness.enter('compliance')];
  for (const who of [guard, compliance]) {
    const { waiting } = await who.call(desk.desk, {});
    const late = waiting.filter((it) => it.kind === 'plan' && it.tone === 'late');
    expect(late.length).toBeGreaterThan(0);
    expect(late[0]?.to).toMatch(/^\/plans\/[0-9a-f-]{36}$/);
  }
  const { items, missing } = await guard.call(plans.list, { state: 'overdue', limit: 100 });
  expect(items.length).toBeGreaterThan(0);
  expect(items.every((it) => it.state === 'overdue')).toBe(true);
  expect(missing).toEqual(['site-loss', 'ransomware']);
  const clauses = await compliance.call(governance.clauses, {});
  const row = clauses.items.find((it) => it.clause === 'R3.2.4');
  expect(row).toMatchObject({ state: 'red', room: 'plans' });
});

test('R3.2.4 a plan is retired by two persons, who see whether its scenario is left without one', async () => {
  const [guard, boss] = [await harness.enter('security'), await harness.enter('owner')];
  const { items } = await guard.call(plans.list, { scenario: 'deletion' });
  const plan = items[0]?.plan ?? '';
  const { proposal } = await guard.call(plans.retire, { plan, ground: '业务已下线' });
  expect((await guard.call(plans.view, { plan })).card.state).not.toBe('retired');
  const view = await boss.call(approvals.view, { proposal });
  expect(JSON.stringify(view.items)).toContain('废止后该场景无预案');
  await boss.call(approvals.approve, { proposal });
  const { card, terms } = await guard.call(plans.view, { plan });
  expect(card.state).toBe('retired');
  expect(terms.steps.length).toBeGreaterThan(0);
  const after = await guard.call(plans.list, {});
  expect(after.missing).toContain('deletion');
  expect(after.items.map((it) => it.plan)).not.toContain(plan);
  const again = { plan, ground: '再次' };
  expect(await codeOf(guard.call(plans.retire, again))).toBe('plans.retired');
});
