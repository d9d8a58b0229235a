// Journey: a medium is registered, handed out, comes back, is counted, is destroyed by two persons; each step stays in its log. Copies
// that do not lie apart are on the board with what to do (R3.2.2, R3.2.3).
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import {
  destroyInput,
  handOutInput,
  mediumInput,
  newMedium,
  takeBackInput,
} from '../custody-steps.ts';
import { codeOf, openApp, openHarness } from '../harness.ts';
import { assetInput } from '../storage-steps.ts';

const harness = await openHarness({ customers: 1 });
const database = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => database.close());
const { approvals, custody, desk, governance, storage } = operations;
const [ops, security, dpo, auditor] = [
  await harness.as('ops'),
  await harness.as('security'),
  await harness.as('dpo'),
  await harness.as('auditor'),
];
const dueOn = '2026-12-01';
const stateOf = async (medium: string) =>
  (await auditor.call(custody.medium, { medium })).card.state;

describe('R3.2.3 a medium', () => {
  let medium = '';

  it('is registered with seal, custodian, place and expiry, under a label that is used once', async () => {
    const input = mediumInput();
    ({ medium } = await ops.call(custody.register, input));
    const { card } = await auditor.call(custody.medium, { medium });
    expect(card).toMatchObject({
      label: input.label,
      state: 'in-store',
      seal: input.seal,
      custodian: '许国安',
      province: { zh: '江苏省' },
      expiresOn: '2031-12-31',
    });
    const again = { ...mediumInput(), label: input.label.toLowerCase() };
    expect(await codeOf(ops.call(custody.register, again))).toBe('custody.label-taken');
    expect(await codeOf(security.call(custody.register, mediumInput()))).toBe(
      'identity.not-permitted',
    );
  });

  it.each([
    [{ province: '71' }, 'input.invalid'],
    [{ expiresOn: '2026-11-01' }, 'input.invalid'],
    [{ label: '-x' }, 'input.invalid'],
  ])('with %o is refused', async (more, code) => {
    expect(await codeOf(ops.call(custody.register, mediumInput(more)))).toBe(code);
  });

  it('goes out to somebody until a day, and comes back under a new seal with something new on it', async () => {
    expect(await codeOf(ops.call(custody.takeBack, takeBackInput(medium)))).toBe('custody.not-out');
    const tooLong = handOutInput(medium, '2027-06-01');
    expect(await codeOf(ops.call(custody.handOut, tooLong))).toBe('input.invalid');
    await ops.call(custody.handOut, handOutInput(medium, dueOn));
    const { card } = await auditor.call(custody.medium, { medium });
    expect(card).toMatchObject({ state: 'out', receiver: '孔令仪', dueOn });
    const twice = ops.call(custody.handOut, handOutInput(medium, dueOn));
    expect(await codeOf(twice)).toBe('custody.not-in-store');
    await ops.call(custody.takeBack, { ...takeBackInput(medium), isSealIntact: false });
    const back = await auditor.call(custody.medium, { medium });
    expect(back.card).toMatchObject({ state: 'in-store', seal: 'F90001', isSealIntact: true });
    const { items } = await auditor.call(custody.log, { medium });
    expect(items.map((it) => [it.number, it.act, it.other, it.found])).toEqual([
      [3, 'taken-back', '孔令仪', 'seal-broken'],
      [2, 'handed-out', '孔令仪', null],
      [1, 'registered', null, null],
    ]);
    expect(items.every((it) => it.by === '运营岗')).toBe(true);
    const page = await auditor.call(custody.log, { medium, limit: 2 });
    const rest = await auditor.call(custody.log, { medium, limit: 2, cursor: page.next });
    expect(rest.items.map((it) => it.number)).toEqual([1]);
  });

  it('is destroyed by two persons: the second is shown label and seal, and stands in the record', async () => {
    const { proposal, reviewers } = await ops.call(custody.destroy, destroyInput(medium));
    expect(reviewers.zh).toBe('安全管理员');
    expect(await stateOf(medium)).toBe('in-store');
    expect(await codeOf(ops.call(approvals.approve, { proposal }))).toBe('identity.not-permitted');
    const { items } = await security.call(approvals.view, { proposal });
    const checked = items.filter((it) => it.dualCheck).map((it) => it.item);
    expect(checked).toEqual(['label', 'seal']);
    expect(JSON.stringify(items)).toContain('您为监销人');
    await security.call(approvals.approve, { proposal });
    expect(await stateOf(medium)).toBe('destroyed');
    const [entry] = (await auditor.call(custody.log, { medium })).items;
    expect(entry).toMatchObject({
      act: 'destroyed',
      method: 'shred',
      other: '何承志',
      by: '运营岗',
      approvedBy: '安全管理员',
    });
    for (const act of [
      () => ops.call(custody.handOut, handOutInput(medium, dueOn)),
      () => ops.call(custody.takeBack, takeBackInput(medium)),
      () => ops.call(custody.destroy, destroyInput(medium)),
    ])
      expect(await codeOf(act())).toBe('custody.destroyed');
  });

  it('that went out meanwhile is not recorded as destroyed', async () => {
    const other = await newMedium(ops);
    const { proposal } = await ops.call(custody.destroy, destroyInput(other));
    await ops.call(custody.handOut, handOutInput(other, dueOn));
    expect(await codeOf(security.call(approvals.approve, { proposal }))).toBe(
      'custody.not-in-store',
    );
    expect(await stateOf(other)).toBe('out');
  });

  it('that two hand out at once goes to one of them, and the other is told', async () => {
    const contested = await newMedium(ops);
    const colleague = await harness.hire({ account: 'clerk-5', post: 'ops', branch: '01001' });
    const outcomes = await Promise.all(
      [ops, colleague].map((who) =>
        codeOf(who.call(custody.handOut, handOutInput(contested, dueOn))),
      ),
    );
    expect(outcomes).toContain('no refusal');
    const told = outcomes.filter((it) => it !== 'no refusal');
    expect(told).toHaveLength(1);
    expect(['custody.changed', 'custody.not-in-store']).toContain(told[0]);
    const { items } = await auditor.call(custody.log, { medium: contested });
    expect(items.map((it) => it.act)).toEqual(['handed-out', 'registered']);
  });

  it('has a log that is only added to, and a database that takes no destruction by one', async () => {
    const server = openDatabase(harness.urls.serverUrl, { connectionsMax: 1 });
    for (const one of [
      sql`UPDATE custody.entry SET custodian = 'x'`,
      sql`DELETE FROM custody.entry`,
      sql`DELETE FROM custody.medium`,
    ])
      await expect(one.execute(server.db)).rejects.toThrow('permission denied');
    await server.close();
    const alone = sql`INSERT INTO custody.entry SELECT medium, 99, 'destroyed', encryption, holds, content, expires_on,
        province, site, custodian, seal, is_seal_intact, other, other_unit, note, NULL, NULL, NULL, 'shred', NULL, NULL,
        account, account_name, at FROM custody.entry LIMIT 1`;
    await expect(alone.execute(database.db)).rejects.toThrow(/check constraint/);
  });
});

