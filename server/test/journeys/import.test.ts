// The import as a bank would accept it: a branch export of 600 records in both formats, tried, proposed, approved by a second
// person, found at the counter; the same file again; and what must never be in the database.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { transaction } from '../../src/kernel/database.ts';
import { testDatabase } from '../database.ts';
import { applied, branchFile, checked, expected, imports, proposed, reportOf, textOf, uploadAs } from './import-kit.ts'; // prettier-ignore
import { actorOf, codeOf, dumpOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database, `${expected.asOf}T02:00:00Z`);
const clerk = actorOf('ops', 'ops');
const owner = actorOf('owner', 'owner');
const csv = { name: 'branch-export.gb18030.csv', content: branchFile('branch-export.gb18030.csv') };
const xlsx = { name: 'branch-export.xlsx', content: branchFile('branch-export.xlsx') };

const count = async (query: string): Promise<number> => {
  const { rows } = await sql.raw<{ n: number }>(`SELECT count(*) AS n ${query}`).execute(stage.db);
  return rows[0]?.n ?? -1;
};

/** Records whose verdict differs, or where none of the expected items is named. */
async function disagreements(batch: string): Promise<unknown[]> {
  const { rows } = await reportOf(stage, clerk, batch);
  return expected.verdict.filter(({ record, expect: outcome, items }) => {
    const row = rows[record - 1];
    const named = new Set(row?.reasons.map((reason) => reason.item));
    const agrees = items.length === 0 || items.some((item) => named.has(item));
    return row?.record !== record || row.outcome !== outcome || !agrees;
  });
}

describe('the dry run', () => {
  it.each([csv, xlsx])('agrees with the expected verdict on all 600 records of $name', async (file) => {
    const card = await checked(stage, clerk, file);
    const { accept, warn, reject, duplicate } = expected;
    expect(card).toMatchObject({
      state: 'checked',
      unmapped: [],
      counts: { accept, warn, reject, duplicate },
      progress: { stage: 'none', done: 600, total: 600 },
      asOf: expected.asOf,
      fileKept: true,
      mayUndo: false,
    });
    expect(card.notTaken).toEqual(['开户日期']);
    expect(card.overCollected).toMatchObject([{ item: 'NP26' }]);
    expect(await disagreements(card.batch)).toEqual([]);
  });

  it('stores no customer and no value', async () => {
    expect(await count('FROM customers.customer')).toBe(0);
    expect(await count('FROM customers.document')).toBe(0);
  });
});
