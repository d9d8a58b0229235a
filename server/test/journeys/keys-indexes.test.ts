// Journey: the keys by which customers are found are replaced while the counter works. Half of the fingerprints are old and half
// are new, and everybody is found, nobody is registered twice, and no old fingerprint is left (R1.3.2a, R2.2.4, SECURITY 4.5).
import { operations, type ItemValues, type OutputOf } from '@shouxin/contract';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { insertRotation } from '../../src/controls/keys/rotation/store.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import { createRetagging, type Retagging } from '../../src/records/customers/index.ts';
import { testDatabase } from '../database.ts';
import { newNumber, personOf, registered, takenOver } from './people.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { customers } = operations;
const purpose = { code: 'P-ACCT' };
const people = { teller: actorOf('teller', 'teller'), reviewer: actorOf('reviewer', 'reviewer') };
const names = ['document-unique', 'document', 'mobile', 'name-birth', 'name-branch'] as const;

const persons = Array.from({ length: 7 }, (_, at) => personOf({ NP08: `1390000720${at}` }));
const ids = await takenOver(stage, persons);

/** A teller each time, because pace is counted for each. */
const fresh = () => actorOf(`teller-${newId()}`, 'teller', units.east);

async function foundBy(terms: object): Promise<string[]> {
  const { items } = await stage.ask(fresh())(customers.search, { terms, purpose });
  return items.map((it) => it.customer);
}

const text = (values: ItemValues | undefined, item: string) => values?.[item] as string;

async function expectFound(): Promise<void> {
  for (const [at, values] of persons.entries()) {
    const byDocument = { by: 'document', documentNumber: text(values, 'NP10') };
    expect(await foundBy(byDocument)).toEqual([ids[at]]);
    expect(await foundBy({ by: 'mobile', mobile: text(values, 'NP08') })).toContain(ids[at]);
  }
}

/** How many tags there are of each version of the keys. */
async function tagsByVersion(): Promise<Record<string, number>> {
  const { rows } = await sql<{ version: number; count: number }>`
    SELECT get_byte(tag, 0) AS version, count(*) AS count FROM (
      SELECT tag FROM customers.fingerprint UNION ALL SELECT tag FROM customers.document) AS t
    GROUP BY 1`.execute(stage.db);
  return Object.fromEntries(rows.map(({ version, count }) => [String(version), count]));
}

const tags = createRetagging(stage.vault.retag);

function rotationsWith(change: Partial<Retagging>) {
  return stage.keys.rotations({
    enqueue: () => Promise.resolve(),
    runDuty: stage.runDuty,
    rules: { number: () => 35 },
    keepers: [],
    onFault: (error) => expect.fail(String(error)),
    tags: { ...tags, ...change },
  });
}

async function begun(indexes: readonly string[] = names): Promise<string> {
  const by = { proposal: newId(), proposedBy: '安', approvedBy: '个' };
  const rotation = newId(stage.clock.now());
  const it = { rotation, kind: 'index' as const, reason: 'period' as const, key: null, ...by };
  const steps = indexes.map((name) => ({ name: `index/${name}`, total: 0 }));
  await insertRotation(stage.db, { ...it, startedAt: stage.clock.now(), endedAt: null }, steps);
  return rotation;
}

/** Of what identifies a person, so that it waits; answers the proposal. */
async function amendment(customer: string, values: ItemValues): Promise<string> {
  const input = { customer, values, ground: '客户到柜面办理', purpose: { code: 'P-UPDATE' } };
  const answer = await stage.ask(people.teller)(customers.amend, input);
  if (!('proposal' in answer)) throw new Error('it waits for a second person');
  return answer.proposal;
}

const work = (rotations: ReturnType<typeof rotationsWith>, rotation: string) =>
  rotations.duties['keys.rotate']?.({ rotation });

describe('R1.3.2a rotating the index keys', () => {
  it('is killed half way: everybody is found by either key, and no document is taken twice', async () => {
    const before = await tagsByVersion();
    const total = before['1'] ?? 0;
    expect(before).toEqual({ '1': total });
    const rotation = await begun();
    let batches = 0;
    const dying = rotationsWith({
      some: (tx, it) => {
        batches += 1;
        if (batches > 3) return Promise.reject(new Error('killed'));
        return tags.some(tx, it, 2);
      },
    });
    await expect(work(dying, rotation)).rejects.toThrow('killed');
    const half = await tagsByVersion();
    expect(half['1']).toBeGreaterThan(0);
    expect(half['2']).toBeGreaterThan(0);

    await expectFound();
    for (const values of persons) {
      const again = registered(stage, people, { ...values });
      expect(await codeOf(again)).toBe('customers.duplicate');
    }
    const other = await registered(stage, people, personOf({ NP08: '13900007300' }));
    const taken = await amendment(other, { NP10: text(persons.at(-1), 'NP10') });
    const approving = stage.ask(people.reviewer)(operations.approvals.approve, { proposal: taken });
    expect(await codeOf(approving)).toBe('customers.duplicate');

    await work(rotationsWith({}), rotation);
    const after = await tagsByVersion();
    expect(Object.keys(after)).toEqual(['2']);
    expect(after['2']).toBe(total + 5);
    await expectFound();
  });

  it('leaves no tag of a value that was changed while it was tagged again', async () => {
    const [old, amended] = ['13900007111', '13900007999'];
    const customer = await registered(stage, people, personOf({ NP08: old }));
    const proposal = await amendment(customer, { NP08: amended });
    let approving: Promise<unknown> | undefined;
    const rotations = rotationsWith({
      // Tags of the value before are made and not committed yet; the change waits for that and cannot see them.
      some: async (tx, it, max) => {
        const count = await tags.some(tx, it, max);
        approving ??= stage.ask(people.reviewer)(operations.approvals.approve, { proposal });
        await new Promise((resolve) => setTimeout(resolve, 300));
        return count;
      },
    });
    await work(rotations, await begun(['mobile']));
    await approving;
    expect(await foundBy({ by: 'mobile', mobile: amended })).toEqual([customer]);
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count FROM customers.fingerprint
      WHERE index = 'mobile' AND customer = ${customer}`.execute(stage.db);
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('destroys a replaced key when no tag needs it and no backup either', async () => {
    const rotations = rotationsWith({});
    await rotations.retire();
    const versions = new Map(rotations.routes).get('keys.versions') as unknown as (
      call: object,
      input: object,
    ) => Promise<OutputOf<typeof operations.keys.versions>>;
    const stateOf = async (id: string) => {
      const call = { tx: stage.db, at: stage.clock.now(), append: () => '' };
      const { items } = await versions(call, { kind: 'index', limit: 100 });
      return items.find((it) => it.id === id)?.state;
    };
    expect(await stateOf('index/document#1')).toBe('deactivated');
    stage.clock.advance({ days: 36 });
    await rotations.retire();
    expect(await stateOf('index/document#1')).toBe('destroyed');
    await expectFound();
  });

  it('stops at a customer of whom a value was taken away', async () => {
    const number = newNumber();
    const [customer] = await takenOver(stage, [personOf({ NP10: number })]);
    await sql`DELETE FROM customers.value WHERE customer = ${customer} AND item = 'NP08'`.execute(
      database.owner.db,
    );
    // The seal over all values is broken: nothing is tagged, and somebody hears of it.
    await expect(work(rotationsWith({}), await begun(['mobile']))).rejects.toThrow('broken seal');
  });
});