describe('R3.2.3 a stock-take', () => {
  const place = { province: '32', site: '盘点测试库' };
  type Seen = { medium: string; found: 'present' | 'missing' | 'seal-broken' }[];

  it('answers for every medium there, and what is missing or opened becomes a task', async () => {
    const ids = [
      await newMedium(ops, place),
      await newMedium(ops, place),
      await newMedium(ops, place),
    ];
    const away = await newMedium(ops, place);
    await ops.call(custody.handOut, handOutInput(away, dueOn));
    const { items } = await ops.call(custody.toCount, place);
    expect(items.map((it) => it.medium).toSorted()).toEqual(ids.toSorted());
    const [a = '', b = '', c = ''] = ids;
    const seen: Seen = [
      { medium: a, found: 'present' },
      { medium: b, found: 'missing' },
      { medium: c, found: 'seal-broken' },
    ];
    const take = (answers: Seen) =>
      ops.call(custody.takeStock, { ...place, witness: '尤敏', seen: answers });
    const wrong: Seen[] = [
      seen.slice(1),
      [...seen, { medium: away, found: 'present' }],
      [...seen.slice(1), { medium: b, found: 'present' }],
    ];
    for (const it of wrong) expect(await codeOf(take(it))).toBe('custody.stock-incomplete');
    const { card } = await take(seen);
    expect(card).toMatchObject({ counted: 3, missing: 1, broken: 1, witness: '尤敏' });
    expect([await stateOf(a), await stateOf(b), await stateOf(c)]).toEqual([
      'in-store',
      'missing',
      'in-store',
    ]);
    const { waiting } = await (await harness.enter('ops')).call(desk.desk, {});
    const titles = waiting.filter((it) => it.kind === 'custody').map((it) => it.title.zh);
    const expected = ['盘点未见的介质', '介质封条不完好，请核查并重新加封'];
    expect(titles).toEqual(expect.arrayContaining(expected));
    const clerk = await harness.as('ops');
    await clerk.call(custody.takeBack, { ...takeBackInput(b), ...place });
    await clerk.call(custody.takeBack, { ...takeBackInput(c), ...place });
    expect(await stateOf(b)).toBe('in-store');
    const listed = await auditor.call(custody.stockTakes, {});
    expect(listed.items[0]).toMatchObject({ site: place.site, missing: 1 });
  });
});

