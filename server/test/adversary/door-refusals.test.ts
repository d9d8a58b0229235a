// Adversary: what the HTTP framework refuses before any room is asked is a "no" like every other, and leaves its entry
// (promise 2); a stranger who sends nothing else cannot fill the log with it (threat 31).
import { beforeEach, describe, expect, it } from 'vitest';
import { allOperations, operations, statusOf, type RefusalCode } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Entry } from '@shouxin/contract/proof';
import { openDatabase } from '../../src/kernel/database.ts';
import { openHarness } from '../harness.ts';

const harness = await openHarness({ customers: 1 });
const teller = await harness.as('teller');

interface Sent {
  readonly url: string;
  readonly payload: string;
  readonly type?: string;
  readonly csrf?: string;
}

async function send(as: string, { url, payload, type = 'application/json', csrf }: Sent) {
  const isTeller = as === 'teller';
  const answer = await harness.http.inject({
    method: 'POST',
    url,
    payload,
    remoteAddress: isTeller ? teller.address : as,
    headers: {
      'content-type': type,
      ...(isTeller && (await teller.headersFor('POST', url))),
      ...(csrf !== undefined && { 'x-csrf-token': csrf }),
    },
  });
  return answer.json<{ code: string; status: number; requestId: string }>();
}

const nextOf = (windowMs: number) =>
  new Promise((resolve) => setTimeout(resolve, windowMs - (Date.now() % windowMs)));

async function entries(): Promise<Entry[]> {
  const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
  const { rows } = await owner.pool.query<{ body: Buffer }>('SELECT body FROM audit.entry');
  await owner.close();
  return rows.map(({ body }) => JSON.parse(body.toString('utf8')) as Entry);
}

const search = operations.customers.search;
const wrong: readonly (readonly [string, RefusalCode, Omit<Sent, 'url'>])[] = [
  ['malformed JSON', 'input.invalid', { payload: '{"terms":' }],
  ['no JSON at all', 'input.invalid', { payload: '' }],
  ['a body too large', 'input.too-large', { payload: `"${'x'.repeat(1_100_000)}"` }],
  ['an unknown type', 'input.unsupported-type', { payload: '<a/>', type: 'text/xml' }],
  ['prototype poisoning', 'input.invalid', { payload: '{"__proto__":{"post":"dpo"}}' }],
  [
    'constructor poisoning',
    'input.invalid',
    { payload: '{"constructor":{"prototype":{"post":"dpo"}}}' },
  ],
];

describe('promise 2: no act without a trace', () => {
  it.each(wrong)('%s of a teller leaves one entry with who and what', async (_, code, it) => {
    const answer = await send('teller', { ...it, url: search.path });
    expect(answer).toMatchObject({ code, status: statusOf(code) });
    const of = (await entries()).filter((entry) => entry.request === answer.requestId);
    expect(of).toHaveLength(1);
    expect(of[0]).toMatchObject({
      act: search.id,
      result: 'refused',
      decision: 'refuse',
      code,
      post: 'teller',
      actor: { kind: 'staff', account: 'teller' },
    });
  });

  it.each(wrong)('%s of a stranger leaves one entry too', async (_, code, it) => {
    const atSignIn = await send('198.51.100.31', { ...it, url: '/v1/sign-in' });
    expect(atSignIn.code).toBe(code);
    const inside = await send('198.51.100.31', { ...it, url: search.path });
    expect(inside.code, 'the shape of an error tells a stranger nothing').toBe(
      'identity.sign-in-required',
    );
    for (const { requestId } of [atSignIn, inside]) {
      const of = (await entries()).filter((entry) => entry.request === requestId);
      expect(of).toHaveLength(1);
      expect(of[0]).toMatchObject({ result: 'refused', actor: { kind: 'anonymous' } });
    }
  });

  it('a page that has expired is told so first, whatever its body', async () => {
    const answer = await send('teller', { url: search.path, payload: '{', csrf: 'of another' });
    expect(answer.code).toBe('identity.csrf');
    const of = (await entries()).filter((entry) => entry.request === answer.requestId);
    expect(of.map((entry) => entry.code)).toEqual(['identity.csrf']);
  });

  it('every POST of the contract traces a body that is no JSON', async () => {
    const posts = allOperations.filter((it) => it.method === 'POST' && !it.takes);
    const sent = new Map<string, string>();
    for (const it of posts) {
      const url = it.path.replaceAll(/:[A-Za-z]+/g, 'x');
      sent.set((await send('teller', { url, payload: '{' })).requestId, it.id);
    }
    const found = (await entries()).filter((entry) => sent.has(entry.request ?? ''));
    const acts = found.map((entry) => `${entry.request} ${entry.act}`);
    expect(acts.toSorted()).toEqual([...sent].map((pair) => pair.join(' ')).toSorted());
  });

  it('what is no operation needs no entry', async () => {
    const before = (await entries()).length;
    expect((await send('teller', { url: '/v1/nothing', payload: '{' })).status).toBeGreaterThan(
      399,
    );
    expect((await entries()).length).toBe(before);
  });
});

describe('threat 31: a flood of strangers', () => {
  const max = rule('door.unknown_per_address_per_minute');
  const flood = { url: '/v1/sign-in', payload: '{' };
  const codes = new Map<string, number>();
  let after: Entry[] = [];

  beforeEach(async () => {
    if (codes.size > 0) return;
    // Within one minute, so that a window's end does not fall into it, and below the bound of a second.
    if (Date.now() % 60_000 > 40_000) await nextOf(60_000);
    for (let sent = 0; sent < max + 50; sent += 1) {
      if (sent % 200 === 0) await nextOf(1000);
      const { code } = await send('192.0.2.66', flood);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    await nextOf(1000);
    after = (await entries()).filter((entry) => entry.address === '192.0.2.0/24');
  }, 120_000);

  it('is turned away beyond the rule, and only the first of those leaves an entry', () => {
    expect(Object.fromEntries(codes)).toEqual({ 'input.invalid': max, 'rate.exceeded': 50 });
    expect(after).toHaveLength(max + 1);
    expect(after.filter((entry) => entry.code === 'rate.exceeded')).toHaveLength(1);
  });

  it('stops neither another address nor somebody who is signed in', async () => {
    expect((await send('198.51.100.67', flood)).code).toBe('input.invalid');
    const answer = await harness.http.inject({
      method: 'GET',
      url: '/v1/me',
      remoteAddress: '192.0.2.66',
      headers: await teller.headersFor('GET', '/v1/me'),
    });
    expect(answer.statusCode).toBe(200);
  });
});
