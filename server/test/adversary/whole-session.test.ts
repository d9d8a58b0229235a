// A stolen session, or the hope for one (SECURITY threat 14): what the database holds opens nothing, what a page of another site
// sends is refused, and a session that has ended is over at once. Every refusal that names an actor stands in the log.
import { operations, type Problem } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { openHarness, password, type Session } from '../harness.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const { approvals, identity } = operations;
const sysadmin = await harness.as('sysadmin');

let count = 0;
function someone(): Promise<Session> {
  count += 1;
  return harness.hire({ account: `person-${count}`, post: 'teller', branch: '01001' });
}

interface Sent {
  /** Whose browser sends it, with the proof of its session; absent: somebody with at most a cookie. */
  readonly by?: Session;
  readonly cookie?: string;
  readonly csrf?: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

/** 200, or the code of the refusal. */
async function answerTo({ by, cookie, csrf, method = 'GET', headers }: Sent): Promise<string> {
  const url = method === 'GET' ? '/v1/me' : '/v1/intakes';
  const { 'x-csrf-token': _, ...own } = (await by?.headersFor(method, url)) ?? {};
  const answer = await harness.http.inject({
    method,
    url,
    headers: {
      ...own,
      ...(cookie && { cookie }),
      ...(csrf && { 'x-csrf-token': csrf }),
      ...headers,
    },
    ...(method === 'POST' && { payload: { list: 'CS-01', purpose: { code: 'P-ACCT' } } }),
  });
  return answer.statusCode === 200 ? '200' : answer.json<Problem>().code;
}

interface Row {
  readonly token_hash: Buffer;
  readonly csrf: string;
}

async function rowOf({ account }: Session): Promise<Row> {
  const { rows } = await sql<Row>`
    SELECT s.token_hash, s.csrf FROM identity.session s JOIN identity.account a ON a.id = s.account_id
    WHERE a.name = ${account} AND s.ended_at IS NULL`.execute(owner.db);
  return rows[0] ?? { token_hash: Buffer.alloc(32), csrf: '' };
}

const signInFirst = 'identity.sign-in-required';

describe('a thief with the table of sessions', () => {
  test.each(['base64url', 'base64', 'hex', 'latin1'] as const)(
    'the token hash as %s is no token',
    async (encoding) => {
      const person = await someone();
      expect(await answerTo({ by: person })).toBe('200');
      const { token_hash: hash, csrf } = await rowOf(person);
      const cookie = `shouxin=${encodeURIComponent(hash.toString(encoding))}`;
      expect(await answerTo({ cookie })).toBe(signInFirst);
      expect(await answerTo({ cookie, csrf, method: 'POST' })).toBe(signInFirst);
      expect(await answerTo({ csrf, method: 'POST' })).toBe(signInFirst);
    },
  );

  test('no column of it, and nothing in the log, holds the token', async () => {
    const person = await someone();
    const token = person.cookie.slice('shouxin='.length);
    const { rows } = await sql<{ line: string }>`
      SELECT s::text AS line FROM identity.session s
      UNION ALL SELECT convert_from(body, 'UTF8') FROM audit.entry`.execute(owner.db);
    const all = rows.map(({ line }) => line).join('\n') + harness.lines.join('');
    for (const form of [
      token,
      Buffer.from(token).toString('hex'),
      Buffer.from(token, 'base64url').toString('hex'),
    ])
      expect(all).not.toContain(form);
  });
});

describe('another site in the same browser', () => {
  test.each([
    ['nothing', () => undefined],
    ['an empty one', () => ''],
    ['a guess', () => 'x'.repeat(43)],
    ['that of another session', () => sysadmin.me.csrf],
  ] satisfies [string, () => string | undefined][])(
    'sends a write with %s as CSRF token: refused, and in the log',
    async (_, csrfOf) => {
      const person = await someone();
      const csrf: string | undefined = csrfOf();
      const sent = {
        by: person,
        method: 'POST' as const,
        ...(csrf !== undefined && { csrf }),
      };
      expect(await answerTo(sent)).toBe('identity.csrf');
      const { entries } = await harness.app.audit.read({ act: 'collection.begin' }, { limit: 1 });
      expect(entries[0]?.entry).toMatchObject({
        actor: { account: person.account },
        result: 'refused',
        code: 'identity.csrf',
      });
      expect(await answerTo({ ...sent, csrf: person.me.csrf })).toBe('200');
    },
  );

  test('gives no cookie to another site, and takes none that it did not make', async () => {
    const person = await someone();
    const answer = await harness.http.inject({
      method: 'POST',
      url: '/v1/sign-in',
      remoteAddress: '198.51.100.77',
      headers: { cookie: 'shouxin=planted-by-a-thief' },
      payload: { account: person.account, password, totp: nextCode(), endOther: true },
    });
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(cookie?.value).not.toBe('planted-by-a-thief');
    expect(cookie?.value).toHaveLength(43);
  });
});

function nextCode(): string {
  harness.clock.advance({ seconds: 30 });
  return harness.code();
}

describe('a session that has ended', () => {
  const ends: [string, (person: Session) => Promise<unknown>][] = [
    ['signed out', (person) => person.call(identity.signOut, {})],
    ['signed in elsewhere', (person) => harness.enter(person.account)],
    ['account disabled', (person) => change(person, { state: 'disabled' })],
    ['password reset', (person) => change(person, {})],
    ['idle for fifteen minutes', async () => harness.clock.advance({ minutes: 15, seconds: 1 })],
  ];
  test.each(ends)('%s: over at once', async (_, end) => {
    const person = await someone();
    expect(await answerTo({ by: person })).toBe('200');
    await end(person);
    expect(await answerTo({ by: person })).toBe(signInFirst);
    const write = { by: person, csrf: person.me.csrf, method: 'POST' as const };
    expect(await answerTo(write)).toBe(signInFirst);
  });

  async function change(person: Session, how: { state?: 'disabled' }): Promise<void> {
    const boss = await harness.enter('sysadmin');
    await boss.stepUp();
    const { items } = await boss.call(identity.listAccounts, { limit: 100 });
    const account = items.find((it) => it.account === person.account)?.id ?? '';
    if (how.state) {
      await boss.call(identity.setState, { account, state: how.state });
      return;
    }
    const { proposal } = await boss.call(identity.resetPassword, { account });
    await (await harness.as('security')).call(approvals.approve, { proposal });
  }

  test('eight hours are its end, however busy', async () => {
    const person = await someone();
    for (let minutes = 0; minutes < 470; minutes += 10) {
      harness.clock.advance({ minutes: 10 });
      expect(await answerTo({ by: person })).toBe('200');
      await harness.app.identity.settled();
    }
    harness.clock.advance({ minutes: 10 });
    expect(await answerTo({ by: person })).toBe(signInFirst);
  });

  test('a step-up is over after five minutes', async () => {
    const person = await someone();
    await person.stepUp();
    const until = async () => (await person.call(identity.me, {})).session.steppedUpUntil;
    expect(await until()).not.toBeNull();
    harness.clock.advance({ minutes: 5 });
    expect(await until()).toBeNull();
  });
});

describe('R1.5.3 who signed in, and at which account it was tried', () => {
  test('the auditor finds success, failure and lock by the account; a failure names nobody', async () => {
    const person = await someone();
    const wrong = { account: person.account, password: 'Wrong-Reeds-99', totp: '000000' };
    const codes: string[] = [];
    for (let tries = 0; tries < 6; tries += 1) codes.push(await refusedAt(wrong));
    expect(codes.slice(-2)).toEqual(['identity.wrong-credentials', 'identity.locked']);
    const auditor = await harness.as('auditor');
    const { items } = await auditor.call(operations.audit.search, {
      filters: { account: person.account, act: 'identity.sign-in' },
    });
    const [last] = items;
    expect(last).toMatchObject({ actor: { kind: 'anonymous' }, code: 'identity.locked' });
    expect(last?.actor.account).toBeUndefined();
    expect(last?.tried).toMatchObject({ isAccount: true });
    expect(items.filter((it) => it.tried)).toHaveLength(6);
    expect(items.at(-1)).toMatchObject({
      actor: { kind: 'staff', account: person.account },
      post: 'teller',
      result: 'done',
    });
  });

  test('what was typed in place of a name is nowhere, and the try says that there is no such account', async () => {
    const typed = 'my-own-secret-27';
    await refusedAt({ account: typed, password: 'Wrong-Reeds-99', totp: '000000' });
    const auditor = await harness.as('auditor');
    const { items } = await auditor.call(operations.audit.search, {
      filters: { act: 'identity.sign-in' },
    });
    expect(items[0]?.tried).toEqual({ isAccount: false });
    const { rows } = await sql<{ line: string }>`
      SELECT convert_from(body, 'UTF8') AS line FROM audit.entry`.execute(owner.db);
    expect(rows.map(({ line }) => line).join('\n')).not.toContain(typed);
  });
});

async function refusedAt(payload: object): Promise<string> {
  const answer = await harness.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  return answer.json<Problem>().code;
}
