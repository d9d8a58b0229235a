// A curious or bought member of staff (SECURITY section 2, threats 7, 12, 21), with an account of their own and nothing else: asks for
// what other posts do, guesses ids, looks at another branch, tries numbers one after another, verifies until it fits.
import { allOperations, operations, type Operation, type Permission } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import type { Client } from '../../call.ts';
import { RefusedCall } from '../../refused-call.ts';

const { audit, customers } = operations;

export interface Clerk {
  readonly client: Client;
  readonly permissions: readonly string[];
  /** Document numbers of a customer of the own branch and of one of another. */
  readonly own: string;
  readonly other: string;
}

const purpose = { code: 'P-UPDATE', reference: 'ATTACK-CLERK-1' };

/** The code of the refusal; undefined when it was answered. */
export async function refusalBy(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof RefusedCall) return error.code;
    throw error;
  }
}

export function clerkAttempts(clerk: Clerk): Attempt[] {
  return [
    {
      id: 'clerk.other-posts',
      threats: [7, 12],
      tried: {
        zh: '逐一调用其他岗位的操作（含导出、复核、密钥、账号）',
        en: 'Ask for every operation of other posts, exports, reviews, keys and accounts among them',
      },
      make: () => otherPosts(clerk),
    },
    {
      id: 'clerk.guessed-ids',
      threats: [7],
      tried: {
        zh: '猜测客户标识与回执编号',
        en: 'Guess ids of customers and of receipts',
      },
      make: () => guessedIds(clerk),
    },
    {
      id: 'clerk.other-branch',
      threats: [7],
      tried: {
        zh: '查找其他网点客户，企图查看明文、核验、更正',
        en: 'Find a customer of another branch; view, reveal, verify and amend',
      },
      make: () => otherBranch(clerk),
    },
    {
      id: 'clerk.verify-guessing',
      threats: [21],
      tried: {
        zh: '反复核验同一客户的手机号，直到猜中',
        en: 'Verify the mobile of one customer again and again until it fits',
      },
      make: () => guessMobile(clerk),
    },
    {
      id: 'clerk.walking-numbers',
      threats: [21],
      tried: { zh: '按号段逐号查找客户', en: 'Search one mobile number after another' },
      make: () => walkNumbers(clerk),
    },
  ];
}

const counted = (obtained: number, of: number): Pick<Obtained, 'obtained' | 'found'> => ({
  obtained,
  found: { zh: `${of} 次，得到答复 ${obtained} 次`, en: `${obtained} of ${of} answered` },
});

async function otherPosts({ client, permissions }: Clerk): Promise<Obtained> {
  const others = allOperations.filter(
    ({ permission }) => isOfPost(permission) && !permissions.includes(permission),
  );
  const codes: (string | undefined)[] = [];
  for (const operation of others) codes.push(await refusalBy(askedFor(client, operation)));
  const answered = codes.filter((code) => code !== 'identity.not-permitted').length;
  return { ...counted(answered, others.length), held: answered === 0 && others.length > 0 };
}

const isOfPost = (permission: Operation['permission']): permission is Permission =>
  permission !== 'public' && permission !== 'session';

/** Nothing but ids that are nobody's: whoever may not is refused before anything is read. */
function askedFor(client: Client, operation: Operation): Promise<unknown> {
  const names = [...operation.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name = '']) => name);
  const input = Object.fromEntries(names.map((name) => [name, crypto.randomUUID()]));
  const [type] = operation.takes?.types ?? [];
  const file = type ? { file: new Blob(['attack'], { type }) } : {};
  return client.call(operation, input, file);
}

const guesses = 5;

