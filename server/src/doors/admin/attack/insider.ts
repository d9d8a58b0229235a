// A member of staff who exists on the copy alone: made there, signed in through the HTTP door of a program that listens
// nowhere. By them the attack sees what a reader would see after the database was changed.
import { Secret, TOTP } from 'otpauth';
import type { App } from '../../../app.ts';
import { randomToken } from '../../../kernel/crypto/index.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Insider {
  /** A request as a browser would send it. */
  post(path: string, payload: object): Promise<Answer>;
}

/** `PUBLISHED`: what a clerk at the counter states as purpose. */
export const purpose = { code: 'P-UPDATE', reference: 'ATTACK-COPY-1' };
const address = '203.0.113.9';

export async function hireTeller(app: App, unit: string): Promise<Insider> {
  const account = `attack.${crypto.randomUUID().slice(0, 8)}`;
  const password = `Aa1-${randomToken()}`;
  const secret = new Secret({ size: 20 });
  await app.runDuty('attack.hire', async (call) => {
    await app.identity.createAccount(call.tx, {
      account,
      displayName: account,
      post: 'teller',
      unit,
      password,
      totpSecret: app.identity.totpSecretFrom(secret.base32),
      // Need not change the password first.
      demonstration: true,
      by: null,
      at: call.at,
    });
    call.append({ facts: { attack: true } });
  });
  const sign = () => signIn(app, { account, password, secret });
  let session = await sign();
  return {
    async post(path, payload) {
      if (app.clock.now().getTime() - session.at > renewedAfterMs) session = await sign();
      const { statusCode, payload: text } = await app.http.inject({
        method: 'POST',
        url: path,
        remoteAddress: address,
        headers: { ...session.headers, 'idempotency-key': crypto.randomUUID() },
        payload,
      });
      return { status: statusCode, body: JSON.parse(text) as unknown };
    },
  };
}

interface Credentials {
  readonly account: string;
  readonly password: string;
  readonly secret: Secret;
}

/** A session that is bound to nothing ends after a quarter of an hour (decision 0029), and an attack on much data takes longer. */
const renewedAfterMs = 600_000;

async function signIn(app: App, { account, password, secret }: Credentials) {
  const at = app.clock.now().getTime();
  const totp = TOTP.generate({ secret, timestamp: at });
  const answer = await app.http.inject({
    method: 'POST',
    url: '/v1/sign-in',
    remoteAddress: address,
    payload: { account, password, totp, endOther: true },
  });
  const [cookie] = answer.cookies;
  const { csrf } = answer.json<{ csrf?: string }>();
  if (!cookie || csrf === undefined) throw new Error('The insider cannot sign in on the copy');
  return { at, headers: { cookie: `${cookie.name}=${cookie.value}`, 'x-csrf-token': csrf } };
}
