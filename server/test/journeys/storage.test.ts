// The storage register through the real door (R3.0, R3.1.1, R3.1.2, R3.1.3): security proposes, the data protection officer decides,
// nothing lies outside China or without an assessment, and what runs out says so. The running system is held against it.
import { operations, type AssetCard } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openApp, openHarness } from '../harness.ts';

const { approvals, desk, storage } = operations;
const harness = await openHarness({ customers: 2 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 2 });
afterAll(() => owner.close());
const [security, dpo, compliance] = [
  await harness.as('security'),
  await harness.as('dpo'),
  await harness.as('compliance'),
];
const unit = security.me.unit.id;

let made = 0;
const terms = (more: object = {}) => ({
  kind: 'object-store' as const,
  name: `影像对象存储${(made += 1)}`,
  country: 'CN',
  province: '31',
  site: '张江机房',
  form: 'cloud' as const,
  mlpsLevel: 3,
  encryption: 'volume' as const,
  unit,
  standard: 'GB/T 22239-2019 第三级',
  classes: ['C1', 'C2'] as ('C1' | 'C2' | 'C3')[],
  ...more,
});
const assessment = (asset: string, more: object = {}) => ({
  asset,
  assessedOn: harness.clock.now().toISOString().slice(0, 10),
  assessor: '信息安全部',
  result: 'passed' as const,
  score: 90,
  findings: [] as {
    severity: 'high' | 'medium' | 'low';
    text: string;
    remediation: string;
    dueOn: string;
  }[],
  ...more,
});

const approve = (proposal: string) => dpo.call(approvals.approve, { proposal });

async function registered(more: object = {}): Promise<AssetCard> {
  const input = terms(more);
  const { proposal } = await security.call(storage.register, input);
  await approve(proposal);
  const { items } = await security.call(storage.list, { limit: 100 });
  const found = items.find(({ name }) => name === input.name);
  if (!found) throw new Error('not registered');
  return found;
}

async function assessed(asset: string, more: object = {}): Promise<void> {
  await approve((await security.call(storage.assess, assessment(asset, more))).proposal);
}

const stateOf = async (asset: string) =>
  (await security.call(storage.view, { asset })).card.assessment.state;

test('R3.1.1 the demonstration has its own storage registered: what is really in use is in order', async () => {
  const { items, findings } = await compliance.call(storage.uses, {});
  expect(findings).toBe(0);
  const states = Object.fromEntries(items.map((it) => [it.dataSet, it.state]));
  expect(states).toMatchObject({ 'customer-values': 'in-order', 'key-store': 'expiring' });
  expect(items.find((it) => it.dataSet === 'key-store')?.locator).toBe(harness.keysFolder);
  expect(JSON.stringify(items)).not.toContain('postgres://');
});

test('R3.1.1 an asset needs two persons, and never the same; the second reads every term', async () => {
  const { proposal, reviewers } = await security.call(storage.register, terms());
  expect(reviewers.zh).toBe('个人信息保护负责人');
  expect(await codeOf(security.call(approvals.approve, { proposal }))).toBe(
    'approvals.not-reviewer',
  );
  const before = (await security.call(storage.list, { limit: 100 })).items.length;
  const view = await dpo.call(approvals.view, { proposal });
  expect(view.items.map((it) => [it.item, it.proposed])).toContainEqual([
    'form',
    { zh: '云', en: 'Cloud' },
  ]);
  await dpo.call(approvals.reject, { proposal, reason: '请附云服务商备案' });
  const [mine] = (await security.call(approvals.mine, {})).items;
  expect(mine).toMatchObject({ state: 'rejected', reason: '请附云服务商备案' });
  expect((await security.call(storage.list, { limit: 100 })).items).toHaveLength(before);
});

test.each([
  [{ country: 'SG', province: '31' }, 'storage.outside-china'],
  [{ province: '81' }, 'storage.outside-china'],
  [{ province: '71' }, 'storage.outside-china'],
  [{ province: '99' }, 'input.invalid'],
  [{ account: 'nobody-here' }, 'input.invalid'],
  [{ unit: crypto.randomUUID() }, 'not-found'],
])('R3.1.1 %o is refused: %s', async (more, code) => {
  expect(await codeOf(security.call(storage.register, terms(more)))).toBe(code);
});

test('R3.1.1 a place outside is refused with the row of law, and the database could not keep it', async () => {
  const refused = await security
    .call(storage.register, terms({ country: 'SG' }))
    .catch((error: unknown) => error);
  expect(JSON.stringify((refused as { problem: unknown }).problem)).toContain(
    '个人信息保护法第40条',
  );
  await expect(
    sql`UPDATE storage.asset_version SET province = '81'`.execute(owner.db),
  ).rejects.toThrow(/check constraint/);
});

