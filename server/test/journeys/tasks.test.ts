// The tasks that an import leaves, worked at the counter: whose they are, who is masked in them, what ends each.
import { describe, expect, it } from 'vitest';
import { operations, type TaskCard } from '@shouxin/contract';
import type { Actor } from '../../src/kernel/call.ts';
import { transaction } from '../../src/kernel/database.ts';
import { settleTasks } from '../../src/records/collection/index.ts';
import { testDatabase } from '../database.ts';
import { applied, checked, exportOf } from './import-kit.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const stage = await openStage(await testDatabase());
const { collection } = operations;
const purpose = { code: 'P-UPDATE' };
const owner = actorOf('owner', 'owner');
const east = { clerk: actorOf('ops', 'ops'), teller: actorOf('teller', 'teller') };
const west = {
  clerk: actorOf('ops-west', 'ops', units.west),
  teller: actorOf('teller-west', 'teller', units.west),
};

async function takenOver(clerk: Actor, file: ReturnType<typeof exportOf>): Promise<string> {
  const { batch } = await checked(stage, clerk, file);
  await applied(stage, { clerk, owner }, batch);
  return batch;
}

/** Five customers at each branch; then those of the east again, with one more. */
await takenOver(west.clerk, exportOf(5, 100));
const first = await takenOver(east.clerk, exportOf(5));
const second = await takenOver(east.clerk, exportOf(6));

async function groupOf(teller: Actor, kind: TaskCard['kind'], batch: string): Promise<TaskCard> {
  const { items } = await stage.ask(teller)(collection.tasks, {});
  const found = items.find((it) => it.kind === kind && it.batch === batch);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

describe('R1.4.3 the members of a task', () => {
  it('are of the own branch: another branch has no such group, and cannot open it', async () => {
    const { task, count } = await groupOf(east.teller, 'document-image', first);
    expect(count).toBe(5);
    const theirs = await stage.ask(west.teller)(collection.tasks, {});
    expect(theirs.items.map((it) => it.batch)).not.toContain(first);
    const open = stage.ask(west.teller)(collection.taskMembers, { task, purpose });
    expect(await codeOf(open)).toBe('not-found');
    const { items } = await stage.ask(east.clerk)(collection.tasks, {});
    expect(items.filter((it) => it.kind === 'document-image').length).toBe(3);
    const clerk = stage.ask(east.clerk)(collection.taskMembers, { task, purpose });
    expect(await codeOf(clerk)).toBe('identity.not-permitted');
  });

  it('R2.2.4 come masked, page by page, with their place in the file', async () => {
    const { task } = await groupOf(east.teller, 'document-image', first);
    const seen: number[] = [];
    for (let cursor: string | undefined; ;) {
      const input = { task, purpose, limit: 2, ...(cursor && { cursor }) };
      const page = await stage.ask(east.teller)(collection.taskMembers, input);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((it) => it.record ?? 0));
      for (const { card } of page.items) {
        expect(card.relation).toBe('same-branch');
        expect(card.maskedName).toContain('*');
        expect(card.maskedDocument).toContain('*');
      }
      if (!page.next) break;
      cursor = page.next;
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are done by what happened to the customer', async () => {
    const { task } = await groupOf(east.teller, 'document-image', first);
    const ask = (state: string) => stage.ask(east.teller)(collection.taskMembers, { task, state, purpose }); // prettier-ignore
    const customer = (await ask('open')).items[0]?.card.customer ?? '';
    const by = { at: stage.clock.now(), actor: east.teller };
    await transaction(stage.db, (tx) => settleTasks({ tx, ...by }, { customer, items: ['NP13'] }));
    expect((await ask('open')).items.map((it) => it.card.customer)).not.toContain(customer);
    const done = await ask('done');
    expect(done.items.map((it) => it.card.customer)).toEqual([customer]);
    expect(done.items[0]?.doneAt).not.toBeNull();
    expect(done.task).toMatchObject({ count: 5, done: 1, state: 'open' });
  });
});

describe('R2.3.3 evidence of consent', () => {
  it('is no longer asked of a customer who declines what the source claimed', async () => {
    const { task } = await groupOf(east.teller, 'consent-evidence', first);
    const ask = stage.ask(east.teller);
    const { items, task: before } = await ask(collection.taskMembers, { task, purpose });
    const customer = items[0]?.card.customer ?? '';
    const { consents } = await ask(operations.customers.view, { customer, purpose });
    const claimed = consents.filter((it) => it.state === 'claimed');
    expect(claimed.length).toBeGreaterThan(1);
    for (const { consent } of claimed) {
      expect((await groupOf(east.teller, 'consent-evidence', first)).done).toBe(before.done);
      await ask(operations.consent.withdraw, { customer, consent, channel: 'counter' });
    }
    expect((await groupOf(east.teller, 'consent-evidence', first)).done).toBe(before.done + 1);
  });
});

describe('R2.1.5 possible duplicates', () => {
  it('stand beside their record of the file, and the group closes with the last conclusion', async () => {
    const { task, count } = await groupOf(east.teller, 'duplicate-review', second);
    const page = await stage.ask(east.teller)(collection.taskMembers, { task, purpose });
    expect(page.items.length).toBe(count);
    for (const { record, row } of page.items) {
      expect(row).toMatchObject({ record, outcome: 'duplicate' });
      expect(row?.reasons[0]?.message.zh).toMatch(/\p{Script=Han}/u);
    }
    const conclude = (customer: string, teller = east.teller, conclusion = 'same') =>
      stage.ask(teller)(collection.concludeDuplicate, { task, customer, conclusion });
    const all = page.items.map((it) => it.card.customer);
    const one = all[0] ?? '';
    expect(await codeOf(conclude(one, west.teller))).toBe('not-found');
    expect(await conclude(one, east.teller, 'different')).toMatchObject({ done: 1, state: 'open' });
    expect(await codeOf(conclude(one))).toBe('tasks.closed');
    for (const customer of all.slice(1)) await conclude(customer);
    expect(await groupOf(east.teller, 'duplicate-review', second)).toMatchObject({
      done: count,
      state: 'closed',
    });
    const done = await stage.ask(east.teller)(collection.taskMembers, {
      task,
      state: 'done',
      purpose,
    });
    expect(done.items.find((it) => it.card.customer === one)?.conclusion).toBe('different');
  });

  it('no other kind of task is ended by a conclusion', async () => {
    const { task } = await groupOf(east.teller, 'document-image', first);
    const { items } = await stage.ask(east.teller)(collection.taskMembers, { task, purpose });
    const customer = items[0]?.card.customer;
    const conclude = stage.ask(east.teller)(collection.concludeDuplicate, {
      task,
      customer,
      conclusion: 'same',
    });
    expect(await codeOf(conclude)).toBe('not-found');
  });
});
