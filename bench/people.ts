// Who asks: signed in through the real door, and for what is paced by the account (searches) as many accounts as a large
// bank has, copied from one that signed in. Each request comes from an address of its own.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createClient, withCookies, type Client } from '@shouxin/client';
import { operations, type Me } from '@shouxin/contract';
import { Secret, TOTP } from 'otpauth';
import type { House, Running } from './house.ts';
import { createBenchProofs } from './proofs.ts';

export const password = 'Guarded-Reeds-27';
export const totpSecret = new Secret({ size: 20 });
export const given = { password, totpSecret: totpSecret.base32 };

export interface Person extends Client {
  readonly me: Me;
  /** Of one request: each shows a proof of its own. */
  readonly headersFor: (method: string, target: string) => Record<string, string>;
}

let addresses = 0;

/** Ten thousand machines of a bank's network, one after another. */
export function nextAddress(): string {
  addresses = (addresses + 1) % 10_000;
  return `10.20.${Math.floor(addresses / 250)}.${1 + (addresses % 250)}`;
}

export async function signIn(running: Running, account: string): Promise<Person> {
  const origin = `http://127.0.0.1:${running.port}`;
  const held = { csrf: '', cookie: '' };
  const send: typeof fetch = async (target, init) => {
    const request = new Request(target, init);
    request.headers.set('x-forwarded-for', nextAddress());
    const answer = await fetch(request);
    const [pair] = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (pair) held.cookie = pair;
    return answer;
  };
  const { proofs, headersFor } = createBenchProofs();
  const client = createClient({ fetch: withCookies(origin, send), csrf: () => held.csrf, proofs });
  const totp = TOTP.generate({ secret: totpSecret });
  const me = await client.call(operations.identity.signIn, {
    account,
    password,
    totp,
    endOther: true,
  });
  held.csrf = me.csrf;
  return {
    ...client,
    me,
    headersFor: (method, target) => ({
      ...headersOf(held.cookie, me.csrf),
      ...headersFor(method, target),
    }),
  };
}

function headersOf(cookie: string, csrf: string): Record<string, string> {
  return { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' };
}

/**
 * Accounts like this one, each with a session: what a day of a large bank would have brought about. Bound to nothing, so they begin
 * ahead of now: such a session is a short one, and a bench is not.
 */
export async function colleaguesOf(
  { sql }: House,
  account: string,
  count: number,
): Promise<Record<string, string>[]> {
  const rows = Array.from({ length: count }, () => {
    const token = randomBytes(32).toString('base64url');
    const csrf = createHash('sha256').update(`shouxin/csrf/v1\n${token}`).digest('base64url');
    const hash = createHash('sha256').update(token).digest();
    return { id: randomUUID(), post: randomUUID(), token, csrf, hash };
  });
  const start = randomBytes(3).toString('hex');
  const columns = [
    rows.map((it) => it.id),
    rows.map((it) => it.post),
    rows.map((it) => it.hash),
    rows.map((it) => it.csrf),
    account,
    start,
  ];
  await sql.query(
    `WITH made AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[])
         WITH ORDINALITY AS t (id, post, hash, csrf, place)
     ), account AS (
       INSERT INTO identity.account (id, name, display_name, state, demonstration, created_at)
       SELECT made.id, 'b' || $6 || '-' || place, display_name, state, demonstration, a.created_at
       FROM made, identity.account a WHERE a.name = $5 RETURNING id
     ), held AS (
       INSERT INTO identity.post_held (id, account_id, post, unit_id, since_at)
       SELECT made.post, made.id, h.post, h.unit_id, h.since_at
       FROM made, identity.post_held h JOIN identity.account a ON a.id = h.account_id
       WHERE a.name = $5 AND h.until_at IS NULL RETURNING account_id
     )
     INSERT INTO identity.session (token_hash, account_id, csrf, terminal, started_at, last_seen_at)
     SELECT hash, id, csrf, 'bench', now() + interval '8 hours', now() FROM made`,
    columns,
  );
  return rows.map((it) => headersOf(`__Host-shouxin=${it.token}`, it.csrf));
}
