// One session for one command: signs in, hands the client over, signs out whatever happens. A one-time code is accepted
// once, so when this step's was used already the command waits for the next step instead of failing.
import { operations, type Me } from '@shouxin/contract';
import { Secret, TOTP } from 'otpauth';
import { createClient, type Client } from '../call.ts';
import { createSessionProofs, type SessionProofs } from '../session-proof.ts';
import { withCookies } from '../cookies.ts';
import { RefusedCall } from '../refused-call.ts';
import { ask } from './ask.ts';

export interface Session {
  readonly client: Client;
  readonly me: Me;
  readonly url: string;
  /** As a browser would send it, `name=value`: what a thief of the session would have. */
  readonly cookie: string;
  /** What a thief of the cookie does not have. */
  readonly proofs: SessionProofs;
  /** Gives a fresh one-time code, for what asks for one. */
  readonly stepUp: () => Promise<void>;
}

interface Credentials {
  readonly url: string;
  readonly account: string;
  readonly password: string;
  readonly endOther: boolean;
  readonly code: () => Promise<string>;
}

const stepMs = 30_000;

export async function withSession<R>(
  endOther: boolean,
  work: (session: Session) => Promise<R>,
): Promise<R> {
  const given = await credentials(endOther);
  const held: { csrf?: string; cookie: string } = { cookie: '' };
  const send: typeof globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    held.cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return response;
  };
  const proofs = createSessionProofs();
  const client = createClient({
    base: given.url,
    proofs,
    fetch: withCookies(given.url, send),
    csrf: () => held.csrf,
    headers: { 'Shouxin-Terminal': 'cli' },
  });
  const me = await signIn(client, given);
  held.csrf = me.csrf;
  const leave = () => client.call(operations.identity.signOut, {}).catch(() => {});
  const stepUp = async () => {
    await withCode(given.code, (totp) => client.call(operations.identity.stepUp, { totp }));
  };
  const interrupted = () => void leave().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work({ client, me, url: given.url, cookie: held.cookie, proofs, stepUp });
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    await leave();
  }
}

async function credentials(endOther: boolean): Promise<Credentials> {
  const { SHOUXIN_URL, SHOUXIN_ACCOUNT, SHOUXIN_PASSWORD, SHOUXIN_TOTP_SECRET } = process.env;
  const secret = SHOUXIN_TOTP_SECRET?.replace(/[\s=-]/g, '').toUpperCase();
  return {
    url: SHOUXIN_URL ?? 'http://localhost:8080',
    account: SHOUXIN_ACCOUNT ?? (await ask('Account')),
    password: SHOUXIN_PASSWORD ?? (await ask('Password', { secret: true })),
    endOther,
    code: async () =>
      secret ? new TOTP({ secret: Secret.fromBase32(secret) }).generate() : ask('One-time code'),
  };
}

function signIn(client: Client, { account, password, endOther, code }: Credentials): Promise<Me> {
  const input = { account, password, endOther, terminal: 'cli' };
  return withCode(code, (totp) => client.call(operations.identity.signIn, { ...input, totp }));
}

/** With a code of now; when that was used already, with the next. */
async function withCode<R>(
  code: Credentials['code'],
  use: (totp: string) => Promise<R>,
): Promise<R> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await use(await code());
    } catch (error) {
      if (!(error instanceof RefusedCall) || error.code !== 'identity.code-used' || tries >= 2)
        throw error;
      const waitMs = stepMs - (Date.now() % stepMs) + 500;
      process.stderr.write(
        `That one-time code was used already; waiting ${Math.ceil(waitMs / 1000)} s for the next.\n`,
      );
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
