// Accounts through the real door (promise 6, decision 0017): sysadmin proposes, security reads and approves, each takes one half,
// and the holder signs in with both. Everything is in the trail; no secret is.
import { operations } from '@shouxin/contract';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openHarness } from '../harness.ts';
import { proposed } from '../harness-steps.ts';

const { approvals, audit, desk, identity } = operations;
const harness = await openHarness({ customers: 1 });
const [sysadmin, security, auditor] = [
  await harness.as('sysadmin'),
  await harness.as('security'),
  await harness.as('auditor'),
];
const unit = (await harness.as('teller')).me.unit.id;
const person = { account: 'zhou.li', displayName: '周莉', post: 'teller' as const, unit };

async function propose(): Promise<string> {
  await sysadmin.stepUp();
  const answer = await sysadmin.call(identity.createAccount, person);
  expect(answer.reviewers.zh).toBe('安全管理员');
  return answer.proposal;
}

test('promise 6: sysadmin proposes an account, security reads it, rejects it or makes it real', async () => {
  const first = await propose();
  expect(await codeOf(sysadmin.call(approvals.approve, { proposal: first }))).toBe(
    'identity.not-permitted',
  );
  await security.call(approvals.reject, { proposal: first, reason: '请附人事通知' });
  const [mine] = (await sysadmin.call(approvals.mine, {})).items;
  expect(mine).toMatchObject({ state: 'rejected', reason: '请附人事通知' });

  const proposal = await propose();
  const { waiting } = await security.call(desk.desk, {});
  expect(waiting.map((it) => it.to)).toContain(`/approvals/${proposal}`);
  const view = await security.call(approvals.view, { proposal });
  expect(view.items.map((it) => [it.label.zh, it.proposed])).toEqual([
    ['账号', 'zhou.li'],
    ['姓名', '周莉'],
    ['岗位', '柜员 Teller'],
    ['机构', expect.stringContaining('支行')],
  ]);
  await security.call(approvals.approve, { proposal });
  expect((await sysadmin.call(desk.desk, {})).waiting.map((it) => it.to)).toContain(
    '/accounts/hand-overs',
  );
});

test('promise 6: each takes one half, with a fresh code, once; the holder signs in with both', async () => {
  const [mine] = (await sysadmin.call(identity.listHandOvers, {})).items;
  const [theirs] = (await security.call(identity.listHandOvers, {})).items;
  const take = { handOver: theirs?.handOver ?? '' };
  expect(await codeOf(security.call(identity.handOver, take))).toBe('identity.step-up-required');
  await security.stepUp();
  await sysadmin.stepUp();
  expect(await codeOf(sysadmin.call(identity.handOver, take))).toBe('not-found');
  const { totpUri = '', password: none } = await security.call(identity.handOver, take);
  expect(none).toBeUndefined();
  expect(await codeOf(security.call(identity.handOver, take))).toBe('identity.handed-over');
  const { password = '', totpUri: noUri } = await sysadmin.call(identity.handOver, {
    handOver: mine?.handOver ?? '',
  });
  expect(noUri).toBeUndefined();
  const secret = Secret.fromBase32(new URL(totpUri).searchParams.get('secret') ?? '');
  const totp = TOTP.generate({ secret, timestamp: harness.clock.now().getTime() });
  const payload = { account: 'zhou.li', password, totp, newPassword: 'Distant-Lanterns-83' };
  const answer = await harness.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  expect(answer.json()).toMatchObject({ account: 'zhou.li', post: 'teller' });

  const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
  const { rows } = await owner.pool.query<{ body: string }>(
    `SELECT convert_from(body, 'UTF8') AS body FROM audit.entry`,
  );
  await owner.close();
  const all = rows.map((it) => it.body).join('\n');
  for (const typed of [password, secret.base32, '周莉']) expect(all).not.toContain(typed);
});

test('R1.5.2 the trail says who proposed, who approved and who took what', async () => {
  const { items } = await auditor.call(audit.search, { filters: {}, limit: 100 });
  const told = items.map((it) => `${it.act} ${it.result} ${it.post ?? ''}`);
  for (const line of [
    'identity.create-account proposed sysadmin',
    'approvals.reject rejected security',
    'identity.create-account done security',
    'approvals.approve approved security',
    'identity.hand-over done sysadmin',
    'identity.hand-over done security',
  ])
    expect(told).toContain(line);
});

test('三员分立: security opens no proposal about a customer', async () => {
  const { proposal } = await proposed(await harness.as('teller'));
  const input = { proposal };
  expect(await codeOf(security.call(approvals.view, input))).toBe('approvals.not-reviewer');
  expect(await codeOf(security.call(approvals.approve, input))).toBe('approvals.not-reviewer');
  expect((await security.call(approvals.list, {})).items.map((it) => it.proposal)).not.toContain(
    proposal,
  );
});
