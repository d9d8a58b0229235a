// Somebody with the cookie of a session, at another terminal (SECURITY threat 14, decision 0029): nothing is answered from the first request
// on, the log names whose session it was, and the rightful holder goes on. Neither a request that was seen nor the table helps.
import { createHmac } from 'node:crypto';
import {
  operations,
  proofHeader,
  proofText,
  proofValue,
  type Me,
  type Problem,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openApp, openHarness, password, type Session } from '../harness.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const { audit, identity } = operations;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const elsewhere = { 'shouxin-terminal': 'elsewhere' };

interface Sent {
  readonly url?: string;
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly from?: string;
}

/** 200, or the code of the refusal. */
async function answerTo(it: Sent, http = harness.http): Promise<string> {
  const { url = '/v1/me', method = 'GET', headers, from = '198.51.100.9' } = it;
  const answer = await http.inject({
    method,
    url,
    headers,
    remoteAddress: from,
    ...(method === 'POST' && { payload: {} }),
  });
  return answer.statusCode === 200 ? '200' : answer.json<Problem>().code;
}

const proofOf = async (who: Session, url = '/v1/me', method: 'GET' | 'POST' = 'GET') =>
  (await who.headersFor(method, url))[proofHeader] ?? '';

async function rowOf({ account }: Session) {
  const { rows } = await sql<{ proof_sealed: Buffer; last_seen_at: Date }>`
    SELECT s.proof_sealed, s.last_seen_at FROM identity.session s JOIN identity.account a ON a.id = s.account_id
    WHERE a.name = ${account} AND s.ended_at IS NULL`.execute(owner.db);
  return rows[0];
}

describe('I6.3 with the cookie alone', () => {
  test.each(['GET', 'POST'] as const)(
    '%s is refused, and the log names whose session it was and where',
    async (method) => {
      const headers = { cookie: teller.cookie, 'x-csrf-token': teller.me.csrf, ...elsewhere };
      const url = method === 'GET' ? '/v1/me' : '/v1/sign-out';
      expect(await answerTo({ method, url, headers })).toBe('identity.proof-required');
      const { entries } = await harness.app.audit.read({}, { limit: 1 });
      expect(entries[0]?.entry).toMatchObject({
        actor: { account: 'teller' },
        act: method === 'GET' ? 'identity.me' : 'identity.sign-out',
        terminal: 'elsewhere',
        result: 'refused',
        code: 'identity.proof-required',
      });
      expect(await codeOf(teller.call(identity.me, {}))).toBe('no refusal');
    },
  );

  test('a session cannot be kept alive by it', async () => {
    const before = await rowOf(teller);
    harness.clock.advance({ minutes: 5 });
    await answerTo({ headers: { cookie: teller.cookie } });
    await harness.app.identity.settled();
    expect((await rowOf(teller))?.last_seen_at).toEqual(before?.last_seen_at);
    expect(await codeOf(teller.call(identity.me, {}))).toBe('no refusal');
    await harness.app.identity.settled();
    expect((await rowOf(teller))?.last_seen_at).not.toEqual(before?.last_seen_at);
  });

  test('who goes on knocking is turned away like any stranger', async () => {
    const headers = { cookie: teller.cookie };
    const codes = new Set<string>();
    const max = rule('door.unknown_per_address_per_minute');
    for (let tries = 0; tries < 2 * max && !codes.has('rate.exceeded'); tries += 1)
      codes.add(await answerTo({ headers, from: '198.51.100.66' }));
    expect([...codes]).toEqual(['identity.proof-required', 'rate.exceeded']);
  });
});