async function guessedIds(clerk: Clerk): Promise<Obtained> {
  const { client } = clerk;
  const codes: (string | undefined)[] = [];
  for (let at = 0; at < guesses; at += 1) {
    const customer = crypto.randomUUID();
    const items = ['NP01'];
    codes.push(await refusalBy(client.call(customers.view, { customer, purpose })));
    codes.push(await refusalBy(client.call(customers.reveal, { customer, items, purpose })));
    codes.push(await refusalBy(client.call(customers.timeline, { customer, purpose })));
    codes.push(await refusalBy(client.call(audit.receipt, { entry: customer })));
  }
  const customer = await found(clerk, clerk.own);
  const control =
    (await refusalBy(client.call(customers.view, { customer, purpose }))) === undefined;
  const answered = codes.filter((code) => code !== 'not-found').length;
  return { ...counted(answered, codes.length), control, held: answered === 0 && control };
}

/** The id behind a document number, as anybody at a counter finds it. */
async function found({ client }: Clerk, documentNumber: string): Promise<string> {
  const terms = { by: 'document' as const, documentNumber };
  const { items } = await client.call(customers.search, { terms, purpose });
  const [card] = items;
  if (!card) throw new RangeError('No customer with a number of the file');
  return card.customer;
}

async function otherBranch(clerk: Clerk): Promise<Obtained> {
  const { client } = clerk;
  const customer = await found(clerk, clerk.other);
  const { items, card } = await client.call(customers.view, { customer, purpose });
  const plain = items.filter(({ shown, tier }) => shown === 'plain' && tier !== 'T0').length;
  const value = '13800000000';
  const ground = '演练：企图更正其他网点客户';
  const codes = [
    await refusalBy(client.call(customers.reveal, { customer, items: ['NP01', 'NP08'], purpose })),
    await refusalBy(client.call(customers.verify, { customer, item: 'NP08', value, purpose })),
    await refusalBy(
      client.call(customers.amend, { customer, values: { NP08: value }, ground, purpose }),
    ),
  ];
  const answered = codes.filter((code) => code === undefined).length;
  const isOther = card.relation === 'none';
  return {
    obtained: plain + answered,
    found: {
      zh: `查看得明文 ${plain} 项；解密、核验、更正 ${codes.length} 次，得到答复 ${answered} 次${isOther ? '' : '；该客户并非其他网点客户，不能说明问题'}`,
      en: `${plain} items in clear; of reveal, verify and amend ${answered} answered${isOther ? '' : '; the customer is not of another branch, which shows nothing'}`,
    },
    control: isOther,
    held: plain + answered === 0 && isOther,
  };
}

/** More than any pace or limit of a day allows. */
const triesMax = 60;

interface Tried {
  readonly tries: number;
  readonly hits: number;
  readonly isStopped: boolean;
}

/** One after another, until the server says stop. */
async function untilStopped(isHit: (at: number) => Promise<boolean>): Promise<Tried> {
  let hits = 0;
  for (let tries = 0; tries < triesMax; tries += 1) {
    try {
      if (await isHit(tries)) hits += 1;
    } catch (error) {
      if (!(error instanceof RefusedCall) || error.code !== 'rate.exceeded') throw error;
      return { tries, hits, isStopped: true };
    }
  }
  return { tries: triesMax, hits, isStopped: false };
}

const stopped = ({ tries, hits, isStopped }: Tried): Obtained => ({
  obtained: hits,
  found: {
    zh: `${tries} 次后${isStopped ? '被拦停' : '仍未被拦停'}，命中 ${hits} 次`,
    en: `${isStopped ? 'Stopped' : 'Not stopped'} after ${tries}, ${hits} hits`,
  },
  held: isStopped && hits === 0,
});

async function guessMobile(clerk: Clerk): Promise<Obtained> {
  const customer = await found(clerk, clerk.own);
  const tried = await untilStopped(async (at) => {
    const value = `1990000${String(1000 + at)}`;
    const input = { customer, item: 'NP08', value, purpose };
    return (await clerk.client.call(customers.verify, input)).matches;
  });
  return stopped(tried);
}

async function walkNumbers({ client }: Clerk): Promise<Obtained> {
  const tried = await untilStopped(async (at) => {
    const terms = { by: 'mobile' as const, mobile: `1990000${String(2000 + at)}` };
    return (await client.call(customers.search, { terms, purpose })).items.length > 0;
  });
  return stopped(tried);
}
