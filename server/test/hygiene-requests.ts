// Requests that carry the planted values into the program: the good ones of a working day, and every kind of bad one. What is
// answered with an error is kept, body and headers, for the search.
import { operations, type IntakeCard } from '@shouxin/contract';
import type { Harness, Session } from './harness.ts';
import { image, noticed, reached, type Pair } from './harness-steps.ts';
import * as v from './hygiene-values.ts';
import { personOf, submissionOf } from './journeys/people.ts';

export interface Sent {
  readonly requests: string[];
  readonly errors: string[];
}

export interface Sender {
  readonly harness: Harness;
  readonly sent: Sent;
}

interface Raw {
  readonly path: string;
  readonly payload?: string | object | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

/** As a program would send it that knows no contract. Answers status and body. */
export async function raw({ harness, sent }: Sender, who: Session | undefined, it: Raw) {
  const { path, payload, headers, method = 'POST' } = it;
  const isText = typeof payload === 'string';
  sent.requests.push(
    `${path} ${JSON.stringify(headers)} ${isText ? payload : JSON.stringify(payload)}`,
  );
  const answer = await harness.http.inject({
    method,
    url: path,
    remoteAddress: who?.address ?? '198.51.100.20',
    headers: {
      ...(await who?.headersFor(method, path)),
      ...(isText && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
  if (answer.statusCode >= 400)
    sent.errors.push(`${JSON.stringify(answer.headers)}\n${answer.body}`);
  return {
    status: answer.statusCode,
    body: answer.body,
    json: () => answer.json<Record<string, unknown>>(),
  };
}

const account = (at: number) => ({ code: 'P-ACCT', reference: v.references[at] });

/** Everything of one customer that is planted. */
const wholePerson = (at: number) =>
  personOf({
    NP01: v.names[at] ?? '',
    NP10: v.numbers[at] ?? '',
    NP08: v.mobiles[at] ?? '',
    NP06: { region: '上海市浦东新区', detail: v.addresses[at % v.addresses.length] ?? '' },
    CT02: v.emails[at % v.emails.length] ?? '',
  });

/** From the notice to a customer, with a rejection in between; answers the customer. */
export async function goodDay(by: Sender, { teller, reviewer }: Pair): Promise<string> {
  const intake = await noticed(teller, v.references[0]);
  const upload = { 'content-type': 'image/jpeg' };
  const file = Buffer.from(await image(v.images[0]).arrayBuffer());
  await raw(by, teller, {
    path: `/v1/intakes/${intake.intake}/images/front`,
    payload: file,
    headers: upload,
  });
  by.sent.requests.push(v.images[0], v.references[0]);
  const values = wholePerson(0);
  await raw(by, teller, { path: `/v1/intakes/${intake.intake}/draft`, payload: { values } });
  const first = await submit(by, teller, { intake, values });
  await raw(by, reviewer, { path: `/v1/approvals/${first}/view`, payload: {} });
  await raw(by, reviewer, {
    path: `/v1/approvals/${first}/reject`,
    payload: { reason: v.notes[1] },
  });
  const second = await submit(by, teller, { intake, values });
  const approved = await raw(by, reviewer, {
    path: `/v1/approvals/${second}/approve`,
    payload: {},
  });
  const { card } = approved.json() as { card: { subject: { id: string } } };
  await usedDay(by, { teller, reviewer }, card.subject.id);
  return card.subject.id;
}

async function submit(by: Sender, teller: Session, it: { intake: IntakeCard; values: object }) {
  const { intake, ...payload } = submissionOf(it.intake, it.values as never, ['marketing-sms']);
  const answer = await raw(by, teller, { path: `/v1/intakes/${intake}/submit`, payload });
  return String(answer.json()['proposal']);
}

/** Found, opened, revealed, verified, amended, withdrawn. */
async function usedDay(by: Sender, { teller, reviewer }: Pair, customer: string): Promise<void> {
  const at = `/v1/customers/${customer}`;
  const terms = [
    { by: 'document', documentNumber: v.numbers[0] },
    { by: 'mobile', mobile: v.mobiles[1] },
    { by: 'document', documentNumber: v.numbers[1] },
    { by: 'name-branch', name: v.names[0] },
    { by: 'name-branch', name: v.sqlTexts[1] },
    { by: 'name-birth', name: v.names[1], birthDate: '1971-02-03' },
    { by: 'number', number: v.mobiles[2] },
  ];
  for (const one of terms) {
    await raw(by, teller, {
      path: '/v1/customers/search',
      payload: { terms: one, purpose: account(1) },
    });
  }
  await raw(by, teller, { path: `${at}/view`, payload: { purpose: account(2) } });
  await raw(by, teller, { path: `${at}/timeline`, payload: { purpose: account(2) } });
  const items = ['NP01', 'NP08'];
  await raw(by, teller, { path: `${at}/reveal`, payload: { items, purpose: account(3) } });
  for (const value of [v.names[0], v.names[2]]) {
    await raw(by, teller, {
      path: `${at}/verify`,
      payload: { item: 'NP01', value, purpose: account(1) },
    });
  }
  const purpose = { code: 'P-UPDATE' };
  const change = { values: { NP08: v.mobiles[3] }, ground: v.notes[2], purpose };
  const amended = await raw(by, teller, { path: `${at}/amend`, payload: change });
  const { proposal } = amended.json();
  await raw(by, reviewer, { path: `/v1/approvals/${String(proposal)}/approve`, payload: {} });
  const withdrawal = { consent: 'marketing-sms', channel: 'counter', note: v.notes[3] };
  await raw(by, teller, { path: `${at}/consents/withdraw`, payload: withdrawal });
}

/** Not on the list, never to be kept, forbidden, twice, wrong, and the case that comes of it. */
export async function refusedAtTheCounter(
  by: Sender,
  teller: Session,
  dpo: Session,
): Promise<void> {
  const intake = await noticed(teller);
  const at = `/v1/intakes/${intake.intake}`;
  const excessive = [
    { NP26: v.notes[6] },
    { NP21: v.notes[7] },
    { AC01: v.mobiles[4] },
    { AU02: v.numbers[4] },
    { NP01: v.names[3], ZZ99: v.names[4] },
  ];
  for (const values of excessive)
    await raw(by, teller, { path: `${at}/draft`, payload: { values } });
  await raw(by, teller, {
    path: `${at}/images/front`,
    payload: Buffer.from(await image(v.images[1]).arrayBuffer()),
    headers: { 'content-type': 'image/jpeg' },
  });
  by.sent.requests.push(v.images[1]);
  const wrong = [
    wholePerson(0),
    { ...wholePerson(1), NP10: v.brokenNumbers[0] },
    { ...wholePerson(2), NP10: v.brokenNumbers[1], NP08: v.brokenNumbers[2] },
    { ...wholePerson(5), NP01: v.sqlTexts[0] },
    { ...wholePerson(5), NP06: { region: v.names[5], detail: v.sqlTexts[2] } },
  ];
  for (const values of wrong) await submit(by, teller, { intake, values });
  const cases = await dpo.call(operations.collection.overCollection, {});
  const path = `/v1/over-collection/${cases.items[0]?.case}/close`;
  await raw(by, dpo, { path, payload: { conclusion: v.notes[4] } });
}

/** What no client of ours would send. */
export async function malformed(by: Sender, teller: Session, customer: string): Promise<void> {
  const search = '/v1/customers/search';
  const open = `{"terms":{"by":"mobile","mobile":"${v.mobiles[5]}"`;
  const bodies: (string | object)[] = [
    open,
    `${open},"x":`,
    `${open}},"__proto__":{"a":"${v.names[6]}"}}`,
    `"${v.names[6]}"`,
    `["${v.names[7]}"]`,
    `{"terms":{"by":"${v.names[7]}"}}`,
    `{"terms":{"by":"mobile","mobile":"${v.mobiles[5]}\\u0000"},"purpose":{"code":"P-ACCT"}}`,
    `{"terms":{"by":"name-branch","name":"${v.names[6]}\\ud800"},"purpose":{"code":"P-ACCT"}}`,
    { [v.numbers[5] ?? '']: 1, [v.names[5] ?? '']: { a: v.numbers[6] } },
    { terms: { by: 'mobile', mobile: { [v.numbers[6] ?? '']: true } }, purpose: v.numbers[7] },
    { terms: { by: 'mobile', mobile: v.mobiles[5], [v.emails[1]]: 1 }, purpose: account(1) },
    { terms: { by: 'mobile', mobile: v.mobiles[5] }, purpose: { code: v.names[1] } },
    { terms: { by: 'mobile', mobile: v.mobiles[5] }, purpose: account(1), cursor: v.names[2] },
    { note: v.names[3].repeat(120_000) },
    `${'['.repeat(5_000)}"${v.names[4]}"`,
  ];
  for (const payload of bodies) await raw(by, teller, { path: search, payload });
  const at = `/v1/customers/${customer}`;
  const amend = { ground: v.notes[0], purpose: { code: 'P-UPDATE' } };
  const wrong: object[] = [
    { ...amend, values: { [v.names[1]]: 'x' } },
    { ...amend, values: { zhimu: 'x' } },
    { ...amend, values: { NP01: { [v.mobiles[4]]: v.names[2] } } },
    { ...amend, values: { NP01: v.addresses[1].repeat(90) } },
    { ...amend, values: v.addresses[2] },
    { ...amend, values: { NP08: [v.mobiles[4]] } },
  ];
  for (const payload of wrong) await raw(by, teller, { path: `${at}/amend`, payload });
  await raw(by, teller, {
    path: `${at}/reveal`,
    payload: { items: [v.names[4]], purpose: account(1) },
  });
  const tooFar = { item: v.emails[0], value: v.addresses[3], purpose: account(1) };
  await raw(by, teller, { path: `${at}/verify`, payload: tooFar });
}

/** A value in the place of an address, a query, a header or a cookie. */
export async function misplaced(by: Sender, teller: Session): Promise<void> {
  const inUrl = encodeURIComponent(v.names[5]);
  const get = { method: 'GET' } as const;
  await raw(by, teller, { path: `/v1/customers/${v.numbers[5]}/view`, payload: {} });
  await raw(by, teller, { path: `/v1/customers/${inUrl}`, ...get });
  await raw(by, teller, { path: `/v1/intakes?name=${inUrl}&limit=${v.mobiles[4]}`, ...get });
  await raw(by, teller, { path: `/v1/intakes?cursor=${inUrl}`, ...get });
  await raw(by, teller, { path: `/${inUrl}?q=${v.numbers[6]}`, ...get });
  await raw(by, undefined, {
    path: '/v1/me',
    ...get,
    headers: {
      cookie: `shouxin=${v.passwords[0]}`,
      'user-agent': v.emails[1],
      referer: `http://localhost/${v.mobiles[5]}`,
    },
  });
  await raw(by, teller, {
    path: '/v1/sign-out',
    payload: {},
    headers: { 'x-csrf-token': v.passwords[1], 'idempotency-key': v.emails[0] },
  });
}

/** Secrets in every field of a sign-in, and where a new password is set. */
export async function secrets(by: Sender, teller: Session, sysadmin: Session): Promise<void> {
  const right = { account: 'auditor', password: v.passwords[0], totp: v.codes[0] };
  const attempts = [
    right,
    { ...right, password: v.passwords[1], totp: v.codes[1] },
    { account: v.passwords[2], password: 'x', totp: v.codes[2] },
    { account: v.mobiles[0], password: v.passwords[2], totp: v.codes[2] },
    { ...right, totp: v.passwords[2] },
    { ...right, newPassword: v.passwords[3], extra: v.passwords[1] },
  ];
  for (const payload of attempts) await raw(by, undefined, { path: '/v1/sign-in', payload });
  await raw(by, teller, { path: '/v1/step-up', payload: { totp: v.codes[3] } });
  const change = { password: v.passwords[2], newPassword: v.passwords[3] };
  await raw(by, teller, { path: '/v1/password', payload: change });
  await sysadmin.stepUp();
  const unit = teller.me.unit.id;
  const made = { account: 'planted', displayName: v.notes[9], post: 'teller', unit };
  await raw(by, sysadmin, { path: '/v1/accounts', payload: made });
  await raw(by, sysadmin, { path: '/v1/accounts', payload: made });
  await raw(by, sysadmin, { path: '/v1/accounts', payload: { ...made, account: v.names[1] } });
  const strange = { parent: unit, kind: 'department', code: v.names[2], name: v.notes[8] };
  await raw(by, sysadmin, { path: '/v1/units', payload: strange });
}

interface Importers {
  readonly ops: Session;
  readonly owner: Session;
}

const heading =
  '客户姓名,性别,国籍,职业,住所地,详细地址,手机号码,证件种类,证件号码,证件生效日,证件到期日,业务关系目的,税收居民身份,电子邮箱,宗教信仰';

function row(at: number, number = v.numbers[at] ?? ''): string {
  const [name, mobile] = [v.names[at], v.mobiles[at % v.mobiles.length]];
  const address = v.addresses[at % v.addresses.length];
  return `${name},男,中国,专业技术人员,新疆维吾尔自治区乌鲁木齐市新市区,${address},${mobile},居民身份证,${number},2021-05-27,长期,日常储蓄结算,仅为中国税收居民,${v.emails[0]},${v.notes[6]}`;
}

/** A file with planted cells through every step, and files that nobody can read. */
export async function imports(by: Sender, { ops, owner }: Importers): Promise<void> {
  const rows = [heading, row(2), row(3), row(3), row(6, v.brokenNumbers[0]), `${v.sqlTexts[0]},,,`];
  const upload = (content: string, name: string, type = 'text/csv') => {
    by.sent.requests.push(content, name);
    const given = Buffer.from(JSON.stringify({ name, source: v.notes[8] })).toString('base64url');
    const headers = { 'content-type': type, 'shouxin-input': given };
    return raw(by, ops, {
      path: '/v1/imports/upload/CS-01',
      payload: Buffer.from(content),
      headers,
    });
  };
  await upload(`PK\u0003\u0004${v.names[7]}`, v.fileNames[1]);
  await upload(`${v.names[7]},"${v.mobiles[0]}`, v.fileNames[1]);
  await upload(rows.join('\r\n'), v.fileNames[0], 'text/html');
  const batch = String((await upload(rows.join('\r\n'), v.fileNames[0])).json()['batch']);
  const at = `/v1/imports/${batch}`;
  const columns = [{ column: 0, heading: v.names[2], kind: 'item', target: v.names[3] }];
  await raw(by, ops, { path: `${at}/columns`, payload: { columns } });
  await raw(by, ops, { path: `${at}/check`, payload: {} });
  await reached(ops, batch, 'checked');
  await raw(by, ops, { path: `${at}/corrections`, payload: {} });
  const { proposal } = (await raw(by, ops, { path: `${at}/propose`, payload: {} })).json();
  await raw(by, owner, { path: `/v1/approvals/${String(proposal)}/approve`, payload: {} });
  await reached(ops, batch, 'applied');
  const undoing = await raw(by, ops, { path: `${at}/undo`, payload: { reason: v.notes[5] } });
  await owner.call(operations.approvals.approve, { proposal: String(undoing.json()['proposal']) });
  await reached(ops, batch, 'undone');
}