describe('with proofs that were made for something else', () => {
  const bent = (proof: string) => proof.slice(0, -2) + (proof.endsWith('AA') ? 'BB' : 'AA');
  const forged: [string, () => Promise<string>][] = [
    ['another address', () => proofOf(teller, '/v1/desk')],
    ['another method', () => proofOf(teller, '/v1/me', 'POST')],
    ['another query', () => proofOf(teller, '/v1/me?a=1')],
    ['another session', () => proofOf(reviewer)],
    ['another signature', async () => bent(await proofOf(teller))],
    ['another time', async () => (await proofOf(teller)).replace(/\.\d{13}\./, `.${Date.now()}.`)],
    ['nothing of the form', () => Promise.resolve('v1.0.x.y')],
  ];
  test.each(forged)('%s: refused', async (_, make) => {
    const headers = { cookie: teller.cookie, [proofHeader]: await make() };
    expect(await answerTo({ headers })).toBe('identity.proof-required');
  });

  test('a request that was seen on its way serves nobody a second time', async () => {
    const headers = await teller.headersFor('GET', '/v1/me');
    expect(await answerTo({ headers })).toBe('200');
    expect(await answerTo({ headers })).toBe('identity.proof-stale');
  });

  test('one that was kept back is too old after a minute', async () => {
    const [soon, late] = [
      await teller.headersFor('GET', '/v1/me'),
      await teller.headersFor('GET', '/v1/me'),
    ];
    harness.clock.advance({ seconds: 55 });
    expect(await answerTo({ headers: soon })).toBe('200');
    harness.clock.advance({ seconds: 10 });
    expect(await answerTo({ headers: late })).toBe('identity.proof-stale');
  });

  test('the table beside the cookie: what is sealed there makes no proof', async () => {
    const row = await rowOf(teller);
    const sealed = row?.proof_sealed ?? Buffer.alloc(0);
    expect(sealed.length).toBeGreaterThan(60);
    const parts = {
      method: 'GET',
      target: '/v1/me',
      at: harness.clock.now().getTime(),
      nonce: 'AAAAAAAAAAAAAAAA',
    };
    for (const key of [sealed, sealed.subarray(-48, -16), sealed.subarray(0, 32)]) {
      const mac = createHmac('sha256', key).update(proofText(parts)).digest('base64url');
      const headers = { cookie: teller.cookie, [proofHeader]: proofValue(parts, mac) };
      expect(await answerTo({ headers })).toBe('identity.proof-required');
    }
  });
});

describe('the rightful holder', () => {
  test('goes on after a restart; what was proven to the server before is asked for again', async () => {
    const before = await teller.headersFor('GET', '/v1/me');
    harness.clock.advance({ seconds: 1 });
    const { keysFolder, clock, urls, lines } = harness;
    const again = await openApp({ serverUrl: urls.serverUrl, keysFolder, clock, lines });
    try {
      expect(await answerTo({ headers: before }, again.http)).toBe('identity.proof-stale');
      expect(
        await answerTo({ headers: await teller.headersFor('GET', '/v1/me') }, again.http),
      ).toBe('200');
    } finally {
      await again.stop();
    }
  });

  test('an auditor finds where a session was used that was not proven', async () => {
    const auditor = await harness.as('auditor');
    const filters = { account: 'teller', act: 'identity.me' };
    const { items } = await auditor.call(audit.search, { filters });
    expect(items.some((it) => it.code === 'identity.proof-required')).toBe(true);
  });
});

describe('a program that agrees on no key', () => {
  async function signedIn(more: object = {}) {
    harness.clock.advance({ seconds: 30 });
    const payload = { account: 'ops', password, totp: harness.code(), endOther: true, ...more };
    return harness.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  }

  test('has a session of a quarter of an hour at most, however busy', async () => {
    const answer = await signedIn();
    const { session } = answer.json<Me>();
    expect(Date.parse(session.absoluteEndsAt) - Date.parse(session.since)).toBe(15 * 60_000);
    const headers = { cookie: `shouxin=${answer.cookies[0]?.value}` };
    harness.clock.advance({ minutes: 14 });
    expect(await answerTo({ headers })).toBe('200');
    harness.clock.advance({ minutes: 1 });
    expect(await answerTo({ headers })).toBe('identity.sign-in-required');
  });

  test('a key that is no point of the curve is refused, and nobody is signed in', async () => {
    const answer = await signedIn({ proofKey: 'B'.repeat(87) });
    expect(answer.json<Problem>().code).toBe('input.invalid');
    expect(answer.cookies).toEqual([]);
  });
});