async function custodyClauses() {
  const compliance = await harness.enter('compliance');
  const { items } = await compliance.call(governance.clauses, {});
  const of = (clause: string) => items.find((it) => it.clause === clause)?.state;
  return [of('R3.2.2'), of('R3.2.3')];
}

describe('R3.2.2 copies apart', () => {
  it('the demonstration has its copies elsewhere: the map says so, and nothing is wrong', async () => {
    const { places, violations } = await auditor.call(custody.copies, {});
    expect(violations).toEqual([]);
    expect(places[0]).toMatchObject({ isPrimary: true, site: '演示主机房 A 区' });
    const elsewhere = places.filter((it) => !it.isPrimary).flatMap((it) => it.items);
    expect(elsewhere.map((it) => it.role)).toContain('copy');
    expect((await custodyClauses())[0]).toBe('green');
  });

  it('a medium where the primary is, is a violation on map, desk and clause map, until it is elsewhere', async () => {
    const clerk = await harness.as('ops');
    const medium = await newMedium(clerk, { province: '31', site: '演示主机房A区' });
    const { violations } = await auditor.call(custody.copies, {});
    expect(violations).toMatchObject([{ fault: 'copy-at-primary', to: `/custody/${medium}` }]);
    expect(violations[0]?.remedy.zh).toContain('移至其他机房');
    for (const post of ['ops', 'security'] as const) {
      const { waiting } = await (await harness.as(post)).call(desk.desk, {});
      const late = waiting.filter((it) => it.to === '/custody/copies');
      expect(late, post).toMatchObject([{ tone: 'late', title: { zh: '副本与主存储在同一地点' } }]);
    }
    expect((await custodyClauses())[0]).toBe('red');
    await clerk.call(custody.handOut, handOutInput(medium, dueOn));
    await clerk.call(custody.takeBack, takeBackInput(medium));
    expect((await auditor.call(custody.copies, {})).violations).toEqual([]);
  });

  it('a backup target on the disk of the database is found, whatever its register says of the place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouxin-backups-'));
    const guard = await harness.as('security');
    const register = { ...assetInput(guard.me.unit.id), locator: folder };
    const { proposal } = await guard.call(storage.register, register);
    await dpo.call(approvals.approve, { proposal });
    expect((await auditor.call(custody.copies, {})).violations).toEqual([]);
    const embedded = await openApp({
      serverUrl: harness.urls.serverUrl,
      keysFolder: harness.keysFolder,
      clock: harness.clock,
      lines: [],
      home: mkdtempSync(join(tmpdir(), 'shouxin-home-')),
    });
    const measured = await embedded.custody.probes['copies-apart']();
    await embedded.stop();
    expect(measured).toMatchObject({ state: 'red', measured: [{}, { value: '1' }] });
  });
});

test('R3.2.3 what is out too long, expired or not counted in time becomes a task by the day alone', async () => {
  const late = await newMedium(await harness.as('ops'));
  await (await harness.as('ops')).call(custody.handOut, handOutInput(late, dueOn));
  harness.clock.advance({ hours: 24 * 40 });
  const clerk = await harness.enter('ops');
  const { items } = await clerk.call(custody.media, { state: 'overdue', limit: 100 });
  expect(items.map((it) => it.medium)).toContain(late);
  const expired = await clerk.call(custody.media, { state: 'expired' });
  expect(expired.items.map((it) => it.label)).toEqual(['SX-T-0002']);
  const titles = async () => {
    const { waiting } = await (await harness.enter('ops')).call(desk.desk, {});
    return [...new Set(waiting.filter((it) => it.kind === 'custody').map((it) => it.title.zh))];
  };
  const expected = ['介质逾期未归还', '介质保管期已满，请销毁或重写后入库'];
  expect(await titles()).toEqual(expect.arrayContaining(expected));
  expect((await custodyClauses())[1]).toBe('red');
  harness.clock.advance({ hours: 24 * 160 });
  expect(await titles()).toContain('介质到期应盘点');
});
