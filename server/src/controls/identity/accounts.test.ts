// Accounts and the organisation: what a system administrator does, and what not even an administrator may do.
import { dutyOf, mayAlsoHold, posts, Refusal, type Post } from '@shouxin/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { createKit, goodPassword, rowsOf } from '../../../test/journeys/identity-kit.ts';

const kit = await createKit();
const boss = await kit.addPerson('boss', 'sysadmin');
const second = await kit.addPerson('second', 'sysadmin');
const keeper = await kit.addPerson('keeper', 'security');
let count = 0;

beforeEach(() => {
  kit.clock.advance({ hours: 10 });
  kit.restart();
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

/** Made by the two it needs; the holder has both halves. */
async function newAccount(post: Post = 'teller') {
  count += 1;
  const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
  const account = `person${count}`;
  const input = { account, displayName: '王小明', post, unit: kit.branch.id };
  const { run } = await kit.prepare('createAccount', input, admin);
  const { entries } = await run(guard);
  const [forAdmin] = await kit.take(admin);
  const [forGuard] = await kit.take(guard);
  const { items } = (await kit.act('listAccounts', { limit: 100 }, admin)).output;
  const made = items.find((it) => it.account === account);
  if (!made || !forAdmin?.password || !forGuard?.totpUri) throw new Error('nothing to hand over');
  const secret = new URL(forGuard.totpUri).searchParams.get('secret') ?? '';
  const person = { id: made.id, account, secret: kit.identity.totpSecretFrom(secret) };
  return { admin, guard, made, entries, person, password: forAdmin.password };
}

describe('making an account', () => {
  test('gives password and TOTP once, and the holder must change the password', async () => {
    const { made, person, password, admin, guard } = await newAccount();
    expect(made).toMatchObject({
      account: person.account,
      state: 'active',
      mustChangePassword: true,
      posts: [{ post: 'teller', unit: { code: 'B01' } }],
      lastSignInAt: null,
      signedIn: false,
    });
    expect([...(await kit.take(admin)), ...(await kit.take(guard))]).toEqual([]);
    expect(await refusal(kit.signIn(person, { password }))).toBe(
      'identity.password-change-required',
    );
    await kit.signIn(person, { password, newPassword: goodPassword });
  });

  test('keeps no password and no TOTP secret that the database alone could open', async () => {
    const { password, person } = await newAccount();
    const rows = await rowsOf(
      kit,
      `SELECT c::text AS line FROM identity.credential c UNION ALL
       SELECT h::text FROM identity.hand_over h`,
    );
    const stored = JSON.stringify(rows);
    const secret = Buffer.from(person.secret);
    for (const form of [password, secret.toString('hex'), secret.toString('base64')]) {
      expect(stored).not.toContain(form);
    }
  });

  test('refuses a name that is taken and a unit that is not there', async () => {
    const { admin, guard, person } = await newAccount();
    const input = { account: person.account, displayName: 'x', post: 'teller' as const };
    const here = { ...input, unit: kit.branch.id };
    expect(await refusal(kit.prepare('createAccount', here, admin))).toBe(
      'identity.account-exists',
    );
    const nowhere = { ...input, account: 'free', unit: person.id };
    expect(await refusal(kit.prepare('createAccount', nowhere, admin))).toBe('not-found');
    const twice = { ...here, account: 'twice' };
    const one = await kit.prepare('createAccount', twice, admin);
    const other = await kit.prepare('createAccount', twice, admin);
    await one.run(guard);
    expect(await refusal(other.run(guard))).toBe('identity.account-exists');
  });

  test('appends what was done and to whom, by ids', async () => {
    const { entries, made } = await newAccount('ops');
    const facts = { account: made.id, post: 'ops', unit: kit.branch.id };
    expect(entries).toMatchObject([{ act: 'identity.create-account', facts }]);
  });
});

describe('三员分立 (R1.5.1)', () => {
  test('nobody does anything to the own account', async () => {
    const admin = await kit.enter(boss);
    const own = { account: boss.id };
    const acts = [
      () => kit.act('unlock', own, admin),
      () => kit.prepare('resetPassword', { ...own, totp: false }, admin),
      () => kit.act('setState', { ...own, state: 'disabled' }, admin),
      () => kit.prepare('setPost', { ...own, post: 'auditor', unit: kit.branch.id }, admin),
      () => kit.prepare('setPost', { ...own, post: 'sysadmin', unit: kit.entity.id }, admin),
    ];
    for (const act of acts) expect(await refusal(act())).toBe('identity.own-account');
  });

  test('an account never crosses from one duty to another, not even over a detour', async () => {
    const { admin, person } = await newAccount();
    for (const post of ['sysadmin', 'security', 'auditor'] as const) {
      const input = { account: person.id, post, unit: kit.branch.id };
      expect(await refusal(kit.prepare('setPost', input, admin))).toBe('identity.separate-duties');
    }
    const auditor = await newAccount('auditor');
    const input = { account: auditor.person.id, post: 'teller' as const, unit: kit.branch.id };
    expect(await refusal(kit.prepare('setPost', input, auditor.admin))).toBe(
      'identity.separate-duties',
    );
  });

  test('of any two posts an account may hold both only within one duty', () => {
    const crossing = posts.flatMap((a) =>
      posts.filter((b) => mayAlsoHold([a], b)).map((b) => [a, b]),
    );
    expect(crossing.every(([a, b]) => a && b && dutyOf(a) === dutyOf(b))).toBe(true);
    expect(new Set(posts.map(dutyOf))).toEqual(
      new Set(['sysadmin', 'security', 'auditor', 'business']),
    );
  });

  test('two administrators who disable each other at once: one remains', async () => {
    const [first, other] = [await kit.enter(boss), await kit.enter(second)];
    const ended = await Promise.all([
      refusal(kit.act('setState', { account: second.id, state: 'disabled' }, first)),
      refusal(kit.act('setState', { account: boss.id, state: 'disabled' }, other)),
    ]);
    expect(new Set(ended)).toEqual(new Set(['done', 'identity.not-permitted']));
    await rowsOf(kit, `UPDATE identity.account SET state = 'active'`);
  });
});

describe('posts', () => {
  test('a new post counts from the next sign-in, and the old one stays in the history', async () => {
    const { admin, guard, person, password } = await newAccount();
    const { token } = await kit.signIn(person, { password, newPassword: goodPassword });
    const input = { account: person.id, post: 'reviewer' as const, unit: kit.entity.id };
    const { run } = await kit.prepare('setPost', input, admin);
    expect((await kit.recognise(token))?.post, 'proposed only').toBe('teller');
    await run(guard);
    expect(await kit.recognise(token)).toBeUndefined();
    kit.clock.advance({ seconds: 30 });
    const { output: me } = await kit.signIn(person);
    expect(me).toMatchObject({ post: 'reviewer', unit: { code: 'HQ' } });
    const history = await rowsOf(
      kit,
      `SELECT post, until_at IS NULL AS now, given_by, ended_by FROM identity.post_held
       WHERE account_id = '${person.id}' ORDER BY since_at`,
    );
    expect(history).toEqual([
      { post: 'teller', now: false, given_by: boss.id, ended_by: boss.id },
      { post: 'reviewer', now: true, given_by: boss.id, ended_by: null },
    ]);
  });

  test('who may approve: active holders of the post, in a unit or anywhere', async () => {
    const owner = await kit.addPerson('owner1', 'owner');
    const gone = await kit.addPerson('owner2', 'owner');
    const admin = await kit.enter(boss);
    await kit.act('setState', { account: gone.id, state: 'disabled' }, admin);
    const names = async (unit?: string) =>
      (await kit.identity.actorsWith(kit.database.server.db, 'owner', unit)).map((it) => it.id);
    expect(await names()).toEqual([owner.id]);
    expect(await names(kit.branch.id)).toEqual([owner.id]);
    expect(await names(kit.entity.id)).toEqual([]);
  });
});

const lock = async (person: { id: string; account: string; secret: Uint8Array }) => {
  for (let i = 0; i < 5; i += 1) await refusal(kit.signIn(person, { password: 'x' }));
};

describe('unlock and reset', () => {
  test('a locked account shows as locked, is found by that, and can be unlocked', async () => {
    const { person } = await newAccount();
    await lock(person);
    const admin = await kit.enter(boss);
    const list = async (state: 'locked' | 'active') =>
      (await kit.act('listAccounts', { limit: 100, state }, admin)).output.items;
    expect((await list('locked')).map((it) => [it.id, it.state])).toEqual([[person.id, 'locked']]);
    expect((await list('active')).map((it) => it.id)).not.toContain(person.id);
    const { output } = await kit.act('unlock', { account: person.id }, admin);
    expect(output.state).toBe('active');
    expect(await refusal(kit.signIn(person, { password: 'x' }))).toBe('identity.wrong-credentials');
  });

  test('a reset ends the session, unlocks, and asks for a new password; TOTP only on request', async () => {
    const person = await kit.addPerson('forgetful', 'teller');
    const actor = await kit.enter(person);
    await lock(person);
    const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
    const input = { account: person.id, totp: false };
    const { run } = await kit.prepare('resetPassword', input, admin);
    expect(await kit.recognise(actor.token), 'proposed only').toBeDefined();
    await run(guard);
    expect(await kit.recognise(actor.token)).toBeUndefined();
    expect(await kit.take(guard), 'the holder keeps the authenticator').toEqual([]);
    const [taken] = await kit.take(admin);
    expect(taken?.totpUri).toBeUndefined();
    expect(await refusal(kit.signIn(person))).toBe('identity.wrong-credentials');
    expect(await refusal(kit.signIn(person, { password: taken?.password ?? '' }))).toBe(
      'identity.password-change-required',
    );
  });

  test('with TOTP the old authenticator is worth nothing', async () => {
    const person = await kit.addPerson('lostphone', 'teller');
    const [admin, guard] = [await kit.enter(boss), await kit.enter(keeper)];
    const { run } = await kit.prepare('resetPassword', { account: person.id, totp: true }, admin);
    await run(guard);
    const [[forAdmin], [forGuard]] = [await kit.take(admin), await kit.take(guard)];
    const password = forAdmin?.password ?? '';
    expect(await refusal(kit.signIn(person, { password }))).toBe('identity.wrong-credentials');
    const secret = new URL(forGuard?.totpUri ?? '').searchParams.get('secret') ?? '';
    const renewed = { ...person, secret: kit.identity.totpSecretFrom(secret) };
    await kit.signIn(renewed, { password, newPassword: 'Quiet-Harbour-58' });
  });
});

describe('lists', () => {
  test('accounts come in pages, each once, and say who is signed in', async () => {
    const admin = await kit.enter(boss);
    const seen: string[] = [];
    const signedIn: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await kit.act('listAccounts', { limit: 3, cursor }, admin);
      expect(output.items.length).toBeLessThanOrEqual(3);
      expect(output.band).toBe('11-50');
      seen.push(...output.items.map((it) => it.account));
      signedIn.push(...output.items.filter((it) => it.signedIn).map((it) => it.account));
      cursor = output.next;
    } while (cursor);
    const all = await rowsOf(kit, 'SELECT name FROM identity.account ORDER BY name');
    expect(seen).toEqual(all.map((row) => row.name));
    expect(signedIn).toContain('boss');
  });

  test('units: a code is taken once, nothing stands below a department, there is one entity', async () => {
    const admin = await kit.enter(boss);
    const make = (parent: string, kind: 'branch' | 'department', code: string) =>
      kit.act('createUnit', { parent, kind, code, name: { zh: '个金部', en: 'Retail' } }, admin);
    const department = (await make(kit.branch.id, 'department', 'B01-RB')).output;
    expect(await refusal(make(kit.entity.id, 'branch', 'B01'))).toBe('identity.unit-exists');
    expect(await refusal(make(department.id, 'department', 'B01-X'))).toBe('input.invalid');
    expect(await refusal(make(boss.id, 'branch', 'B09'))).toBe('not-found');
    const other = { parent: null, kind: 'entity' as const, code: 'HQ2', at: kit.clock.now() };
    const db = kit.database.server.db;
    const twice = kit.identity.createUnit(db, { ...other, name: { zh: '二', en: 'Two' } });
    await expect(twice).rejects.toThrow('unit_one_entity');
    const { items } = (await kit.act('listUnits', {}, admin)).output;
    expect(items.map((it) => it.code)).toEqual(['HQ', 'B01', 'B01-RB']);
    expect(items.find((it) => it.code === 'B01')?.staff).toBeGreaterThan(5);
  });

  test('demonstration accounts can be found out, so that production can refuse them', async () => {
    expect(await kit.identity.hasDemonstrationAccounts(kit.database.server.db)).toBe(true);
  });
});

describe('the server’s role', () => {
  test.each([
    'DELETE FROM identity.attempt',
    `UPDATE identity.attempt SET kind = 'cleared'`,
    'DELETE FROM identity.used_code',
    'UPDATE identity.used_code SET step = 0',
    'DELETE FROM identity.session',
    `UPDATE identity.session SET account_id = '${boss.id}'`,
    'DELETE FROM identity.account',
    `UPDATE identity.account SET name = 'x'`,
    `UPDATE identity.post_held SET post = 'sysadmin'`,
    'DELETE FROM identity.old_password',
  ])('cannot %s', async (statement) => {
    await expect(kit.database.server.pool.query(statement)).rejects.toMatchObject({
      code: '42501',
    });
  });
});
