// What an imported file was called may name a customer: it is on the card, in the list, in the report and before the reviewer of an undo, and
// nowhere in the clear in the database (R3.1.4, R2.1.5).
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { byteFormsOf } from '../../src/doors/admin/attack/forms.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { openHarness } from '../harness.ts';
import { nextExport, reached } from '../harness-steps.ts';
import { dumpOf } from './stage.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const { approvals, imports } = operations;
const [ops, data] = [await harness.as('ops'), await harness.as('owner')];
const name = '诸葛青云开户资料-13900001234.csv';

async function brought(): Promise<string> {
  const { file, input } = nextExport(2);
  const { batch, fileName } = await ops.call(imports.upload, { ...input, name }, { file });
  expect(fileName).toBe(name);
  await ops.call(imports.check, { batch });
  await reached(ops, batch, 'checked');
  const { proposal } = await ops.call(imports.propose, { batch });
  await data.call(approvals.approve, { proposal });
  await reached(ops, batch, 'applied');
  return batch;
}

test('R3.1.4 whoever works on the batch is told its name to the end, and no table holds it', async () => {
  const batch = await brought();
  const { items } = await ops.call(imports.batches, {});
  expect(items.map(({ fileName }) => fileName)).toEqual([name]);
  const report = await (await ops.call(imports.report, { batch })).blob();
  expect(await report.text()).toContain(name);
  const { proposal } = await ops.call(imports.undo, { batch, reason: '重复导入' });
  const shown = (await data.call(approvals.view, { proposal })).items;
  expect(shown.find(({ item }) => item === 'file')?.proposed).toBe(name);
  const everything = (await dumpOf(owner.db)) + harness.lines.join('\n');
  for (const { bytes } of byteFormsOf('诸葛青云开户资料')) {
    expect(everything).not.toContain(bytes.toString('utf8'));
    expect(everything).not.toContain(bytes.toString('hex'));
  }
  // Negative control: what may stand in the clear is found by the same search.
  expect(everything).toContain('核心系统A');
});

test('a batch from before names were sealed is shown by its format; a name under another batch does not open', async () => {
  const [first, second] = [await brought(), await brought()];
  await sql`UPDATE imports.batch SET name_sealed = NULL WHERE batch = ${first}`.execute(owner.db);
  expect((await ops.call(imports.batch, { batch: first })).fileName).toBe('import.csv');
  await sql`UPDATE imports.batch a SET name_sealed = b.name_sealed FROM imports.batch b
    WHERE a.batch = ${first} AND b.batch = ${second}`.execute(owner.db);
  await expect(ops.call(imports.batch, { batch: first })).rejects.toMatchObject({
    code: 'fault.internal',
  });
});
