// Verdicts, duplicates, the report and the correction file: precedence, what is kept, and that a corrected file comes
// back as it went out.
import { listOf } from '@shouxin/contract/items';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../kernel/crypto/index.ts';
import {
  correctionHeader,
  correctionLine,
  isCorrectionFile,
  neutraliseCell,
  reasonHeading,
  restoreCell,
} from './correction-file.ts';
import { createBatchMemory, settleDuplicate } from './duplicates.ts';
import { type Judgement, judgeRecord } from './judge-record.ts';
import { proposeMapping } from './map-columns.ts';
import { readTable } from './table/read-table.ts';
import { count, reportRow, startTally, writeReport } from './report.ts';

const list = listOf('CS-01');
const today = '2026-11-23';
const headings = ['客户姓名', '性别', '国籍', '职业', '住所地', '手机号码', '证件种类', '证件号码', '证件到期日', '业务关系目的', '税收居民身份', '宗教信仰', '营销授权']; // prettier-ignore
const right = ['张三', '男', '中国', '专业技术人员', '上海市浦东新区世纪大道100号', '13800138000', '居民身份证', '110101199001011237', '2040-03-01', '日常储蓄结算', '仅为中国税收居民', '', '否']; // prettier-ignore

const mapping = proposeMapping({ headings, list });
const withCell = (heading: string, text: string): string[] =>
  right.map((cell, i) => (headings[i] === heading ? text : cell));
const judge = (cells: readonly string[]): Judgement => judgeRecord({ cells, mapping, list, today });
const codes = (row: Judgement): string[] =>
  row.reasons.map((reason) => `${reason.item} ${reason.code}`);

describe('one record', () => {
  it('is accepted although no column brings the start of the validity', () => {
    expect(judge(right)).toMatchObject({
      outcome: 'accept',
      reasons: [],
      tasks: ['document-image'],
    });
  });

  it('with more cells than headings is rejected, not shifted', () => {
    expect(codes(judge([...right, '']))).toEqual([]);
    expect(codes(judge([...right, 'x']))).toEqual(['ROW ROW_TOO_LONG']);
  });

  it.each(['是', 'Y', 'true', '同意', '√', '1'])(
    'marketing %s without evidence is a claim with a task, no consent',
    (text) => {
      const row = judge(withCell('营销授权', text));
      expect(row).toMatchObject({
        outcome: 'accept',
        marketingClaim: true,
        tasks: ['document-image', 'consent-evidence'],
      });
    },
  );

  it.each(['否', 'N', '', '0', '不同意'])('marketing %j is no claim', (text) =>
    expect(judge(withCell('营销授权', text)).marketingClaim).toBeUndefined(),
  );

  it('never lets a forbidden value out, whatever it says', () => {
    const row = judge(withCell('宗教信仰', '佛教徒'));
    expect(row).toMatchObject({ outcome: 'warn', overCollected: ['NP26'] });
    expect(row.tasks).toContain('over-collection');
    expect(JSON.stringify(row)).not.toContain('佛教徒');
  });

  it('rejects before it warns, and lists rejections first', () => {
    const row = judge(
      withCell('宗教信仰', '佛教').map((cell, i) => (headings[i] === '手机号码' ? '12345' : cell)),
    );
    expect(row).toMatchObject({ outcome: 'reject', values: {} });
    expect(codes(row)).toEqual(['NP08 MOBILE_FORMAT', 'NP26 FORBIDDEN']);
  });
});

