// Somebody with the cookie of a session that is not theirs (SECURITY section 2, threats 7 and 14): writes from another site, bends the
// token, uses it elsewhere, asks for what needs a fresh code, and comes back after the session has ended.
import { operations, type Problem } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import type { Client } from '../../call.ts';

export interface Stolen {
  readonly url: string;
  /** `name=value` */
  readonly cookie: string;
  readonly csrf: string;
  /** The rightful holder, to find a customer and to end the session. */
  readonly client: Client;
  /** Document number of a customer of the holder's branch. */
  readonly own: string;
}

interface Sent {
  readonly cookie: string;
  readonly csrf?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const purpose = { code: 'P-UPDATE', reference: 'ATTACK-TOKEN-1' };

/** The code of the refusal, or `answered`. */
async function answerTo(url: string, path: string, sent: Sent): Promise<string> {
  const { cookie, csrf, headers, body } = sent;
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      cookie,
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
        zh: '会话未结束时，在另一终端使用该令牌',
        en: 'Use the token at another terminal while the session lasts',
      },
      make: () => otherMachine(stolen),
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

const isAlive = async ({ url, cookie }: Stolen) =>
  (await answerTo(url, '/v1/me', { cookie })) === 'answered';

async function otherSite(stolen: Stolen): Promise<Obtained> {
  const { url, cookie } = stolen;
  const headers = { origin: 'https://attacker.example' };
  const answers: string[] = [];
  for (const csrf of [undefined, '', 'x'.repeat(43)]) {
    const sent = { cookie, headers, body: {}, ...(csrf !== undefined && { csrf }) };
    answers.push(await answerTo(url, '/v1/sign-out', sent));
  }
  return refusedAs('identity.csrf', answers, await isAlive(stolen));
}

async function bent(stolen: Stolen): Promise<Obtained> {
  const { url, cookie } = stolen;
  const last = cookie.endsWith('A') ? 'B' : 'A';
  const name = cookie.slice(0, cookie.indexOf('=') + 1);
  const tokens = [`${cookie.slice(0, -2)}${last}${last}`, cookie.slice(0, -1), `${cookie}AA`, name];
  const answers: string[] = [];
  for (const token of tokens) answers.push(await answerTo(url, '/v1/me', { cookie: token }));
  return refusedAs('identity.sign-in-required', answers, await isAlive(stolen));
}

async function withoutCode({ url, cookie, csrf, client, own }: Stolen): Promise<Obtained> {
  const terms = { by: 'document' as const, documentNumber: own };
  const { items } = await client.call(operations.customers.search, { terms, purpose });
  const path = `/v1/customers/${items[0]?.customer}/reveal`;
  const ask = (item: string) =>
    answerTo(url, path, { cookie, csrf, body: { items: [item], purpose } });
  return refusedAs(
    'identity.step-up-required',
    [await ask('NP10')],
    (await ask('NP01')) === 'answered',
  );
}

/** Told as it is: a session is not bound to a machine (SECURITY.md, known limits). */
async function otherMachine({ url, cookie }: Stolen): Promise<Obtained> {
  const headers = { 'shouxin-terminal': 'elsewhere', 'user-agent': 'another browser' };
  const isAnswered = (await answerTo(url, '/v1/me', { cookie, headers })) === 'answered';
  const found = isAnswered
    ? {
        zh: '可用：会话未绑定终端，直至退出、闲置 15 分钟或满 8 小时；此前可按该账号权限操作，须再认证的除外',
        en: 'It works: a session is not bound to a machine, and serves until sign-out, 15 idle minutes or 8 hours, with the rights of the account, except where a fresh code is needed',
      }
    : { zh: '被拒绝', en: 'Refused' };
  return { obtained: isAnswered ? 1 : 0, found, held: !isAnswered };
}

async function afterSignOut(stolen: Stolen): Promise<Obtained> {
  const { url, cookie, csrf, client } = stolen;
  const control = await isAlive(stolen);
  await client.call(operations.identity.signOut, {});
  const answers = [
    await answerTo(url, '/v1/me', { cookie }),
    await answerTo(url, '/v1/sign-out', { cookie, csrf, body: {} }),
  ];
  return refusedAs('identity.sign-in-required', answers, control);
}
