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
    const wrong = await countBroken(parts, db, loaded);
    // One without a revision does not load at all.
    seen = added(seen, { looked: ids.length, wrong: wrong + ids.length - loaded.length });
    await move(seen.looked, total);
    after = ids.length < atOnce ? undefined : ids.at(-1);
  }
  return seen;
}

/** All at once; only where one is not whole, one by one, to count them. */
async function countBroken(
  { checkRows }: DrillParts,
  db: Tx,
  its: readonly Customer[],
): Promise<number> {
  const isWhole = (some: readonly Customer[]) =>
    checkRows(db, some.map((it) => sealedRowOf(it))).then(() => true, () => false); // prettier-ignore
  if (await isWhole(its)) return 0;
  let broken = 0;
  for (const it of its) broken += Number(!(await isWhole([it])));
  return broken;
}

async function opened({ countOpening }: DrillParts, db: Tx, it: Customer): Promise<Looked> {
  const fields = it.values.map((value) => sealedItemOf(it.customer, value).field);
  return { looked: fields.length, wrong: fields.length - (await countOpening(db, fields)) };
}

const added = (a: Looked, b: Looked): Looked => ({
  looked: a.looked + b.looked,
  wrong: a.wrong + b.wrong,
});