test('R3.1.1 one place of the system stands for one asset', async () => {
  const locator = harness.keysFolder;
  expect(await codeOf(security.call(storage.register, terms({ locator })))).toBe(
    'storage.locator-taken',
  );
});

test('R3.1.2 without a valid assessment C2 is not bound, proposed or approved; with one it is', async () => {
  const { asset } = await registered();
  const bind = { asset, dataSet: 'document-images' };
  expect(await codeOf(security.call(storage.bind, bind))).toBe('storage.not-assessed');
  expect(await codeOf(security.call(storage.bind, { asset, dataSet: 'key-store' }))).toBe(
    'storage.class-not-allowed',
  );
  await assessed(asset);
  expect(await stateOf(asset)).toBe('valid');
  const { proposal } = await security.call(storage.bind, bind);
  await assessed(asset, { result: 'failed', score: 30 });
  expect(await codeOf(approve(proposal))).toBe('storage.not-assessed');
  await assessed(asset);
  await approve(proposal);
  expect(await codeOf(security.call(storage.bind, bind))).toBe('storage.bound-already');
  const { bindings } = await security.call(storage.view, { asset });
  expect(bindings).toMatchObject([{ dataSet: 'document-images', state: 'in-force' }]);
  expect(await codeOf(security.call(storage.retire, { asset }))).toBe('storage.still-bound');
  await security.call(storage.unbind, { binding: bindings[0]?.binding ?? '' });
  await security.call(storage.retire, { asset });
  expect(await codeOf(security.call(storage.assess, assessment(asset)))).toBe('storage.retired');
});

test('R3.1.2 a change of what was assessed asks for another assessment; a new name does not', async () => {
  const card = await registered();
  const { asset } = card;
  await assessed(asset);
  const next = { ...terms({ name: card.name, account: 'security' }), asset };
  await approve((await security.call(storage.change, next)).proposal);
  expect(await stateOf(asset)).toBe('valid');
  const moved = { ...next, province: '11', site: '亦庄机房' };
  const { proposal } = await security.call(storage.change, moved);
  const view = await dpo.call(approvals.view, { proposal });
  expect(view.items.find(({ item }) => item === 'province')).toMatchObject({
    proposed: { zh: '北京市' },
    current: { zh: '上海市' },
  });
  await approve(proposal);
  expect(await stateOf(asset)).toBe('outdated');
  const late = await security.call(storage.change, { ...moved, name: '甲' + card.name });
  await approve(
    (await security.call(storage.change, { ...moved, name: '乙' + card.name })).proposal,
  );
  expect(await codeOf(approve(late.proposal))).toBe('approvals.stale');
});

