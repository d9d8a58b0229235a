// Journey: the customer says a value and it matches. From then on the value counts as verified: when, how and before whom, as a
// fact of its own beside the sealed value, on the page and in the timeline.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { testDatabase } from '../database.ts';
import { personOf, takenOver } from './people.ts';
import { actorOf, openStage } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { customers } = operations;
const teller = actorOf('teller', 'teller');
const ask = stage.ask(teller);
const purpose = { code: 'P-UPDATE' };
const [mobile, other] = ['13933330001', '13933330002'];

async function imported(batch?: string): Promise<string> {
  const [customer = ''] = await takenOver(
    stage,
    [personOf({ NP08: mobile })],
    batch ? { batch } : {},
  );
  return customer;
}

const verify = (customer: string, value: string) =>
  ask(customers.verify, { customer, item: 'NP08', value, purpose });

async function freshness(customer: string, item = 'NP08') {
  const { items } = await ask(customers.view, { customer, purpose });
  return items.find((it) => it.item === item)?.freshness;
}

describe('R1.4.4 verifying what was never verified', () => {
  it('a match makes the value fresh: when, how and before whom; the others stay as they were', async () => {
    const customer = await imported();
    expect(await freshness(customer)).toMatchObject({ state: 'due', verifiedAt: null });
    expect(await verify(customer, '139 3333 0001')).toMatchObject({ matches: true });
    expect(await freshness(customer)).toMatchObject({
      state: 'fresh',
      verifiedAt: stage.clock.now().toISOString(),
      method: { zh: '客户陈述，核验一致' },
      by: 'teller',
    });
    expect(await freshness(customer, 'NP01')).toMatchObject({ state: 'due', verifiedAt: null });
  });

  it('a value that does not match stays as it was', async () => {
    const customer = await imported();
    expect(await verify(customer, other)).toMatchObject({ matches: false });
    expect(await freshness(customer)).toMatchObject({ state: 'due', verifiedAt: null });
  });

  it('R1.4.1 is in the timeline as an act of its own, and never a value', async () => {
    const customer = await imported();
    await verify(customer, mobile);
    await verify(customer, other);
    const { items } = await ask(customers.timeline, { customer, purpose, item: 'NP08' });
    expect(items.slice(0, 3).map((it) => it.act)).toEqual([
      'customers.verify',
      'customers.verified',
      'customers.verify',
    ]);
    expect(items[1]).toMatchObject({ title: { zh: '核验一致' }, by: 'teller', result: 'done' });
  });

  it('is of this version only: the next one is not verified by it', async () => {
    const customer = await imported();
    const input = { customer, item: 'CT02', value: 'before@example.com', purpose };
    const amend = (name: string) =>
      ask(customers.amend, { customer, values: { CT02: name }, ground: '客户更换邮箱', purpose });
    await amend('before@example.com');
    stage.clock.advance({ hours: 1 });
    await ask(customers.verify, input);
    expect(await freshness(customer, 'CT02')).toMatchObject({ by: 'teller' });
    await amend('after@example.com');
    expect((await freshness(customer, 'CT02'))?.by).toBeUndefined();
  });

  it('is a ledger: the server may neither change nor delete it, and an undone import leaves who was verified', async () => {
    const batch = crypto.randomUUID();
    const customer = await imported(batch);
    await verify(customer, mobile);
    for (const change of [
      'UPDATE customers.verification SET at = now()',
      'DELETE FROM customers.verification',
    ])
      await expect(sql.raw(change).execute(stage.db)).rejects.toThrow(/permission denied/);
    await stage.runDuty('imports.undo', async (call) => {
      expect(await stage.customers.undoSome(call, { batch })).toEqual({ gone: [] });
      call.append({});
    });
    expect(await freshness(customer)).toMatchObject({ by: 'teller' });
  });
});
