// A teller's and an administrator's morning through the real door, with the real log: cookie, CSRF, what is refused, and
// what the trail says about it afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Me } from '@shouxin/contract';
import type { Entry } from '@shouxin/contract/proof';
import { afterAll, describe, expect, test } from 'vitest';
import { createAudit, fileWitness } from '../../src/controls/audit/index.ts';
import { createHttp } from '../../src/doors/http/server.ts';
import { createPerform, type Perform } from '../../src/doors/perform.ts';
import { signerFromSeed } from '../../src/kernel/crypto/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import { createKit, goodPassword, rowsOf, type Person } from './identity-kit.ts';

const kit = await createKit();
const teller = await kit.addPerson('teller', 'teller');
const boss = await kit.addPerson('boss', 'sysadmin');
const lines: string[] = [];
const http = await openDoor();

async function openDoor() {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-identity-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { db } = kit.database.server;
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const audit = await createAudit({
    db,
    clock: kit.clock,
    signer: signerFromSeed(new Uint8Array(32).fill(7)),
    tenant: 'test',
    witness: fileWitness(join(folder, 'witness.json')),
  });
  const perform = createPerform({
    db,
    clock: kit.clock,
    log,
    routes: new Map(kit.identity.routes),
    audit,
    propose: () => expect.unreachable(),
    checkPurpose: () => expect.unreachable(),
    sealReference: () => expect.unreachable(),
    idempotency: { find: async () => undefined, keep: async () => {} },
  });
  const admitted: Perform = async (asked) => {
    const leave = await kit.identity.admit(asked.operation.id);
    return perform(asked).finally(leave);
  };
  const app = await createHttp({
    perform: admitted,
    log,
    rules: { number: () => 1000 },
    recognise: (token, from) => kit.identity.recognise({ token, ...from }),
    csrfFits: kit.identity.csrfFits,
    ready: async () => ({ ready: true, checks: {} }),
    isDemonstration: async () => false,
    consoleFolder: folder,
    behindTlsProxy: false,
  });
  afterAll(() => app.close());
  return app;
}

interface Session {
  readonly cookie: string;
  readonly csrf: string;
}

async function post(path: string, payload: object, session?: Partial<Session>) {
  return http.inject({
    method: 'POST',
    url: path,
    payload,
    headers: {
      ...(session?.cookie && { cookie: session.cookie }),
      ...(session?.csrf && { 'x-csrf-token': session.csrf }),
    },
  });
}

async function signIn(person: Person, more: object = {}) {
  const credentials = { account: person.account, password: goodPassword, totp: kit.code(person) };
  const answer = await post('/v1/sign-in', { ...credentials, ...more });
  const [cookie] = answer.cookies;
  const me = answer.json<Me>();
  return { answer, cookie, session: { cookie: `shouxin=${cookie?.value}`, csrf: me.csrf } };
}

const get = (url: string, { cookie }: Session) => http.inject({ url, headers: { cookie } });

/** What the log holds, as it was hashed, in the order of writing: the clock of this test stands still. */
async function trail(): Promise<Entry[]> {
  const rows = await rowsOf(
    kit,
    `SELECT convert_from(body, 'UTF8') AS body FROM audit.entry ORDER BY ctid`,
  );
  return rows.map((row) => JSON.parse(String(row.body)) as Entry);
}

describe('a day', () => {
  test('the cookie is out of reach of scripts and other sites, and the answer holds no token', async () => {
    const { answer, cookie } = await signIn(teller);
    expect(answer.statusCode).toBe(200);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toContain(cookie?.value);
  });

  test('one session: told, then ended with the same code', async () => {
    kit.clock.advance({ minutes: 1 });
    const told = await signIn(teller);
    expect(told.answer.statusCode).toBe(409);
    expect(told.answer.json()).toMatchObject({
      code: 'identity.other-session',
      words: { zh: '该账号已在别处登录' },
      facts: { terminal: 'web' },
    });
    expect(told.cookie).toBeUndefined();
    const { answer } = await signIn(teller, { endOther: true });
    expect(answer.statusCode).toBe(200);
  });

  test('a POST without the token of its own page is refused, a read needs none', async () => {
    kit.clock.advance({ minutes: 1 });
    const { session } = await signIn(teller, { endOther: true });
    const forged = await post('/v1/sign-out', {}, { cookie: session.cookie });
    expect(forged.json()).toMatchObject({ code: 'identity.csrf' });
    const me = await get('/v1/me', session);
    expect(me.json<Me>().csrf).toBe(session.csrf);
    const out = await post('/v1/sign-out', {}, session);
    expect(out.cookies[0]).toMatchObject({ name: 'shouxin', value: '' });
    const after = await get('/v1/me', session);
    expect(after.statusCode).toBe(401);
  });

  test('the administrator keeps accounts; the teller may not even look', async () => {
    kit.clock.advance({ minutes: 1 });
    const admin = await signIn(boss);
    const { session } = await signIn(teller);
    expect((await get('/v1/accounts', admin.session)).json()).toMatchObject({
      items: [{ account: 'boss' }, { account: 'teller', state: 'active', signedIn: true }],
    });
    expect((await get('/v1/accounts', session)).json()).toMatchObject({
      code: 'identity.not-permitted',
    });
    const path = `/v1/accounts/${boss.id}/post`;
    const change = { post: 'auditor', unit: kit.branch.id };
    const unasked = await post(path, change, admin.session);
    expect(unasked.json()).toMatchObject({ code: 'identity.step-up-required' });
    kit.clock.advance({ minutes: 1 });
    await post('/v1/step-up', { totp: kit.code(boss) }, admin.session);
    const own = await post(path, change, admin.session);
    expect(own.json()).toMatchObject({ code: 'identity.own-account' });
  });
});

