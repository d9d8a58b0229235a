// Registering in a real database, sealed by real keys.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { Refusal, type ItemValues } from '@shouxin/contract';
import { testDatabase } from '../../../test/database.ts';
import { actorOf, dumpOf, openStage, units } from '../../../test/journeys/stage.ts';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { transaction } from '../../kernel/database.ts';
import type { Registering } from './index.ts';
import { loadCustomers } from './store.ts';
import { sealedRowOf } from './seal-values.ts';

const database = await testDatabase();
const { db, clock, vault, customers } = await openStage(database);
const teller = actorOf('teller', 'teller');

const values: ItemValues = {
  NP01: '欧阳若兰',
  NP03: '2',
  NP04: 'CHN',
  NP08: '13800138000',
  NP09: '01',
  NP10: '110101199001011237',
  NP11: {
    from: '2020-01-02',
    to: '2040-01-02',
  },
  NP14: '1990-01-01',
  NP05: { code: '3' },
  NP06: {
    region: '北京市东城区',
    detail: '朝阳门内大街8号',
  },
};

function registering(given: Partial<Registering> = {}): Registering {
  const origin = {
    channel: 'counter',
    list: 'CS-01',
    listVersion: 1,
    notice: 'N-CS01@1',
    account: teller.id,
    accountName: '王敏',
    at: clock.now(),
  };
  return { customer: newId(), values, origin, unit: units.east.id, manager: teller.id, ...given };
}

async function inCall<R>(
  work: (call: Call) => Promise<R>,
): Promise<{ result: R; drafts: EntryDraft[] }> {
  const drafts: EntryDraft[] = [];
  const result = await transaction(db, (tx) =>
    work({
      id: newId(),
      operation: 'approvals.approve',
      at: clock.now(),
      actor: teller,
      tx,
      reply: {},
      append: (draft) => {
        drafts.push(draft);
        return newId();
      },
    }),
  );
  return { result, drafts };
}

describe('R0.1 one record per person, every value with its origin', () => {
  it('R2.0 registers a customer whose every value names channel, list, notice and account', async () => {
    const it = registering({ values: { ...values, NP10: '440106200002290040' } });
    const { result, drafts } = await inCall((call) => customers.register(call, it));
    expect(result.number).toMatch(/^C-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const [kept] = await loadCustomers(db, { by: 'number', number: result.number });
    expect(kept?.values.map((value) => value.item)).toEqual(Object.keys(it.values).toSorted());
    expect(kept?.values.every((value) => value.origin.notice === 'N-CS01@1')).toBe(true);
    expect(kept?.values[0]?.origin).toMatchObject({ account: teller.id, accountName: '王敏' });
    expect(drafts).toMatchObject([
      {
        act: 'customers.register',
        trail: result.trail,
        items: { NP01: 'written', NP10: 'written' },
      },
    ]);
    expect(drafts[0]?.commitments?.['row']).toBe(Buffer.from(kept?.seal ?? []).toString('hex'));
  });

  it('R1.2.5 refuses a document that is registered already, in any spelling', async () => {
    await inCall((call) => customers.register(call, registering()));
    const again = registering({
      values: { ...values, NP01: '别人', NP10: '１１０１０１ 19900101 1237' },
    });
    const refused = inCall((call) => customers.register(call, again));
    await expect(refused).rejects.toEqual(new Refusal('customers.duplicate'));
    expect(await loadCustomers(db, { by: 'customer', customers: [again.customer] })).toEqual([]);
  });

  it('R1.2.5 lets one of two through that register one document at the same time', async () => {
    const twice = ['310101194910010025', '310101194910010025'].map((NP10) =>
      inCall((call) => customers.register(call, registering({ values: { ...values, NP10 } }))),
    );
    const outcomes = (await Promise.allSettled(twice)).map((it) => it.status).toSorted();
    expect(outcomes).toEqual(['fulfilled', 'rejected']);
  });

  it('registers many at once and names those whose document is taken, also within the batch', async () => {
    const batch = newId();
    const source = {
      ...registering().origin,
      channel: 'bulk-import',
      batch,
      source: '核心系统',
      record: 1,
    };
    const its = ['A1000001', 'A1000002', 'A1000001'].map((NP10) =>
      registering({ values: { ...values, NP09: '10', NP10 }, origin: source, manager: null }),
    );
    const { result } = await inCall((call) => customers.registerMany(call, its));
    expect(result.registered).toHaveLength(2);
    expect(result.duplicates).toEqual([its[2]?.customer]);
    const kept = await loadCustomers(db, { by: 'customer', customers: [its[0]?.customer ?? ''] });
    expect(kept[0]?.values[0]).toMatchObject({ verifiedAt: null, method: 'source-system' });
  });

  it('SECURITY 4.2 seals the state of all values, so that one put back is noticed', async () => {
    const it = registering({ values: { ...values, NP10: '110101199003079991' } });
    await inCall((call) => customers.register(call, it));
    const [kept] = await loadCustomers(db, { by: 'customer', customers: [it.customer] });
    if (!kept) throw new Error('not registered');
    await expect(vault.sealer.checkRows(db, [sealedRowOf(kept)])).resolves.toBeUndefined();
    const bent = { ...kept, values: kept.values.slice(1) };
    await expect(vault.sealer.checkRows(db, [sealedRowOf(bent)])).rejects.toThrow(/seal/);
  });

  it('R3.1.4 (promise 1) no planted value stands anywhere in the tables', async () => {
    const planted = [
      '欧阳若兰',
      '13800138000',
      '110101199001011237',
      '朝阳门内大街8号',
      '1990-01-01',
    ];
    const dump = await dumpOf(database.owner.db);
    expect(dump).toContain('N-CS01@1');
    for (const value of planted) {
      expect(dump).not.toContain(value);
      expect(dump).not.toContain(Buffer.from(value).toString('hex'));
      expect(dump).not.toContain(Buffer.from(value).toString('base64').replace(/=+$/, ''));
    }
  });

  it('R2.0 the server can neither change nor delete a value or its origin', async () => {
    for (const table of ['value', 'revision', 'customer', 'number']) {
      for (const change of [
        `DELETE FROM customers.${table}`,
        `UPDATE customers.${table} SET customer = customer`,
      ]) {
        await expect(sql.raw(change).execute(db), change).rejects.toMatchObject({ code: '42501' });
      }
    }
  });
});
