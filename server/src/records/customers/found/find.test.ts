// Finding in a real database: whom a tag leads to, with everything the row seal covers.
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../test/database.ts';
import { personOf, registered } from '../../../../test/journeys/people.ts';
import { actorOf, openStage } from '../../../../test/journeys/stage.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { sealedRowOf, type FoundCustomer } from '../index.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { db, vault, customers } = stage;
const people = { teller: actorOf('teller', 'teller'), reviewer: actorOf('reviewer', 'reviewer') };
const mobiles = ['13600000001', '13600000002', '13600000003'];
const ids = new Map<string, string>();
for (const NP08 of mobiles) ids.set(NP08, await registered(stage, people, personOf({ NP08 })));

async function byMobile(number: string, tx: Tx = db): Promise<readonly FoundCustomer[]> {
  const tags = await vault.fingerprint.candidates({ index: 'mobile', number });
  return customers.find(tx, { by: 'tag', asked: [{ index: 'mobile', tags, max: 50 }] });
}

async function one(number: string): Promise<FoundCustomer> {
  const found = await byMobile(number);
  const mine = found.find((it) => it.customer === ids.get(number));
  if (!mine) throw new Error('not found');
  return mine;
}

const check = (it: FoundCustomer) => vault.sealer.checkRows(db, [sealedRowOf(it)]);

describe('R2.2.4 whom a tag leads to', () => {
  it('is answered to each of many who look at one moment, in a transaction as well', async () => {
    const asked = [...mobiles, ...mobiles];
    const [nobody, ...found] = await Promise.all(
      ['13699999999', ...asked].map((it) => byMobile(it)),
    );
    const inside = await transaction(db, (tx) => byMobile(mobiles[0] ?? '', tx));
    expect(nobody).toEqual([]);
    for (const [index, number] of asked.entries()) {
      expect(found[index]?.map((it) => it.customer)).toContain(ids.get(number));
    }
    expect(inside.map((it) => it.customer)).toContain(ids.get(mobiles[0] ?? ''));
  });

  it('comes as it was loaded: the same values, under the same seal', async () => {
    const found = await one(mobiles[0] ?? '');
    const [kept] = await customers.load(db, { by: 'customer', customers: [found.customer] });
    if (!kept) throw new Error('not loaded');
    const { values, pending, ...card } = found;
    expect(kept).toMatchObject(card);
    expect(pending).toEqual(kept.pending.map((it) => it.item));
    expect(kept.values).toMatchObject(values.map((it) => ({ ...it, sealed: expect.any(Buffer) })));
    expect(values.map((it) => Buffer.from(it.sealed).toString('hex'))).toEqual(
      kept.values.map((it) => Buffer.from(it.sealed).toString('hex')),
    );
    expect(values.every((it) => it.origin.notice === 'N-CS01@1')).toBe(true);
    await expect(check(found)).resolves.toBeUndefined();
  });

  it('threat 3: is noticed when a value is bent that the search does not ask for', async () => {
    const number = mobiles[1] ?? '';
    await database.owner.pool.query(
      `UPDATE customers.value SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)
       WHERE customer = $1 AND item = 'NP04'`,
      [ids.get(number)],
    );
    await expect(check(await one(number))).rejects.toThrow(/seal/);
  });

  it('threat 3: keeps a value whose act of collecting was taken away, so that the seal says so', async () => {
    const number = mobiles[2] ?? '';
    const before = await one(number);
    await database.owner.pool.query(
      `UPDATE customers.value SET revision = 99 WHERE customer = $1 AND item = 'NP10'`,
      [ids.get(number)],
    );
    const after = await one(number);
    expect(after.values.map((it) => it.item)).toEqual(before.values.map((it) => it.item));
  });
});
