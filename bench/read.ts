// Governed read: eight items of one customer in plain for a purpose, over HTTP, with session, policy, consent, row seal,
// decryption and a durable entry; against the floor, which reads the same rows, stores one entry and answers the same bytes.
import { operations } from '@shouxin/contract';
import { loadCustomers } from '../server/src/records/customers/store.ts';
import { captured, entryOf, makeFloorTables } from './captured.ts';
import { connectionsText, inTurns, p99Row, rateRow, standing, type Side } from './compare.ts';
import { openHouse, type House, type Running } from './house.ts';
import { given, nextAddress, signIn, type Person } from './people.ts';
import type { Result, Row } from './report.ts';

const items = ['NP01', 'NP03', 'NP04', 'NP05', 'NP06', 'NP08', 'NP14', 'RK16'];
const purpose = { code: 'P-ACCT' };

export async function read(levels: readonly number[] = [1, 16, 64]): Promise<Result> {
  const house = await openHouse();
  try {
    const setting = await settingOf(house);
    const rows: Row[] = [];
    for (const connections of levels) rows.push(...(await level(setting, connections)));
    return {
      name: 'read',
      title: 'Governed read: 8 items of one customer, in plain, for a purpose',
      rows,
    };
  } finally {
    await house.close();
  }
}

interface Setting {
  readonly floor: Side;
  readonly ours: Side;
  readonly bare: Side;
}

async function settingOf(house: House): Promise<Setting> {
  const ours = await house.start({ file: 'serve.ts', given });
  const teller = await signIn(ours, 'teller');
  const subjects = await subjectsOf(house, teller);
  const answer = await answerOf(ours, teller, subjects[0] ?? '');
  const select = await captured((tx) =>
    loadCustomers(tx, { by: 'customer', customers: ['$subject'] }),
  );
  await makeFloorTables(house);
  const entry = await entryOf(house, 'customers.reveal');
  const floor = await house.start({
    file: 'floor.ts',
    given: { select, answer, entry },
  });
  const each = cycling(subjects);
  return {
    floor: {
      start: standing(floor.port),
      next: () => ({
        path: '/read',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ subject: each(), items, purpose }),
      }),
    },
    ours: { start: standing(ours.port), next: () => revealOf(teller, each()) },
    bare: {
      start: () => house.start({ file: 'serve.ts', given, imports: ['without-entry.ts'] }),
      next: () => revealOf(teller, each()),
    },
  };
}

export function cycling<T>(all: readonly T[]): () => T {
  let at = 0;
  return () => {
    const it = all[(at += 1) % all.length];
    if (it === undefined) throw new Error('There is nothing to go round');
    return it;
  };
}

export function revealOf(teller: Person, customer: string, of: readonly string[] = items) {
  const path = operations.customers.reveal.path.replace(/\{customer\}|:customer/, customer);
  return {
    path,
    headers: { ...teller.headersFor('POST', path), 'x-forwarded-for': nextAddress() },
    body: JSON.stringify({ items: of, purpose }),
  };
}

/** Customers of the teller that have every one of the items. */
export async function subjectsOf({ sql }: House, { me }: Person): Promise<string[]> {
  const { rows } = await sql.query<{ customer: string }>(
    `SELECT c.customer FROM customers.customer c JOIN customers.value v USING (customer)
     WHERE c.unit = $1 AND v.item = ANY ($2) GROUP BY c.customer HAVING count(DISTINCT v.item) = $3 LIMIT 50`,
    [me.unit.id, items, items.length],
  );
  return rows.map((row) => row.customer);
}

async function answerOf(ours: Running, teller: Person, customer: string): Promise<string> {
  const { path, headers, body } = revealOf(teller, customer);
  const response = await fetch(`http://127.0.0.1:${ours.port}${path}`, {
    method: 'POST',
    headers,
    body,
  });
  const text = await response.text();
  const { items: shown = [] } = JSON.parse(text) as { items?: { shown: string }[] };
  if (shown.length !== items.length || shown.some((it) => it.shown !== 'plain')) {
    throw new Error(`Not every item is shown in plain: ${text}`);
  }
  return text;
}

async function level(setting: Setting, connections: number): Promise<Row[]> {
  const { ours, floor, bare } = await inTurns({ ...setting }, connections);
  const at = connectionsText(connections);
  return [
    rateRow(`reads/s, ${at}`, { ours, floor }, 0.6),
    p99Row(`p99, ${at}`, { ours, floor }),
    {
      what: `without the entry, ${at}`,
      ours: bare.perSecond,
      floor: ours.perSecond,
      unit: '/s',
      ratio: bare.perSecond / ours.perSecond,
      goal: { atMost: 1.25 },
      note: 'bench build; beside it: with the entry',
    },
  ];
}
