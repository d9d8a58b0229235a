// What desks, calendar and clause map say of recovery, derived from the work lists: it begins and ends by itself (R3.2.5, I8.7). Rows are
// written as the rooms would write them; that a drill is a drill is tested beside this file.
import { operations, type Post } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { newId } from '../../src/kernel/crypto/index.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { ownFolder } from '../backup/kit.ts';
import { openHarness } from '../harness.ts';

const { backup, desk, drills, governance } = operations;
const backups = {
  data: { kind: 'folder', folder: ownFolder() },
  keys: { kind: 'folder', folder: ownFolder() },
} as const;
const harness = await openHarness({ customers: 1, backups });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());

async function wholeSet(at: Date, kind: 'data' | 'keys' = 'data'): Promise<void> {
  const set = newId(at);
  await sql`INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at, ended_at, manifest)
    VALUES (${set}, ${kind}, 'full', ${set}, 'x', 'x', ${at}, ${at}, 'x')`.execute(owner.db);
}

async function drilled(
  at: Date,
  outcome: 'passed' | 'failed' | 'cut-off',
  failure: string | null = null,
): Promise<string> {
  const drill = newId(at);
  await sql`INSERT INTO drills.drill (drill, chosen, asked_by, started_at, step, ended_at, outcome, failure)
    VALUES (${drill}, 'random', 'x', ${at}, 'report', ${at}, ${outcome}, ${failure})`.execute(
    owner.db,
  );
  return drill;
}

async function deskOf(post: Post) {
  const answer = await (await harness.enter(post)).call(desk.desk, {});
  const waiting = answer.waiting.filter((it) => it.kind === 'backup' && it.to.includes('drills'));
  const figure = answer.figures.find((it) => it.key === 'recovery');
  return { waiting, figure: figure?.value, count: answer.figures.length };
}

async function clause(): Promise<string | undefined> {
  const { items } = await (await harness.enter('security')).call(governance.clauses, {});
  return items.find((it) => it.clause === 'R3.2.5')?.state;
}

test('R3.2.5 the figure stands third on the desks of those who answer for recovery', async () => {
  for (const post of ['ops', 'security', 'dpo'] as const) {
    expect(await deskOf(post)).toMatchObject({ figure: '—', count: 3 });
  }
  for (const post of ['auditor', 'teller'] as const) {
    expect((await deskOf(post)).figure).toBeUndefined();
  }
});

test('R3.2.5 without a set nothing is asked for; with one, a first drill is', async () => {
  expect((await deskOf('security')).waiting).toEqual([]);
  expect(await clause()).toBe('red');
  await wholeSet(harness.clock.now());
  for (const post of ['ops', 'security'] as const) {
    const { waiting } = await deskOf(post);
    expect(waiting).toMatchObject([
      { title: { zh: '可恢复性尚未证明' }, to: '/backup/drills', tone: 'soon' },
    ]);
  }
  expect((await deskOf('dpo')).waiting).toEqual([]);
});

test('R3.2.5 one that failed says why and what to do until another passes; one cut off changes nothing', async () => {
  const failed = await drilled(harness.clock.now(), 'failed', 'backup.damaged');
  expect((await deskOf('ops')).waiting).toMatchObject([
    {
      title: { zh: '恢复演练未通过' },
      detail: { zh: '备份集有字节损坏或被改动。请换用另一份，再演练一次' },
      to: `/backup/drills/${failed}`,
      tone: 'late',
    },
  ]);
  harness.clock.advance({ minutes: 1 });
  await drilled(harness.clock.now(), 'cut-off');
  expect((await deskOf('ops')).waiting).toHaveLength(1);
  harness.clock.advance({ minutes: 1 });
  await drilled(harness.clock.now(), 'passed');
  expect(await deskOf('ops')).toMatchObject({ waiting: [], figure: '2026-11-23' });
  expect(await clause()).toBe('green');
});

test('R3.2.1 R3.2.5 the calendar counts by the day of the institution, each kind apart', async () => {
  // Half past eleven at night in Greenwich is the next morning in Shanghai; the last day of a month has a next one too.
  const late = new Date('2026-10-31T15:59:59Z');
  const morning = new Date('2026-10-31T16:00:00Z');
  await wholeSet(late);
  await wholeSet(morning);
  await wholeSet(morning, 'keys');
  await drilled(morning, 'failed', 'backup.damaged');
  await drilled(new Date(morning.getTime() + 1), 'cut-off');
  const auditor = await harness.enter('auditor');
  const days = async (month: string) => (await auditor.call(backup.days, { month })).items;
  expect(await days('2026-10')).toEqual([
    { day: '2026-10-31', kind: 'data', whole: 1, failed: 0, taking: 0 },
  ]);
  expect((await days('2026-11')).slice(0, 2)).toEqual([
    { day: '2026-11-01', kind: 'data', whole: 1, failed: 0, taking: 0 },
    { day: '2026-11-01', kind: 'keys', whole: 1, failed: 0, taking: 0 },
  ]);
  const { items } = await auditor.call(drills.days, { month: '2026-11' });
  expect(items[0]).toEqual({ day: '2026-11-01', passed: 0, failed: 1, cutOff: 1, running: 0 });
});

test('I8.7 R3.2.5 what was proven more than a year ago is proven no more', async () => {
  harness.clock.advance({ hours: 24 * 364 });
  expect((await deskOf('ops')).waiting).toEqual([]);
  harness.clock.advance({ hours: 48 });
  expect((await deskOf('ops')).waiting).toMatchObject([
    { title: { zh: '可恢复性证明已过期' }, to: '/backup/drills', tone: 'late' },
  ]);
  expect(await clause()).toBe('red');
});
