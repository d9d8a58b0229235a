// Lists as people read them, cases of over-collection, and tasks: on a real database.
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { testDatabase } from '../../../test/database.ts';
import { actorOf, codeOf, dumpOf, openStage } from '../../../test/journeys/stage.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { transaction } from '../../kernel/database.ts';
import { addTasks, deleteTasks, reportOverCollection, settleTasks } from './index.ts';
import { listCards } from './list-card.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { db, clock } = stage;
const { collection } = operations;
const dpo = actorOf('dpo', 'dpo');
const teller = actorOf('teller', 'teller');
const asDpo = stage.ask(dpo);

describe('R2.2.1 the list', () => {
  it('R1.2.1 names purpose, basis, reason and retention of every item, and the lint finds nothing', async () => {
    const { items } = await stage.ask(teller)(collection.lists, {});
    const [list] = items;
    expect(list).toMatchObject({ list: 'CS-01', state: 'in-force', findings: [] });
    expect(list?.items.length).toBeGreaterThan(20);
    for (const row of list?.items ?? []) {
      expect([
        row.item,
        row.reason.zh !== '',
        row.basis !== '',
        row.retention !== '',
        row.purposes.length > 0,
      ]).toEqual([row.item, true, true, true, true]);
    }
    const dual = list?.items.filter((row) => row.dualCheck).map((row) => row.item);
    expect(dual).toEqual(['NP01', 'NP08', 'NP09', 'NP10', 'NP11']);
    expect(list?.forbidden.map((row) => row.item)).toContain('NP26');
  });

  it('says what a notice fails to name', () => {
    const silent = { items: [], purposes: [], retentions: [], recipients: [] };
    const [list] = listCards('2026-11-23', () => silent);
    expect(list?.findings.length).toBeGreaterThan(10);
    expect(listCards('2025-12-31', () => undefined)[0]?.state).toBe('draft');
  });
});

describe('R1.1.5, R1.2.3 over-collection', () => {
  const report = (items: string[], source = 'CS-01') =>
    transaction(db, (tx) =>
      reportOverCollection(
        tx,
        { actor: teller, at: clock.now() },
        { items, channel: 'counter', source },
      ),
    );
  const open = async () => (await asDpo(collection.overCollection, { limit: 100 })).items;

  it('counts the same again on the open case, and begins another for another item or source', async () => {
    await report(['NP26', 'RK15']);
    await report(['NP26']);
    await report(['NP26'], 'another list');
    const cases = (await open()).map(({ item, source, count }) => [item, source, count]);
    expect(cases).toHaveLength(3);
    expect(cases).toEqual(
      expect.arrayContaining([
        ['NP26', 'CS-01', 2],
        ['RK15', 'CS-01', 1],
        ['NP26', 'another list', 1],
      ]),
    );
  });

  it('closes a case once, with a conclusion that stands nowhere in clear', async () => {
    await report(['CT11'], 'closing');
    const found = (await open()).find((it) => it.source === 'closing');
    const conclusion = '已删除并约谈经办人张三';
    const close = () => asDpo(collection.closeOverCollection, { case: found?.case, conclusion });
    expect(await close()).toMatchObject({ state: 'closed', conclusion });
    expect(await codeOf(close())).toBe('tasks.closed');
    expect((await open()).map((it) => it.source)).not.toContain('closing');
    const closed = await asDpo(collection.overCollection, { limit: 100, state: 'closed' });
    expect(closed.items.map((it) => it.case)).toEqual([found?.case]);
    expect(await dumpOf(database.owner.db)).not.toContain('约谈');
    await report(['CT11'], 'closing');
    expect((await open()).map((it) => it.source)).toContain('closing');
  });

  it('is worked by the DPO alone', async () => {
    expect(await codeOf(stage.ask(teller)(collection.overCollection, {}))).toBe(
      'identity.not-permitted',
    );
  });
});

describe('R1.4.3 tasks', () => {
  const [batch, first, second] = [newId(), newId(), newId()];
  const mine = async () =>
    (await asDpo(collection.tasks, {})).items.filter((it) => it.batch === batch);
  const add = (customers: string[]) =>
    transaction(db, (tx) =>
      addTasks(
        { tx, at: clock.now() },
        {
          kind: 'document-renewal',
          batch,
          members: customers.map((customer, n) => ({
            customer,
            unit: teller.unit.id,
            record: n + 1,
          })),
        },
      ),
    );

  it('are one line per batch and kind, whatever the number of customers', async () => {
    await add([first]);
    await add([first, second]);
    expect(await mine()).toMatchObject([
      { kind: 'document-renewal', count: 2, done: 0, state: 'open' },
    ]);
  });

  it('are done by what happens to the customer, and close with the last one', async () => {
    const settle = (customer: string, items: string[]) =>
      transaction(db, (tx) =>
        settleTasks({ tx, at: clock.now(), actor: teller }, { customer, items }),
      );
    await settle(first, ['CT02']);
    expect((await mine())[0]?.done).toBe(0);
    await settle(first, ['NP11']);
    await settle(first, ['NP11']);
    await settle(second, ['NP11', 'NP01']);
    expect(await mine()).toMatchObject([{ count: 2, done: 2, state: 'closed' }]);
  });

  it('go with the batch that is undone', async () => {
    await transaction(db, (tx) => deleteTasks(tx, batch));
    expect(await mine()).toEqual([]);
  });
});
