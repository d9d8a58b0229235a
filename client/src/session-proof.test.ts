// What binds a session to this program: agreed with whoever serves, shown with each request, and mended without the caller knowing when the
// server's clock has moved or another page of the browser has signed in.
import { createECDH, createHmac, hkdfSync } from 'node:crypto';
import {
  operations,
  problemOf,
  proofHeader,
  proofInfo,
  proofText,
  readProof,
  Refusal,
  type Me,
} from '@shouxin/contract';
import { expect, test } from 'vitest';
import { createClient, createSessionProofs, RefusedCall, type HeldProof } from './index.ts';

const { identity } = operations;
const since = '2026-11-23T02:00:00.000Z';
const me = { session: { since } } as Me;

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A server that agrees as ours does, by another library than the client, and answers what it is told to. */
function openServer() {
  const sent: Sent[] = [];
  const refusals: Refusal[] = [];
  let key = Buffer.alloc(0);
  const signIn = (theirs: string) => {
    const own = createECDH('prime256v1');
    const proofKey = own.generateKeys('base64url');
    const secret = own.computeSecret(theirs, 'base64url');
    key = Buffer.from(hkdfSync('sha256', secret, '', proofInfo(theirs, proofKey), 32));
    return { ...me, proofKey };
  };
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Sent['body'];
    const it = {
      url: url instanceof Request ? url.url : url.toString(),
      method: init?.method ?? '',
      headers: new Headers(init?.headers),
      body,
    };
    sent.push(it);
    const refusal = refusals.shift();
    if (refusal) {
      const problem = problemOf(refusal, 'r');
      return Response.json(problem, { status: problem.status });
    }
    return Response.json(it.url === '/v1/sign-in' ? signIn(String(body['proofKey'])) : me);
  };
  /** The time of the proof when its MAC is right. */
  const provenAt = ({ url, method, headers }: Sent): number | undefined => {
    const proof = readProof(headers.get(proofHeader) ?? '');
    if (!proof) return undefined;
    const mac = createHmac('sha256', key).update(proofText({ method, target: url, ...proof }));
    return mac.digest('base64url') === proof.mac ? proof.at : undefined;
  };
  return { fetch, sent, refusals, provenAt };
}

const input = { account: 'teller', password: 'x', totp: '123456' };
const now = () => 1_000_000;

async function entered() {
  const server = openServer();
  const proofs = createSessionProofs({ now });
  const client = createClient({ fetch: server.fetch, proofs });
  await client.call(identity.signIn, input);
  return { ...server, client, proofs };
}

test('every request after the sign-in shows a proof of itself, by the clock of the server', async () => {
  const { client, sent, provenAt } = await entered();
  expect(sent[0]?.headers.has(proofHeader)).toBe(false);
  await client.call(identity.me, {});
  await client.call(operations.imports.rows, { batch: crypto.randomUUID(), outcome: 'reject' });
  await client.call(identity.signOut, {});
  expect(sent.slice(1).map(provenAt)).toEqual([since, since, since].map((it) => Date.parse(it)));
  expect(new Set(sent.slice(1).map(({ headers }) => headers.get(proofHeader))).size).toBe(3);
});

test('a proof that is too old is made again by the time the server said, and the caller learns nothing of it', async () => {
  const { client, sent, refusals, provenAt } = await entered();
  const later = Date.parse(since) + 3_600_000;
  refusals.push(new Refusal('identity.proof-stale', { facts: { now: later } }));
  expect(await client.call(identity.me, {})).toEqual(me);
  expect(sent).toHaveLength(3);
  expect(sent.slice(1).map(provenAt)).toEqual([Date.parse(since), later]);
});

test('it is tried once more, not for ever', async () => {
  const { client, sent, refusals } = await entered();
  const stale = () => new Refusal('identity.proof-stale', { facts: { now: 5 } });
  refusals.push(stale(), stale(), stale());
  await expect(client.call(identity.me, {})).rejects.toMatchObject({
    code: 'identity.proof-stale',
  });
  expect(sent).toHaveLength(3);
});

test('a page whose browser has signed in anew takes the new key; without one the caller is told', async () => {
  const server = openServer();
  let kept: HeldProof | undefined;
  const keeper = {
    load: async () => kept,
    keep: async (it: HeldProof | undefined) => void (kept = it),
  };
  const pages = [1, 2].map(() => {
    const proofs = createSessionProofs({ keeper, now });
    return createClient({ fetch: server.fetch, proofs });
  });
  const [older, newer] = pages;
  await older?.call(identity.signIn, input);
  await newer?.call(identity.signIn, input);
  const required = () => new Refusal('identity.proof-required');
  server.refusals.push(required());
  expect(await older?.call(identity.me, {})).toEqual(me);
  expect(server.sent.slice(2).map(server.provenAt)).toEqual([undefined, Date.parse(since)]);
  server.refusals.push(required());
  const refused = await older?.call(identity.me, {}).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RefusedCall);
});

test('what is kept cannot be taken out', async () => {
  let kept: HeldProof | undefined;
  const keeper = {
    load: async () => kept,
    keep: async (it: HeldProof | undefined) => void (kept = it),
  };
  const server = openServer();
  const proofs = createSessionProofs({ keeper, now });
  await createClient({ fetch: server.fetch, proofs }).call(identity.signIn, input);
  const { key } = kept ?? {};
  expect(key?.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key as CryptoKey)).rejects.toThrow('not extractable');
  expect(structuredClone(kept)?.id).toBe(server.sent[0]?.body['proofKey']);
  await proofs.forget();
  expect(kept).toBeUndefined();
  expect(await proofs.headers('GET', '/v1/me')).toEqual({});
});