describe('R1.2.5 duplicates', () => {
  const memory = () => createBatchMemory((plain) => sha256(Buffer.from(plain)));

  it('is the same document as an earlier accepted record; another name is a conflict', async () => {
    const batch = memory();
    batch.remember(judge(right), 1);
    expect(await settleDuplicate(judge(right), batch)).toMatchObject({
      outcome: 'duplicate',
      earlier: { record: 1, sameName: true },
      tasks: ['duplicate-review'],
    });
    const conflict = await settleDuplicate(judge(withCell('客户姓名', '李四')), batch);
    expect(codes(conflict)).toEqual(['NP10 DUPLICATE_CONFLICT']);
  });

  it('an earlier rejected record does not count, a rejected one stays rejected', async () => {
    const batch = memory();
    batch.remember(judge(withCell('手机号码', '1')), 1);
    expect((await settleDuplicate(judge(right), batch)).outcome).toBe('accept');
    batch.remember(judge(right), 2);
    expect((await settleDuplicate(judge(withCell('手机号码', '1')), batch)).outcome).toBe('reject');
  });

  it('finds existing customers, and the same number of another kind is another document', async () => {
    const batch = createBatchMemory((plain) => sha256(Buffer.from(plain)), {
      find: () => ({ sameName: true, customer: 'c1' }),
    });
    expect((await settleDuplicate(judge(right), batch)).earlier).toEqual({
      sameName: true,
      customer: 'c1',
    });
    const own = memory();
    own.remember(judge(right), 1);
    const temporary = await settleDuplicate(judge(withCell('证件种类', '临时居民身份证')), own);
    expect(temporary.outcome).toBe('accept');
  });

  it('points out a mobile of more than three customers, and asks for a review above five', async () => {
    const settle = (others: number) =>
      settleDuplicate(judge(right), { find: () => undefined, countMobile: () => others });
    expect((await settle(2)).outcome).toBe('accept');
    expect(codes(await settle(3))).toEqual(['NP08 MOBILE_SHARED']);
    expect(codes(await settle(5))).toEqual(['NP08 MOBILE_SHARED_REVIEW']);
  });
});

describe('the report', () => {
  it('counts outcomes, reasons, over-collection and claims, and holds no value', () => {
    const records = [
      judge(right),
      judge(withCell('手机号码', '12345')),
      judge(withCell('宗教信仰', '佛教')),
      judge(withCell('证件号码', '110101199001011238')),
      judge(withCell('营销授权', '是')),
    ];
    const tally = startTally();
    for (const row of records) count(tally, row);
    const rows = records.map((row, i) => reportRow(i + 1, row));
    const report = writeReport(
      { list: 'CS-01', source: 'core', file: { name: 'x.csv' }, asOf: today, mapping },
      tally,
      rows,
    );
    expect(report).toMatchObject({
      records: 5,
      counts: { accept: 2, warn: 1, reject: 2, duplicate: 0 },
      overCollected: [{ item: 'NP26', count: 1 }],
      marketingClaims: 1,
    });
    expect(report.reasons.find((row) => row.code === 'ID_CHECK_DIGIT')?.message.zh).toBe(
      '证件号码第18位校验码应为 …，请核对证件',
    );
    expect(JSON.stringify(report)).not.toMatch(/张三|13800138000|11010119900101|佛教/u);
  });
});

describe('the correction file', () => {
  it('every cell survives the prefix, and none can start a formula', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '=1+1',
        '+1',
        '-1',
        '@x',
        '\t=1',
        '\r=1',
        '＝1',
        "'x",
        "''",
        ' =1',
        '110101199001011237',
      ),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const safe = neutraliseCell(text);
        expect(restoreCell(safe)).toBe(text);
        expect(/^\s*[=+\-@＝＋－＠]/u.test(safe)).toBe(false);
      }),
    );
  });

  it('comes back with the same cells; the reasons are left out and the verdict is the same', async () => {
    const rejected = [
      withCell('客户姓名', '=HYPERLINK("http://127.0.0.1/"&A1,"x")'),
      withCell('手机号码', '"1,2"\n3'),
    ];
    const file =
      correctionHeader(headings) +
      rejected
        .map((cells, i) =>
          correctionLine({ record: i + 7, headings, cells, reasons: judge(cells).reasons }),
        )
        .join('');
    const table = await readTable({ name: 'x', bytes: Buffer.from(file) });
    expect(table.headings).toEqual([...headings, reasonHeading]);
    expect(isCorrectionFile(table.headings)).toBe(true);
    const again = proposeMapping({ headings: table.headings, list });
    expect(again.columns.at(-1)).toMatchObject({ kind: 'not-taken' });
    let i = 0;
    for await (const cells of table.rows) {
      const row = judgeRecord({ cells, mapping: again, list, today, restore: true });
      expect(codes(row)).toEqual(codes(judge(rejected[i] ?? [])));
      const line = correctionLine({
        record: i + 7,
        headings: table.headings,
        cells,
        reasons: row.reasons,
      });
      expect(file).toContain(line);
      i += 1;
    }
    expect(i).toBe(2);
    expect(file).toContain('原第7条');
  });
});
