// Sealing again what replaced customer keys sealed: whole subject by subject, wherever it is cut off, and one that is not as it was
// sealed keeps nobody else waiting (SECURITY T17, threat 3).
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../../test/database.ts';
import { personOf, takenOver } from '../../../../../test/journeys/people.ts';
import { openStage } from '../../../../../test/journeys/stage.ts';
import { newId } from '../../../../kernel/crypto/index.ts';
import { createReencrypting, sealedRowOf } from '../../../../records/customers/index.ts';
import type { Exchange, Keeper } from '../index.ts';
import { insertRotation } from '../store.ts';
import { customerStep } from './reencrypt.ts';

const database = await testDatabase();
const owner = database.owner.db;
const stage = await openStage(database);
const { db, vault, clock } = stage;
const customers = createReencrypting(vault);
const count = 23;
const ids = await takenOver(
  stage,
  Array.from({ length: count }, () => personOf()),
);

async function begun(): Promise<string> {
  await sql`UPDATE keys.rotation SET ended_at = now() WHERE ended_at IS NULL`.execute(owner);
  const rotation = newId(clock.now());
  const by = { proposal: newId(), proposedBy: '安', approvedBy: '个' };
  const it = { rotation, kind: 'customer' as const, reason: 'period' as const, key: null, ...by };
  const steps = [{ name: customerStep, total: count }];
  await insertRotation(db, { ...it, startedAt: clock.now(), endedAt: null }, steps);
  return rotation;
}

/** One run of the duty; `keeper` may fail. */
async function run(rotation: string, keeper: Keeper = customers): Promise<unknown[]> {
  const faults: unknown[] = [];
  await rotationsWith(keeper, faults).duties['keys.rotate']?.({ rotation });
  return faults;
}

function rotationsWith(keeper: Keeper, faults: unknown[] = []) {
  return stage.keys.rotations({
    enqueue: () => Promise.resolve(),
    runDuty: stage.runDuty,
    rules: { number: () => 35 },
    tags: { left: async () => 0, some: async () => 0, amended: async () => undefined },
    keepers: [keeper],
    onFault: (error) => void faults.push(error),
  });
}

/** As if a lease and a transaction had gone by. */
const later = () =>
  sql`UPDATE keys.customer_key SET changed_at = changed_at - interval '10 minutes'`.execute(owner);

async function left(): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    SELECT count(DISTINCT subject) AS left FROM keys.customer_key
    WHERE state <> 'active' AND reencrypted_at IS NULL`.execute(owner);
  return rows[0]?.left ?? 0;
}

/** How many of them are whole: the seal fits, and under it every value opens. */
async function countWhole(): Promise<number> {
  const loaded = await stage.customers.load(db, { by: 'customer', customers: ids });
  let whole = 0;
  for (const it of loaded) {
    const row = sealedRowOf(it);
    const isWhole = await vault.sealer.checkRows(db, [row]).then(
      () => true,
      () => false,
    );
    whole += Number(isWhole);
  }
  return whole;
}

describe('T17 sealing again under new customer keys', () => {
  it('begins only when nobody can be sealing under the old ones any more', async () => {
    const rotation = await begun();
    await run(rotation);
    expect(await left()).toBe(count);
    expect(await countWhole()).toBe(count);
    await later();
    await run(rotation);
    expect([await left(), await countWhole()]).toEqual([0, count]);
  });

  it('is finished after a kill at any exchange, and no customer is half of the old and half of the new', async () => {
    const rotation = await begun();
    await run(rotation);
    await later();
    let [kills, exchanges] = [0, 0];
    for (let at = 1; (await left()) > 0; at += 3) {
      exchanges = 0;
      const dying: Keeper = (call, its, exchange) => {
        const counted: Exchange = async (tx, place, it) => {
          exchanges += 1;
          if (exchanges >= at) throw new Error('killed');
          await exchange(tx, place, it);
        };
        return customers(call, its, counted);
      };
      const faults = await run(rotation, dying);
      kills += faults.length;
      expect(await countWhole()).toBe(count);
    }
    expect(kills).toBeGreaterThan(5);
    expect(exchanges).toBeGreaterThan(0);
  });

  it('is done once more when values of before come back with a backup', async () => {
    const backup = async (into: string, from: string) => {
      for (const table of ['value', 'revision']) {
        const [to, of] = [sql.table(`${into}_${table}`), sql.table(`${from}_${table}`)];
        await sql`DROP TABLE IF EXISTS ${to}`.execute(owner);
        await sql`CREATE TABLE ${to} AS TABLE ${of}`.execute(owner);
      }
    };
    await sql`CREATE VIEW public.now_value AS TABLE customers.value`.execute(owner);
    await sql`CREATE VIEW public.now_revision AS TABLE customers.revision`.execute(owner);
    await backup('old', 'now');
    const rotation = await begun();
    await run(rotation);
    await later();
    await run(rotation);
    for (const table of ['value', 'revision']) {
      await sql`DELETE FROM ${sql.table(`customers.${table}`)}`.execute(owner);
      await sql`INSERT INTO ${sql.table(`customers.${table}`)} TABLE ${sql.table(`old_${table}`)}`.execute(
        owner,
      );
    }
    await sql`UPDATE keys.customer_key SET reencrypted_at = NULL`.execute(owner);
    expect([await left(), await countWhole()]).toEqual([count, count]);
    const again = rotationsWith(customers);
    await again.resume();
    await again.proceed();
    expect([await left(), await countWhole()]).toEqual([0, count]);
    await again.resume();
    expect([await left(), await countWhole()]).toEqual([0, count]);
  });

  it('leaves one who is not as sealed, says so, and goes on with everybody else', async () => {
    const rotation = await begun();
    const bent = ids[7] ?? '';
    const flip = () =>
      sql`UPDATE customers.value SET sealed = set_byte(sealed, 50, get_byte(sealed, 50) # 1)
        WHERE customer = ${bent} AND item = 'NP01'`.execute(owner);
    await flip();
    await run(rotation);
    await later();
    const faults = await run(rotation);
    expect(faults.map(String)).toEqual([expect.stringContaining('broken seal (row)')]);
    expect([await left(), await countWhole()]).toEqual([1, count - 1]);
    await flip();
    expect(await run(rotation)).toEqual([]);
    expect([await left(), await countWhole()]).toEqual([0, count]);
  });
});
