// Every customer that came back is whole, and of some, others each time, every value opens through the key provider.
import type { Tx } from '../../../kernel/database.ts';
import { sealedItemOf, sealedRowOf, type Customer } from '../../customers/index.ts';
import type { Checks, Looked } from '../drill.ts';
import type { DrillParts } from '../parts.ts';
import { countCustomers, customersAfter, someCustomers } from '../store.ts';

const first = '00000000-0000-0000-0000-000000000000';
const atOnce = 100;

type Move = (done: number, total: number) => Promise<void>;

export async function lookAtValues(parts: DrillParts, db: Tx, move: Move): Promise<Checks> {
  const seals = await lookAtSeals(parts, db, move);
  const sample = await someCustomers(db, parts.rules.number('drill.sample.customers'));
  let openings: Looked = { looked: 0, wrong: 0 };
  for (const it of await parts.load(db, sample)) openings = added(openings, await opened(parts, db, it)); // prettier-ignore
  return { 'row-seals': seals, openings };
}

async function lookAtSeals(parts: DrillParts, db: Tx, move: Move): Promise<Looked> {
  const total = await countCustomers(db);
  let seen: Looked = { looked: 0, wrong: 0 };
  for (let after: string | undefined = first; after !== undefined;) {
    const ids: string[] = await customersAfter(db, after, atOnce);
    const loaded = await parts.load(db, ids);
    const rows = loaded.map((it) => sealedRowOf(it));
    // One without a revision does not load at all.
    const wrong = ids.length - (await parts.trial.countWhole(db, rows));
    seen = added(seen, { looked: ids.length, wrong });
    await move(seen.looked, total);
    after = ids.length < atOnce ? undefined : ids.at(-1);
  }
  return seen;
}

async function opened({ trial }: DrillParts, db: Tx, it: Customer): Promise<Looked> {
  const fields = it.values.map((value) => sealedItemOf(it.customer, value).field);
  return { looked: fields.length, wrong: fields.length - (await trial.countOpening(db, fields)) };
}

const added = (a: Looked, b: Looked): Looked => ({
  looked: a.looked + b.looked,
  wrong: a.wrong + b.wrong,
});
