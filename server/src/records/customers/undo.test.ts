// Undoing an import batch: only what nobody has used, and only by way of the owner's function.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { newNumber, personOf } from '../../../test/journeys/people.ts';
import { actorOf, codeOf, openStage, units } from '../../../test/journeys/stage.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { Registering } from './index.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { db, clock, customers, runDuty } = stage;
const ops = actorOf('ops', 'ops');

function registering(batch: string): Registering {
  const origin = {
    channel: 'bulk-import',
    list: 'CS-01',
    listVersion: 1,
    source: '核心系统',
    batch,
    fileHash: 'ab'.repeat(32),
    record: 1,
    branchCode: '01001',
    tellerCode: 'T9',
    account: ops.id,
    accountName: 'ops',
    at: clock.now(),
  };
  const values = { ...personOf({ NP10: newNumber() }), NP14: '1988-01-01' };
  return { customer: newId(), values, origin, unit: units.east.id, manager: null };
}

async function imported(count: number) {
  const batch = newId();
  const its = Array.from({ length: count }, () => registering(batch));
  const { registered } = await runDuty('imports.apply', (call) =>
    customers.registerMany(call, its),
  );
  return { batch, registered, its };
}

const undo = (batch: string) =>
  runDuty('imports.undo', async (call) => {
    const count = await customers.undoBatch(call, batch);
    call.append({ count });
    return count;
  });

async function rowsOf(ids: readonly string[]): Promise<number> {
  const tables = ['customer', 'revision', 'value', 'document', 'fingerprint', 'number'];
  let total = 0;
  for (const table of tables) {
    const { rows } = await sql<{ n: number }>`
      SELECT count(*) AS n FROM ${sql.table(`customers.${table}`)} WHERE customer = ANY (${[...ids]}::uuid[])`.execute(
      db,
    );
    total += rows[0]?.n ?? 0;
  }
  return total;
}

describe('undoing a batch', () => {
  it('R3.3.2 takes every row of its customers, frees their documents, and leaves the log', async () => {
    const { batch, registered, its } = await imported(3);
    const ids = registered.map((it) => it.customer);
    expect(await rowsOf(ids)).toBeGreaterThan(30);
    expect(await undo(batch)).toBe(3);
    expect(await rowsOf(ids)).toBe(0);
    for (const { values } of its) expect(await customers.isRegistered(db, values)).toBe(false);
    const { entries } = await stage.audit.read(
      { trail: registered[0]?.trail ?? '' },
      { limit: 10 },
    );
    expect(entries.map((it) => it.entry.act)).toEqual(['customers.undo', 'customers.register']);
  });

  it('refuses when one customer was used, and takes none', async () => {
    const { batch, registered } = await imported(3);
    const [used] = registered;
    await runDuty('customers.view', (call) => Promise.resolve(call.append({ trail: used?.trail })));
    expect(await codeOf(undo(batch))).toBe('import.in-use');
    expect(await rowsOf(registered.map((it) => it.customer))).toBeGreaterThan(30);
  });

  it('refuses in the database too, when a customer was amended', async () => {
    const { batch, registered } = await imported(1);
    await database.owner.pool.query(
      `INSERT INTO customers.revision SELECT customer, 2, channel, list, list_version, notice, source, batch, file_hash,
         record, branch_code, teller_code, account, account_name, proposal, at, seal
       FROM customers.revision WHERE customer = $1`,
      [registered[0]?.customer],
    );
    expect(await codeOf(undo(batch))).toBe('import.in-use');
  });

  it('R2.0 names file, record, teller and branch of the source on every value', async () => {
    const { registered } = await imported(1);
    const [it] = await customers.load(db, {
      by: 'customer',
      customers: [registered[0]?.customer ?? ''],
    });
    expect(it?.values.every((value) => value.origin.fileHash === 'ab'.repeat(32))).toBe(true);
    expect(it?.values[0]?.origin).toMatchObject({
      record: 1,
      branchCode: '01001',
      tellerCode: 'T9',
      source: '核心系统',
    });
  });
});
