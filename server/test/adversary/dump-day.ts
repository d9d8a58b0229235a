// A day with five hundred and more values that exist nowhere else: imported, registered, amended, searched for, verified, typed in
// the wrong place. Each goes in by a request of a real client to a real server.
import { RefusedCall, type Client } from '@shouxin/client';
import { operations, type ItemValues } from '@shouxin/contract';
import type { Planted } from '../hygiene-forms.ts';
import { reached, registered } from '../harness-steps.ts';
import { exportOf } from '../journeys/import-kit.ts';
import { newNumber, personOf } from '../journeys/people.ts';

const { approvals, customers, identity, imports } = operations;
const purpose = { code: 'P-UPDATE', reference: 'YW-2026-005005' };

export interface Staff {
  readonly teller: Client;
  readonly reviewer: Client;
  readonly ops: Client;
  readonly owner: Client;
  readonly stranger: Client;
}

/** Answers everything that was sent; a refusal has sent it too. */
export async function spendDay(staff: Staff): Promise<Planted[]> {
  return [
    ...(await bringFile(staff)),
    ...(await registerPeople(staff)),
    ...(await searchInVain(staff)),
    ...(await mistype(staff)),
  ];
}

const named = (name: string, values: readonly string[]): Planted[] =>
  values.map((value, at) => ({ name: `${name} ${at}`, value }));

async function bringFile({ ops, owner }: Staff): Promise<Planted[]> {
  const { name, content } = exportOf(100, 6_000);
  const file = new Blob([new Uint8Array(content)], { type: 'application/octet-stream' });
  const input = { list: 'CS-01', name, source: '核心系统A' };
  const { batch } = await ops.call(imports.upload, input, { file });
  await ops.call(imports.check, { batch });
  await reached(ops, batch, 'checked');
  const { proposal } = await ops.call(imports.propose, { batch });
  await owner.call(approvals.approve, { proposal });
  await reached(ops, batch, 'applied');
  const rows = content
    .toString('utf8')
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
  const column = (at: number) => rows.map((row) => row[at] ?? '');
  return [
    ...named('imported address', column(7)),
    ...named('imported mobile', column(8)),
    ...named('imported number', column(10)),
    ...named('imported mail', column(15)),
  ];
}

const family = ['司徒', '端木', '轩辕', '令狐', '钟离'] as const;
const first = ['植青', '藏白', '埋玄', '掩朱'] as const;

async function registerPeople({ teller, reviewer }: Staff): Promise<Planted[]> {
  const planted: Planted[] = [];
  for (const [at, name] of family.flatMap((it) => first.map((second) => it + second)).entries()) {
    const number = newNumber();
    const person = {
      NP01: name,
      NP06: { region: '上海市浦东新区', detail: `转储里弄${at}号植入楼` },
      NP08: `1770009${String(1000 + at)}`,
      NP10: number,
      CT02: `dump.first${at}@plant.example`,
    } satisfies ItemValues;
    const customer = await registered({ teller, reviewer }, { values: personOf(person) });
    const later = `dump.second${at}@plant.example`;
    const ground = `客户更正邮箱植入理由${at}`;
    await teller.call(customers.amend, { customer, values: { CT02: later }, ground, purpose });
    await teller.call(customers.reveal, { customer, items: ['NP01', 'NP08'], purpose });
    const texts = [name, person.NP06.detail, person.NP08, number, person.CT02, later, ground];
    planted.push(...named(`person ${at}`, texts));
  }
  return planted;
}

async function sent(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof RefusedCall)) throw error;
  });
}

async function searchInVain({ teller }: Staff): Promise<Planted[]> {
  const mobiles = Array.from({ length: 12 }, (_, at) => `1660008${2000 + at}`);
  const numbers = Array.from({ length: 4 }, newNumber);
  const names = ['漆雕植空', '公孙查无', '太史寻虚'];
  for (const mobile of mobiles)
    await sent(teller.call(customers.search, { terms: { by: 'mobile', mobile }, purpose }));
  for (const number of numbers) {
    const terms = { by: 'document' as const, documentNumber: number };
    await sent(teller.call(customers.search, { terms, purpose }));
  }
  for (const name of names)
    await sent(teller.call(customers.search, { terms: { by: 'name-branch', name }, purpose }));
  return [
    ...named('sought mobile', mobiles),
    ...named('sought number', numbers),
    ...named('sought name', names),
  ];
}

/** A name in the place of an account, a password in the wrong window: refused, and kept nowhere. */
async function mistype({ stranger }: Staff): Promise<Planted[]> {
  const accounts = Array.from({ length: 4 }, (_, at) => `planted.typed.name.${at}`);
  const passwords = Array.from({ length: 4 }, (_, at) => `Planted-Typed-Secret-${at}`);
  for (const [at, account] of accounts.entries()) {
    const input = { account, password: passwords[at] ?? '', totp: '000000' };
    await sent(stranger.call(identity.signIn, input));
  }
  return [...named('typed account', accounts), ...named('typed password', passwords)];
}
