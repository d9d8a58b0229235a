// Somebody with the cookie of a session that is not theirs (SECURITY section 2, threats 7 and 14): uses it elsewhere, with requests that were
// seen too; and, as if they sat in the holder's own browser, writes from another site, bends the token, asks for what needs a fresh code.
import { operations, type Problem } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import type { Client } from '../../call.ts';
import type { SessionProofs } from '../../session-proof.ts';

export interface Stolen {
  readonly url: string;
  /** `name=value` */
  readonly cookie: string;
  readonly csrf: string;
  /** What a thief does not have: proves a request as the holder's browser would. */
  readonly proofs: Pick<SessionProofs, 'headers'>;
  /** The rightful holder, to find a customer and to end the session. */
  readonly client: Client;
  /** Document number of a customer of the holder's branch. */
  readonly own: string;
}

interface Sent {
  readonly cookie: string;
  /** Sent from the holder's own browser. */
  readonly by?: Stolen['proofs'];
  readonly csrf?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const purpose = { code: 'P-UPDATE', reference: 'ATTACK-TOKEN-1' };

/** The code of the refusal, or `answered`. */
async function answerTo(url: string, path: string, sent: Sent): Promise<string> {
  const { cookie, by, csrf, headers, body } = sent;
  const method = body ? 'POST' : 'GET';
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      cookie,
      ...(await by?.headers(method, path)),
      ...(csrf !== undefined && { 'x-csrf-token': csrf }),
      ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.ok) return 'answered';
  return ((await response.json()) as Problem).code;
}

export function stolenTokenAttempts(stolen: Stolen): Attempt[] {
  return [
    {
      id: 'stolen-token.other-site',
      threats: [14],
      tried: {
        zh: '从其他网站借用浏览器发起写操作（缺少或伪造 CSRF 令牌）',
        en: 'Write from another site through the browser, with no CSRF token or a made-up one',
      },
      make: () => otherSite(stolen),
    },
    {
      id: 'stolen-token.bent',
      threats: [14],
      tried: {
        zh: '使用改动、截短、拼接过的会话令牌',
        en: 'Use the token altered, shortened, extended',
      },
      make: () => bent(stolen),
    },
    {
      id: 'stolen-token.no-fresh-code',
      threats: [7, 14],
      tried: {
        zh: '不做动态口令再认证，查看证件号码明文',
        en: 'Reveal a document number without a fresh one-time code',
      },
      make: () => withoutCode(stolen),
    },
    {
      id: 'stolen-token.other-machine',
      threats: [14],
      tried: {
        zh: '会话未结束时，在另一终端使用该令牌读取和写入',
        en: 'Use the token at another terminal while the session lasts, to read and to write',
      },
      make: () => otherMachine(stolen),
    },
    {
      id: 'stolen-token.seen-requests',
      threats: [14],
      tried: {
        zh: '重放截获的请求，或将其凭证用于其他请求',
        en: 'Send a request again that was seen on its way, and use its proof for another request',
      },
      make: () => seenRequests(stolen),
    },
    {
      id: 'stolen-token.after-sign-out',
      threats: [14],
      tried: {
        zh: '持有人退出后继续使用该令牌',
        en: 'Use the token after its holder has signed out',
      },
      make: () => afterSignOut(stolen),
    },
  ];
}

/** Each of these must be refused in one way, and the same request with what is missing must be answered. */
function refusedAs(code: string, answers: readonly string[], control: boolean): Obtained {
  const others = answers.filter((answer) => answer !== code).length;
  return {
    obtained: others,
    found: {
      zh: `${answers.length} 次请求，通过 ${others} 次${control ? '' : '；对照请求未得到答复，不能说明问题'}`,
      en: `${others} of ${answers.length} got through${control ? '' : '; the control was not answered, which shows nothing'}`,
    },
    control,
    held: others === 0 && control,
  };
}

const isAlive = async ({ url, cookie, proofs }: Stolen) =>
  (await answerTo(url, '/v1/me', { cookie, by: proofs })) === 'answered';

async function otherSite(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, proofs: by } = stolen;
  const headers = { origin: 'https://attacker.example' };
  const answers: string[] = [];
  for (const csrf of [undefined, '', 'x'.repeat(43)]) {
    const sent = { cookie, by, headers, body: {}, ...(csrf !== undefined && { csrf }) };
    answers.push(await answerTo(url, '/v1/sign-out', sent));
  }
  return refusedAs('identity.csrf', answers, await isAlive(stolen));
}

async function bent(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, proofs: by } = stolen;
  const last = cookie.endsWith('A') ? 'B' : 'A';
  const name = cookie.slice(0, cookie.indexOf('=') + 1);
  const tokens = [`${cookie.slice(0, -2)}${last}${last}`, cookie.slice(0, -1), `${cookie}AA`, name];
  const answers: string[] = [];
  for (const token of tokens) answers.push(await answerTo(url, '/v1/me', { cookie: token, by }));
  return refusedAs('identity.sign-in-required', answers, await isAlive(stolen));
}

async function withoutCode({
  url,
  cookie,
  csrf,
  proofs: by,
  client,
  own,
}: Stolen): Promise<Obtained> {
  const terms = { by: 'document' as const, documentNumber: own };
  const { items } = await client.call(operations.customers.search, { terms, purpose });
  const path = `/v1/customers/${items[0]?.customer}/reveal`;
  const ask = (item: string) =>
    answerTo(url, path, { cookie, by, csrf, body: { items: [item], purpose } });
  return refusedAs(
    'identity.step-up-required',
    [await ask('NP10')],
    (await ask('NP01')) === 'answered',
  );
}

async function otherMachine(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, csrf } = stolen;
  const headers = { 'shouxin-terminal': 'elsewhere', 'user-agent': 'another browser' };
  const sent = { cookie, csrf, headers };
  const answers = [
    await answerTo(url, '/v1/me', sent),
    await answerTo(url, '/v1/desk', sent),
    await answerTo(url, '/v1/sign-out', { ...sent, body: {} }),
  ];
  return refusedAs('identity.proof-required', answers, await isAlive(stolen));
}

/** Nobody steals a proof with the cookie alone; here it was read on its way, headers and all. */
async function seenRequests(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, proofs } = stolen;
  const headers = await proofs.headers('GET', '/v1/me');
  const control = (await answerTo(url, '/v1/me', { cookie, headers })) === 'answered';
  const again = await answerTo(url, '/v1/me', { cookie, headers });
  const other = await answerTo(url, '/v1/desk', { cookie, headers });
  const codes = ['identity.proof-stale', 'identity.proof-required'];
  const answers = [again, other].map((it) => (codes.includes(it) ? 'refused' : it));
  return refusedAs('refused', answers, control);
}

async function afterSignOut(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, csrf, proofs: by, client } = stolen;
  const control = await isAlive(stolen);
  await client.call(operations.identity.signOut, {});
  const answers = [
    await answerTo(url, '/v1/me', { cookie, by }),
    await answerTo(url, '/v1/sign-out', { cookie, by, csrf, body: {} }),
  ];
  return refusedAs('identity.sign-in-required', answers, control);
}
