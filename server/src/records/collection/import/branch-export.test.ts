// The import against real input: verdict and named items on all 600 records of the branch export, in both formats, and
// on 200 generated exports with other headings, orders, encodings, separators and mixtures of the same faults.
import { readFileSync } from 'node:fs';
import { listOf } from '@shouxin/contract/items';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../kernel/crypto/index.ts';
import { type Verdict, generateExport } from '../../../../test/data/generate-export.ts';
import {
  type Settled,
  type TableSource,
  createBatchMemory,
  judgeRecord,
  proposeMapping,
  readTable,
  settleDuplicate,
} from './index.ts';

const folder = new URL('../../../../test/data/branch-export/', import.meta.url);
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as {
  asOf: string;
  accept: number;
  warn: number;
  reject: number;
  duplicate: number;
  verdict: (Verdict & { record: number })[];
};

const list = listOf('CS-01');

async function judgeAll(
  source: TableSource,
  today: string,
): Promise<{ settled: Settled[]; unmapped: string[] }> {
  const table = await readTable(source);
  const sample: string[][] = [];
  for await (const row of table.rows) if (sample.push(row) >= 50) break;
  const mapping = proposeMapping({ headings: table.headings, list, sample });
  const memory = createBatchMemory((plain) => sha256(Buffer.from(plain)));
  const settled: Settled[] = [];
  for await (const cells of table.rows) {
    const judgement = await settleDuplicate(judgeRecord({ cells, mapping, list, today }), memory);
    settled.push(judgement);
    memory.remember(judgement, settled.length);
  }
  return { settled, unmapped: mapping.unmapped };
}

/** Records whose verdict differs, or where none of the expected items is named. */
function disagreements(settled: readonly Settled[], verdicts: readonly Verdict[]): unknown[] {
  return verdicts.flatMap((verdict, i) => {
    const said = settled[i];
    const named = new Set(said?.reasons.map((reason) => reason.item));
    const agrees =
      said?.outcome === verdict.expect &&
      (verdict.items.length === 0 || verdict.items.some((item) => named.has(item)));
    return agrees
      ? []
      : [
          {
            record: i + 1,
            verdict,
            outcome: said?.outcome,
            codes: said?.reasons.map((r) => `${r.item} ${r.code}`),
          },
        ];
  });
}

describe.each(['branch-export.gb18030.csv', 'branch-export.xlsx'])('R1.2.4 %s', (name) => {
  it('agrees with the expected verdict on all 600 records', async () => {
    const path = new URL(name, folder).pathname;
    const { settled, unmapped } = await judgeAll({ name, path }, expected.asOf);
    expect(unmapped).toEqual([]);
    expect(settled.length).toBe(600);
    expect(disagreements(settled, expected.verdict)).toEqual([]);
    const counts = Object.groupBy(settled, (row) => row.outcome);
    for (const outcome of ['accept', 'warn', 'reject', 'duplicate'] as const)
      expect(counts[outcome]?.length).toBe(expected[outcome]);
  });

  it('says nothing against an accepted record, keeps nothing of a rejected one and no forbidden value of any', async () => {
    const { settled } = await judgeAll(
      { name, bytes: readFileSync(new URL(name, folder)) },
      expected.asOf,
    );
    for (const row of settled) {
      expect(row.outcome === 'accept' ? row.reasons : []).toEqual([]);
      expect(row.outcome === 'reject' ? row.values : {}).toEqual({});
    }
    expect(JSON.stringify(settled)).not.toMatch(/佛教|伊斯兰教/u);
    expect(settled.filter((row) => row.overCollected.includes('NP26')).length).toBe(5);
    expect(settled.some((row) => row.marketingClaim)).toBe(true);
    expect(settled[0]?.origin).toEqual({ branch: '01016', teller: 'T188' });
  });

  it('expires documents and lets children grow up with the day it is read on', async () => {
    const { settled } = await judgeAll(
      { name, bytes: readFileSync(new URL(name, folder)) },
      '2031-01-01',
    );
    expect(settled[119]?.reasons.map((reason) => reason.code)).not.toContain('GUARDIAN_MISSING');
    expect(
      settled.filter((row) => row.reasons.some((reason) => reason.code === 'DOCUMENT_EXPIRED'))
        .length,
    ).toBeGreaterThan(20);
  });
});

describe('R1.2.4 other exports', () => {
  it('agrees with the plan of 200 generated exports', { timeout: 60_000 }, async () => {
    const wrong: unknown[] = [];
    const formats = new Set<string>();
    let records = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const made = await generateExport(seed);
      const { settled, unmapped } = await judgeAll(
        { name: made.name, bytes: made.bytes },
        made.asOf,
      );
      formats.add(made.name.split('.').at(-1) ?? '');
      records += settled.length;
      if (unmapped.length > 0) wrong.push({ seed, unmapped, headings: made.headings });
      if (settled.length !== made.verdicts.length) wrong.push({ seed, records: settled.length });
      for (const row of disagreements(settled, made.verdicts)) wrong.push({ seed, row });
    }
    expect(wrong).toEqual([]);
    expect(formats.size).toBe(2);
    expect(records).toBeGreaterThan(1500);
  });
});
