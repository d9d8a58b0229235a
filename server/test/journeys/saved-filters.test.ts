// Journey: somebody who looks at the same list the same way every day saves the filter. It is theirs alone, holds nothing
// personal, and each act with it leaves an entry that does not repeat its name.
import { operations } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { describe, expect, it } from 'vitest';
import { codeOf, openHarness } from '../harness.ts';

const harness = await openHarness({ customers: 1 });
const { desk, collection, imports } = operations;
const auditor = await harness.as('auditor');
const dpo = await harness.as('dpo');
const ops = await harness.as('ops');

const refusedReveals = {
  list: 'trail',
  act: 'customers.reveal',
  decision: 'refuse',
  period: 'week',
} as const;

async function saved(who = auditor, list: 'trail' | 'tasks' = 'trail') {
  return (await who.call(desk.filters, { list })).items;
}

describe('a saved filter', () => {
  it('is there again, is replaced by its name, and is deleted', async () => {
    const first = await auditor.call(desk.saveFilter, { name: '被拒的查看', of: refusedReveals });
    expect(await saved()).toEqual([first]);
    const narrower = { ...refusedReveals, period: 'today' } as const;
    const second = await auditor.call(desk.saveFilter, { name: ' 被拒的查看 ', of: narrower });
    expect(await saved()).toEqual([{ ...second, name: '被拒的查看', of: narrower }]);
    expect(await saved(auditor, 'tasks')).toEqual([]);
    await auditor.call(desk.deleteFilter, { filter: second.filter });
    expect(await saved()).toEqual([]);
    expect(await codeOf(auditor.call(desk.deleteFilter, { filter: second.filter }))).toBe(
      'not-found',
    );
  });

  it('belongs to its account: nobody else sees or deletes it', async () => {
    const { filter } = await auditor.call(desk.saveFilter, { name: '本周', of: refusedReveals });
    expect(await saved(dpo)).toEqual([]);
    expect(await codeOf(dpo.call(desk.deleteFilter, { filter }))).toBe('not-found');
    expect(await saved()).toHaveLength(1);
  });

  it.each([
    ['a customer number', { ...refusedReveals, customerNumber: 'C-0001' }],
    ['an account', { ...refusedReveals, account: 'teller' }],
    ['a number in place of an act', { ...refusedReveals, act: '110101199001011237' }],
    ['a name in place of a purpose', { ...refusedReveals, purpose: '诸葛青云' }],
    ['a list that is found by what is personal', { list: 'customers', name: '诸葛青云' }],
  ])('promise 1: takes no %s', async (_, of) => {
    expect(await codeOf(auditor.call(desk.saveFilter, { name: '别的', of: of as never }))).toBe(
      'input.invalid',
    );
  });

  it('takes no long number as a name', async () => {
    const attempts = ['13900005678', '１３９００００５６７８', ''].map((name) =>
      codeOf(auditor.call(desk.saveFilter, { name, of: refusedReveals })),
    );
    expect(new Set(await Promise.all(attempts))).toEqual(new Set(['input.invalid']));
  });

  it('promise 2: leaves an entry with list and id, and without its name', async () => {
    const { filter } = await dpo.call(desk.saveFilter, {
      name: '待核查的来源',
      of: { list: 'over-collection', state: 'open' },
    });
    const { entries } = await harness.app.audit.read({ act: 'desk.save-filter' }, { limit: 1 });
    expect(entries[0]?.entry.facts).toEqual({ list: 'over-collection', filter });
    expect(JSON.stringify(entries)).not.toContain('待核查的来源');
  });

  it('comes to an end: a list takes so many, and says what to do', async () => {
    const max = rule('filters.saved_max');
    const save = (name: string) => ops.call(desk.saveFilter, { name, of: { list: 'tasks' } });
    for (let count = 0; count < max; count += 1) await save(`筛选 ${count}`);
    expect(await codeOf(save('再一个'))).toBe('input.invalid');
    await expect(save('筛选 0')).resolves.toMatchObject({ name: '筛选 0' });
    expect(await saved(ops, 'tasks')).toHaveLength(max);
  });
});

describe('lists by state', () => {
  it('imports and tasks answer what was asked for', async () => {
    const all = await ops.call(imports.batches, {});
    const applied = await ops.call(imports.batches, { state: 'applied' });
    expect(applied.items).toEqual(all.items.filter((it) => it.state === 'applied'));
    expect((await ops.call(imports.batches, { state: 'failed' })).items).toEqual([]);
    for (const state of ['open', 'closed'] as const) {
      const { items } = await ops.call(collection.tasks, { state, kind: 'document-image' });
      expect(items.filter((it) => it.state !== state || it.kind !== 'document-image')).toEqual([]);
    }
  });
});
