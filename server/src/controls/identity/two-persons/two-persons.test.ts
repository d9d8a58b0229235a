// Promise 6 for accounts: one administrator cannot become anybody (decision 0017). What is proposed is about neither of the
// two, each gets one half of a credential, and the exception at the beginning happens once.
import { Refusal } from '@shouxin/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { createKit, goodPassword, rowsOf } from '../../../../test/journeys/identity-kit.ts';

const kit = await createKit();
const boss = await kit.addPerson('boss', 'sysadmin');
const second = await kit.addPerson('second', 'sysadmin');

beforeEach(() => {
  kit.clock.advance({ hours: 10 });
  kit.restart();
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

const newTeller = (account: string) => ({
  account,
  displayName: '王小明',
  post: 'teller' as const,
  unit: kit.branch.id,
});
const guardOf = () => ({ account: 'warden', displayName: '安全员', unit: kit.entity.id });

async function idOf(account: string): Promise<string> {
  const [row] = await rowsOf(kit, `SELECT id FROM identity.account WHERE name = '${account}'`);
  return String(row?.['id']);
}

/** The first security administrator, once made, with both halves in the hands of the administrator. */
async function firstGuard() {
  const admin = await kit.enter(boss);
  const { output, entries } = await kit.act('openSecurity', guardOf(), admin);
  const taken = await kit.take(admin);
  const password = taken.find((it) => it.password)?.password ?? '';
  const uri = taken.find((it) => it.totpUri)?.totpUri ?? '';
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const person = {
    id: output.id,
    account: 'warden',
    secret: kit.identity.totpSecretFrom(secret),
  };
  return { admin, entries, person, password };
}

test('before there is a security administrator nothing can be proposed; the list says so', async () => {
  const admin = await kit.enter(boss);
  expect(await refusal(kit.prepare('createAccount', newTeller('early'), admin))).toBe(
    'identity.no-security',
  );
  const about = { account: second.id };
  expect(await refusal(kit.prepare('resetPassword', { ...about, totp: true }, admin))).toBe(
    'identity.no-security',
  );
  const { output } = await kit.act('listAccounts', { limit: 10 }, admin);
  expect(output.needsSecurity).toBe(true);
});

test('promise 6: the first security administrator is made alone, logged as such, and once', async () => {
  const { admin, entries, person, password } = await firstGuard();
  expect(entries).toEqual([
    { facts: { account: person.id, post: 'security', unit: kit.entity.id } },
  ]);
  const again = { ...guardOf(), account: 'guard2' };
  expect(await refusal(kit.act('openSecurity', again, admin))).toBe('identity.security-exists');
  const { output } = await kit.act('listAccounts', { limit: 10 }, admin);
  expect(output.needsSecurity).toBe(false);
  await kit.signIn(person, { password, newPassword: goodPassword });
  keeper = person;
});

let keeper = boss;

describe('promise 6: nobody acts alone where two are required', () => {
  test('the last security administrator cannot be disabled to open that door again', async () => {
    const admin = await kit.enter(boss);
    const off = { account: keeper.id, state: 'disabled' as const };
    expect(await refusal(kit.act('setState', off, admin))).toBe('identity.last-security');
    const extra = await kit.addPerson('extra', 'security');
    await kit.act('setState', { ...off, account: extra.id }, admin);
    expect(await refusal(kit.act('openSecurity', { ...guardOf(), account: 'g' }, admin))).toBe(
      'identity.security-exists',
    );
  });

  test('proposing makes nothing: no account, no credential, nothing to take', async () => {
    const admin = await kit.enter(boss);
    const { prepared } = await kit.prepare('createAccount', newTeller('waiting'), admin);
    expect(prepared).toMatchObject({ reviewedBy: 'security', label: 'waiting' });
    expect(await idOf('waiting')).toBe('undefined');
    expect(await kit.take(admin)).toEqual([]);
  });

  test('neither half opens the account: the proposer has no code, the reviewer no password', async () => {
    const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
    const { run } = await kit.prepare('createAccount', newTeller('halves'), admin);
    await run(guard);
    const [forAdmin, ...moreForAdmin] = await kit.take(admin);
    const [forGuard, ...moreForGuard] = await kit.take(guard);
    expect([...moreForAdmin, ...moreForGuard]).toEqual([]);
    expect(Object.keys(forAdmin ?? {})).not.toContain('totpUri');
    expect(Object.keys(forGuard ?? {})).not.toContain('password');
    const id = await idOf('halves');
    const guessing = { id, account: 'halves', secret: boss.secret };
    const { password = '' } = forAdmin ?? {};
    expect(await refusal(kit.signIn(guessing, { password }))).toBe('identity.wrong-credentials');
    const secret = new URL(forGuard?.totpUri ?? '').searchParams.get('secret') ?? '';
    const holder = { ...guessing, secret: kit.identity.totpSecretFrom(secret) };
    kit.clock.advance({ minutes: 1 });
    expect(await refusal(kit.signIn(holder))).toBe('identity.wrong-credentials');
    await kit.signIn(holder, { password, newPassword: goodPassword });
  });

  test('nobody approves what concerns the own account, nor one who proposes for themselves', async () => {
    const other = await kit.addPerson('guard3', 'security');
    const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
    const about = { account: keeper.id, totp: true };
    const { run } = await kit.prepare('resetPassword', about, admin);
    expect(await refusal(run(guard))).toBe('identity.own-account');
    const own = { account: boss.id, totp: true };
    expect(await refusal(kit.prepare('resetPassword', own, admin))).toBe('identity.own-account');
    await kit.act('setState', { account: other.id, state: 'disabled' }, admin);
    expect(await refusal(kit.prepare('resetPassword', about, admin))).toBe('identity.no-security');
  });

  test('a proposer who was disabled meanwhile, or an account that moved, is stale', async () => {
    const admin = await kit.enter(second);
    const person = await kit.addPerson('mover', 'teller');
    const move = { account: person.id, post: 'reviewer' as const, unit: kit.branch.id };
    const first = await kit.prepare('setPost', move, admin);
    const twin = await kit.prepare('setPost', move, admin);
    const later = await kit.prepare('createAccount', newTeller('late'), admin);
    const guard = await kit.enter(keeper);
    await first.run(guard);
    expect(await refusal(twin.run(guard))).toBe('approvals.stale');
    const chief = await kit.enter(boss);
    await kit.act('setState', { account: second.id, state: 'disabled' }, chief);
    expect(await refusal(later.run(guard))).toBe('approvals.stale');
    expect(await idOf('late')).toBe('undefined');
  });
});

describe('a hand-over', () => {
  async function proposedReset(account: string) {
    const person = await kit.addPerson(account, 'teller');
    const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
    const input = { account: person.id, totp: true };
    const again = async () => (await kit.prepare('resetPassword', input, admin)).run(guard);
    await again();
    const { items } = (await kit.act('listHandOvers', {}, admin)).output;
    return { admin, guard, again, waiting: items[0] };
  }

  test('is for one person, once', async () => {
    const { admin, guard, waiting } = await proposedReset('once');
    const input = { handOver: waiting?.handOver ?? '' };
    expect(await refusal(kit.act('handOver', input, guard))).toBe('not-found');
    const tries = [1, 2, 3].map(() => refusal(kit.act('handOver', input, admin)));
    const ended = await Promise.all(tries);
    expect(ended.filter((it) => it === 'done')).toHaveLength(1);
    expect(ended.filter((it) => it === 'identity.handed-over')).toHaveLength(2);
  });

  test('says in the log who took which half of which account, and no secret', async () => {
    const { admin, waiting } = await proposedReset('traced');
    const { entries, output } = await kit.act(
      'handOver',
      { handOver: waiting?.handOver ?? '' },
      admin,
    );
    expect(entries).toMatchObject([{ facts: { account: await idOf('traced'), kind: 'password' } }]);
    expect(JSON.stringify(entries)).not.toContain(output.password);
  });

  test('ends after the hours of the rule, and when a later approval replaces it', async () => {
    const { admin, again, waiting } = await proposedReset('late1');
    await again();
    const old = { handOver: waiting?.handOver ?? '' };
    expect(await refusal(kit.act('handOver', old, admin))).toBe('identity.handed-over');
    const { items } = (await kit.act('listHandOvers', {}, admin)).output;
    expect(items).toHaveLength(1);
    kit.clock.advance({ hours: 72 });
    const fresh = { handOver: items[0]?.handOver ?? '' };
    expect(await refusal(kit.act('handOver', fresh, admin))).toBe('identity.handed-over');
    expect((await kit.act('listHandOvers', {}, admin)).output.items).toEqual([]);
  });
});

test.each([
  'DELETE FROM identity.hand_over',
  'UPDATE identity.hand_over SET for_account = account_id',
  `UPDATE identity.hand_over SET until_at = now() + interval '1 year'`,
])('the server’s role cannot %s', async (statement) => {
  await expect(kit.database.server.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
});