test('R3.1.2 an assessment states findings with their remedy; sealed, and marked when done, once', async () => {
  const { asset } = await registered();
  const dueOn = '2026-12-31';
  const high = {
    severity: 'high' as const,
    text: '存储桶可匿名读取',
    remediation: '关闭匿名访问',
    dueOn,
  };
  const wrong = [
    { findings: [high] },
    { result: 'conditional' },
    { assessedOn: '2027-01-01' },
    { assessedOn: '2024-01-01' },
    { result: 'conditional', findings: [{ ...high, dueOn: '2026-01-01' }] },
  ];
  for (const more of wrong) {
    expect(await codeOf(security.call(storage.assess, assessment(asset, more)))).toBe(
      'input.invalid',
    );
  }
  await assessed(asset, { result: 'conditional', findings: [high] });
  const [found] = (await compliance.call(storage.assessments, { asset })).items;
  expect(found).toMatchObject({ validUntil: '2027-11-23', findings: [{ text: high.text }] });
  const done = { assessment: found?.assessment ?? '', finding: 1 };
  await security.call(storage.remedy, done);
  expect(await codeOf(security.call(storage.remedy, done))).toBe('storage.remedied');
  expect(await codeOf(security.call(storage.remedy, { ...done, finding: 2 }))).toBe('not-found');
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM storage.assessment
    WHERE position(convert_to('匿名', 'UTF8') in findings) > 0`.execute(owner.db);
  expect(rows[0]?.n).toBe(0);
});

test('R3.1.3 coverage counts every value by suite, and finds one that is not sealed', async () => {
  const counted = async () => {
    await security.call(storage.countCoverage, {});
    await harness.app.storage.duties['storage.count-coverage']?.({});
    // The queue may be at the same count.
    await vi.waitFor(
      async () => expect((await security.call(storage.coverage, {})).isCounting).toBe(false),
      { timeout: 20_000 },
    );
    return security.call(storage.coverage, {});
  };
  const purpose = { code: 'P-ACCT', reference: 'TS-2026-001' };
  const terms = { by: 'mobile' as const, mobile: '13900001234' };
  await (await harness.as('teller')).call(operations.customers.search, { terms, purpose });
  const whole = await counted();
  expect(whole).toMatchObject({ unsealed: 0, isCounting: false });
  expect(whole.countedAt).not.toBeNull();
  const name = whole.items.find(({ key }) => key === 'NP01');
  expect(name).toMatchObject({ class: 'C2', level: 3, total: 2, unsealed: 0 });
  expect(name?.bySuite).toEqual([{ suite: 'SM4-GCM + HMAC-SM3', count: 2 }]);
  for (const [key, kind] of [
    ['audit.entry.body', 'log'],
    ['identity.credential.totp_sealed', 'secret'],
    ['keys.customer_key.wrapped', 'key'],
    ['customers.fingerprint.tag', 'fingerprint'],
  ]) {
    const row = whole.items.find((it) => it.key === key);
    expect(row?.kind, key).toBe(kind);
    expect(row?.total, key).toBeGreaterThan(0);
  }
  await sql`UPDATE customers.value SET sealed = convert_to('in clear', 'UTF8') WHERE item = 'NP01'
    AND customer = (SELECT min(customer::text)::uuid FROM customers.value)`.execute(owner.db);
  const broken = await counted();
  expect(broken.unsealed).toBe(1);
  expect(broken.items.find(({ key }) => key === 'NP01')).toMatchObject({ total: 2, unsealed: 1 });
  const { items } = await security.call(storage.controls, {});
  expect(items.find((it) => it.control === 'encryption')?.technical.state).toBe('red');
});

test('R3.0 each control has a technical check and a management record; an overdue review shows', async () => {
  const { items } = await compliance.call(storage.controls, {});
  expect(items.map((it) => it.control)).toEqual([
    'medium',
    'assessment',
    'encryption',
    'unreadable',
  ]);
  expect(items.every((it) => it.management !== null && !it.management.isOverdue)).toBe(true);
  const record = {
    control: 'medium' as const,
    unit,
    procedure: '《存储管理办法》第三版',
    reviewedOn: '2026-11-20',
    nextReviewOn: '2026-11-30',
  };
  const wrong = { ...record, nextReviewOn: '2026-11-01' };
  expect(await codeOf(security.call(storage.recordControl, wrong))).toBe('input.invalid');
  await security.call(storage.recordControl, record);
  harness.clock.advance({ hours: 24 * 8 });
  const later = await harness.enter('security');
  const [medium] = (await later.call(storage.controls, {})).items;
  expect(medium?.management).toMatchObject({ procedure: record.procedure, isOverdue: true });
});

test('R3.1.2 an assessment that ran out expires its bindings and reminds security and compliance', async () => {
  harness.clock.advance({ hours: 24 * 30 });
  const who = await harness.enter('security');
  const { items } = await who.call(storage.uses, {});
  expect(items.find((it) => it.dataSet === 'key-store')?.state).toBe('expired');
  for (const post of ['security', 'compliance'] as const) {
    const { waiting } = await (await harness.enter(post)).call(desk.desk, {});
    const reminder = waiting.find((it) => it.kind === 'storage');
    expect(reminder, post).toMatchObject({ tone: 'late', title: { zh: '评估过期，请重新评估' } });
    expect(reminder?.to).toMatch(/^\/storage\/[0-9a-f-]{36}$/);
  }
  const again = await harness.enter('security');
  const asset = items.find((it) => it.dataSet === 'key-store')?.asset?.asset ?? '';
  const assessedOn = harness.clock.now().toISOString().slice(0, 10);
  const { proposal } = await again.call(storage.assess, assessment(asset, { assessedOn }));
  await (await harness.enter('dpo')).call(approvals.approve, { proposal });
  const { waiting } = await again.call(desk.desk, {});
  expect(waiting.filter((it) => it.kind === 'storage')).toEqual([]);
});

test('R3.1.1 data found where nothing is registered is a finding, and the control is red', async () => {
  const elsewhere = await openApp({
    serverUrl: harness.urls.serverUrl,
    keysFolder: harness.keysFolder,
    clock: harness.clock,
    lines: [],
    home: '/somewhere/else',
  });
  const measured = await elsewhere.storage.probes['storage-medium']();
  await elsewhere.stop();
  expect(measured).toMatchObject({ state: 'red' });
});