describe('the trail (R1.5.3)', () => {
  test('a failed sign-in is there, with nobody’s name and nothing that was typed', async () => {
    const typed = 'MyRealPassword!2026';
    const password = 'AnotherSecret!2027';
    const { answer } = await signIn(teller, { account: typed, password });
    expect(answer.statusCode).toBe(401);
    const last = (await trail()).at(-1);
    expect(last).toMatchObject({
      act: 'identity.sign-in',
      actor: { kind: 'anonymous' },
      result: 'refused',
      code: 'identity.wrong-credentials',
      address: '127.0.0.0/24',
    });
    expect(last?.actor).toEqual({ kind: 'anonymous' });
    const everything = JSON.stringify([await trail(), lines, answer.body]).toLowerCase();
    expect(everything).not.toContain(typed.toLowerCase());
    expect(everything).not.toContain(password.toLowerCase());
  });

  test('R1.5.2 a sign-in says which account, and the acts of its session carry that account and session', async () => {
    kit.clock.advance({ minutes: 1 });
    const { session } = await signIn(teller, { endOther: true });
    await get('/v1/me', session);
    const [signedIn, looked] = (await trail()).slice(-2);
    expect(signedIn).toMatchObject({
      act: 'identity.sign-in',
      actor: { kind: 'staff', id: teller.id, account: 'teller' },
      post: 'teller',
      branch: 'B01',
    });
    expect(signedIn?.session).toBe(looked?.session);
    expect(looked).toMatchObject({
      act: 'identity.me',
      actor: { kind: 'staff', id: teller.id, account: 'teller' },
      post: 'teller',
      branch: 'B01',
      terminal: 'web',
    });
    expect(looked?.session).not.toContain(session.cookie.slice('shouxin='.length));
  });

  test('every call of this file left its entry, refusals included', async () => {
    const results = new Set((await trail()).map((it) => `${it.act} ${it.code ?? it.result}`));
    expect(results).toEqual(
      new Set([
        'identity.sign-in done',
        'identity.sign-in identity.other-session',
        'identity.sign-in identity.wrong-credentials',
        'identity.sign-out done',
        'identity.sign-out identity.csrf',
        'identity.me done',
        'identity.me identity.sign-in-required',
        'identity.list-accounts done',
        'identity.list-accounts identity.not-permitted',
        'identity.set-post identity.own-account',
        'identity.set-post identity.step-up-required',
        'identity.step-up done',
      ]),
    );
  });
});

describe('a login flood (SECURITY threat 31)', () => {
  test('forty sign-ins at once leave connections for everybody who is signed in', async () => {
    kit.clock.advance({ minutes: 1 });
    const { session } = await signIn(teller, { endOther: true });
    const flood = Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        signIn(teller, { account: `ghost${i}`, password: 'guess' }),
      ),
    );
    const reads: number[] = [];
    for (let i = 0; i < 40; i += 1) {
      const begun = performance.now();
      const me = await get('/v1/me', session);
      expect(me.statusCode).toBe(200);
      reads.push(performance.now() - begun);
    }
    const floodBegun = performance.now();
    const answers = (await flood).map((it) => it.answer.statusCode);
    expect(new Set(answers)).toEqual(new Set([401]));
    // Forty reads were done while most of the flood still waited for its turn.
    expect(performance.now() - floodBegun).toBeGreaterThan(Math.max(...reads));
  });
});
