// Readers: every encoding and separator, dates and numbers of workbooks, and what is refused, with its code, quickly and
// without much memory (SECURITY threat 17: bombs, XXE, huge sheets).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { inlineSheet, writeWorkbook, writeZip } from '../../../../../test/data/write-zip.ts';
import { type Table, readTable } from './read-table.ts';
import { UnreadableTable } from './unreadable.ts';
import { dateOfSerial } from './xlsx-rows.ts';

const header = ['客户姓名', '性别', '手机号码', '证件号码'];
const first = ['周䶮', '男', '13800138000', '110101199001011237'];
const second = ['𠮷野，"家"', '女', '13900139000\n(家)', ''];

async function rowsOf(table: Table): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of table.rows) rows.push(row);
  return rows;
}

async function readAll(bytes: Uint8Array): Promise<{ table: Table; rows: string[][] }> {
  const table = await readTable({ name: 'x', bytes });
  return { table, rows: await rowsOf(table) };
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readAll(bytes);
    return 'read';
  } catch (error) {
    return error instanceof UnreadableTable ? error.code : String(error);
  }
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const csv = (rows: readonly (readonly string[])[], delimiter = ',', newline = '\r\n'): string =>
  rows.map((row) => row.map(quote).join(delimiter)).join(newline) + newline;

describe('CSV', () => {
  const text = csv([header, first, second]);

  it.each<[string, Buffer, string]>([
    ['UTF-8', iconv.encode(text, 'utf-8'), 'utf-8'],
    ['UTF-8 with a mark', iconv.encode(text, 'utf-8', { addBOM: true }), 'utf-8'],
    ['GB18030', iconv.encode(text, 'gb18030'), 'gb18030'],
    ['UTF-16 LE with a mark', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 BE with a mark', iconv.encode(text, 'utf-16be', { addBOM: true }), 'utf-16be'],
    [
      'UTF-16 LE without a mark',
      iconv.encode(
        csv([
          ['NAME', 'SEX', 'MOBILE', 'ID_NO'],
          ['Zhou', 'M', '13800138000', '110101199001011237'],
        ]),
        'utf-16le',
        { addBOM: false },
      ),
      'utf-16le',
    ],
  ])('%s', async (_name, bytes, encoding) => {
    const { table, rows } = await readAll(bytes);
    expect(table.encoding).toBe(encoding);
    expect(table.headings.length).toBe(4);
    expect(rows[0]?.[3]).toBe('110101199001011237');
    expect(encoding === 'utf-16le' ? [] : rows.slice(1)).toEqual(
      encoding === 'utf-16le' ? [] : [second],
    );
  });

  it.each([',', ';', '\t', '|'])('separator %j', async (delimiter) => {
    const { table, rows } = await readAll(
      Buffer.from(csv([header, first, second], delimiter, '\n')),
    );
    expect(table.delimiter).toBe(delimiter);
    expect(rows).toEqual([first, second]);
  });

  it('passes over titles, blank lines, the last blank line and a `sep=` line', async () => {
    const body = `××银行客户信息导出,,,\r\n\r\n${csv([header, first])}\r\n,,,\r\n${csv([second])}\r\n\r\n`;
    const { table, rows } = await readAll(Buffer.from(body));
    expect(table.headerRow).toBe(2);
    expect(rows).toEqual([first, second]);
    expect((await readAll(Buffer.from(`sep=;\r\n${csv([header, first], ';')}`))).rows).toEqual([
      first,
    ]);
  });

  it('reads `="0123"` and a stray quote as they are written', async () => {
    const { rows } = await readAll(
      Buffer.from(`${header.join(',')}\n张三,男,="13800138000",5" disc\n`),
    );
    expect(rows).toEqual([['张三', '男', '="13800138000"', '5" disc']]);
  });

  it('can be read again from the start, and left half way', async () => {
    const table = await readTable({ name: 'x', bytes: Buffer.from(text) });
    for await (const row of table.rows) {
      expect(row).toEqual(first);
      break;
    }
    expect(await rowsOf(table)).toEqual([first, second]);
  });

  it('had in pieces, is not gathered: the first row needs only the first pieces', async () => {
    const rows = Array.from({ length: 20_000 }, () => first);
    const bytes = Buffer.from(`\uFEFF${csv([header, ...rows])}`);
    let given = 0;
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 1_000) {
        given += 1;
        yield bytes.subarray(at, at + 1_000);
      }
    };
    const table = await readTable({ name: 'x', pieces, size: bytes.length });
    given = 0;
    for await (const row of table.rows) {
      expect(row).toEqual(first);
      break;
    }
    expect(given).toBeLessThan(300);
    expect(await rowsOf(table)).toEqual(rows);
  });

  it('a chunk border inside a character, a quote or the header changes nothing', async () => {
    const bytes = iconv.encode(text, 'gb18030');
    const stream = async function* (): AsyncIterable<Uint8Array> {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    const table = await readTable({ name: 'x', stream: stream() });
    expect(await rowsOf(table)).toEqual([first, second]);
  });
});

describe('XLSX', () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';
  const head = `<row>${header.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
  const sheet = (cells: string): string =>
    `<worksheet><sheetData><row r="1"/>${head}<row r="9">${cells}</row></sheetData></worksheet>`;

  it.each<[string, string, string[]]>([
    ['a date by built-in style', '<c r="A9" s="1"><v>45883</v></c>', ['2025-08-14']],
    ['a date by Chinese style', '<c r="A9" s="2"><v>43832.5</v></c>', ['2020-01-02']],
    ['a padded number', '<c r="A9" s="3"><v>1016</v></c>', ['01016']],
    [
      'a long number that kept its digits',
      '<c r="A9"><v>110101199001011237</v></c>',
      ['110101199001011237'],
    ],
    [
      'a long number that lost its digits',
      '<c r="A9"><v>1.1010119900101123E17</v></c>',
      ['1.1010119900101123E17'],
    ],
    ['a mobile as a number', '<c r="A9"><v>1.3800138E10</v></c>', ['13800138000']],
    [
      'a formula, not its result',
      '<c r="A9" t="str"><f>HYPERLINK("http://127.0.0.1","x")</f><v>张三</v></c>',
      ['=HYPERLINK("http://127.0.0.1","x")'],
    ],
    ['cells left out', '<c r="C9" t="str"><v>x</v></c>', ['', '', 'x']],
    ['shared rich text without its phonetic guide', '<c r="A9" t="s"><v>1</v></c>', ['欧阳娜娜']],
  ])('%s', async (_name, cells, expected) => {
    const strings =
      '<sst><si><t>x</t></si><si><r><t>欧阳</t></r><r><t>娜娜</t></r><rPh><t>オウヨウ</t></rPh></si></sst>';
    const { rows } = await readAll(writeWorkbook({ sheet: sheet(cells), strings, styles }));
    expect(rows).toEqual([expected]);
  });

  it('counts days as spreadsheets do, the year 1900 and the other epoch included', () => {
    expect([1, 59, 61, 45883].map((day) => dateOfSerial(day, false))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '2025-08-14',
    ]);
    expect(dateOfSerial(0, true)).toBe('1904-01-01');
    expect(dateOfSerial(1e9, false)).toBeUndefined();
  });

  it('chooses the sheet that is a customer table, prefixed element names and all', async () => {
    const prefixed = inlineSheet([header, first]).replaceAll('<', '<x:').replaceAll('<x:/', '</x:');
    const workbook =
      '<workbook><sheets><sheet name="说明" r:id="rId1"/><sheet name="客户" r:id="rId2"/></sheets></workbook>';
    const bytes = writeZip([
      { name: 'xl/workbook.xml', text: workbook },
      {
        name: 'xl/_rels/workbook.xml.rels',
        text: '<R><Relationship Id="rId1" Target="/xl/worksheets/a.xml"/><Relationship Id="rId2" Target="worksheets/b.xml"/></R>',
      },
      { name: 'xl/worksheets/a.xml', text: inlineSheet([['导出说明', '演示数据']]) },
      { name: 'xl/worksheets/b.xml', text: prefixed },
    ]);
    const { table, rows } = await readAll(bytes);
    expect(table.sheet).toBe('客户');
    expect(rows).toEqual([first]);
  });
});

describe('what is refused', () => {
  const good = inlineSheet([header, first]);
  const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000)]);
  const bomb = `<worksheet><sheetData><row><c t="inlineStr"><is><t>${' '.repeat(80_000_000)}</t></is></c></row></sheetData></worksheet>`;
  const lol = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
  const longText = `<worksheet><sheetData><row><c t="inlineStr"><is><t>${Array.from({ length: 80_000 }, (_, i) => i * 7919).join('')}</t></is></c></row></sheetData></worksheet>`;
  const manyColumns = csv([[...header, ...Array.from({ length: 300 }, (_, i) => `列${i}`)]]);

  it.each<[string, string, () => Buffer]>([
    ['nothing', 'EMPTY', () => Buffer.alloc(0)],
    ['only blanks', 'EMPTY', () => Buffer.from(' \r\n \r\n')],
    ['a PDF', 'NOT_A_TABLE', () => Buffer.from('%PDF-1.7 ...')],
    ['a picture', 'NOT_A_TABLE', () => Buffer.from('89504e470d0a1a0a0000', 'hex')],
    [
      'HTML called .xls',
      'NOT_A_TABLE',
      () => Buffer.from('<html><table><tr><td>姓名</td></tr></table></html>'),
    ],
    [
      'noise',
      'NOT_A_TABLE',
      () => Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)),
    ],
    ['a table without a header', 'NO_HEADER', () => Buffer.from('a,b,c\n1,2,3\n')],
    [
      'a workbook without a header',
      'NO_HEADER',
      () => writeWorkbook({ sheet: inlineSheet([['a', 'b']]) }),
    ],
    ['an unclosed quote', 'QUOTES', () => Buffer.from(`${header.join(',')}\n"张三,男,1,2\n`)],
    [
      'an endless cell',
      'TEXT_TOO_LONG',
      () => Buffer.from(`${header.join(',')}\n"${'x'.repeat(600_000)}\n`),
    ],
    ['too many columns', 'TOO_MANY_COLUMNS', () => Buffer.from(manyColumns)],
    ['an old workbook', 'OLD_XLS', () => ole],
    [
      'an encrypted workbook',
      'ENCRYPTED',
      () => Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]),
    ],
    [
      'an encrypted zip',
      'ENCRYPTED',
      () => writeZip([{ name: 'xl/workbook.xml', text: 'x', flags: 1 }]),
    ],
    [
      'a zip that is no workbook',
      'NOT_A_TABLE',
      () => writeZip([{ name: 'word/document.xml', text: '<x/>' }]),
    ],
    [
      'an OpenDocument table',
      'UNSUPPORTED_WORKBOOK',
      () =>
        writeZip([{ name: 'mimetype', text: 'application/vnd.oasis.opendocument.spreadsheet' }]),
    ],
    [
      'a binary workbook',
      'UNSUPPORTED_WORKBOOK',
      () => writeZip([{ name: 'xl/workbook.bin', text: 'x' }]),
    ],
    ['a truncated zip', 'DAMAGED', () => writeWorkbook({ sheet: good }).subarray(0, 300)],
    ['broken XML', 'DAMAGED', () => writeWorkbook({ sheet: '<worksheet><row></worksheet>' })],
    [
      'a size that lies',
      'DAMAGED',
      () =>
        writeWorkbook({ sheet: good, more: [], workbook: undefined, strings: undefined }).fill(
          0xff,
          30,
          60,
        ),
    ],
    ['a document type', 'XML_DTD', () => writeWorkbook({ sheet: `${lol}${good}` })],
    [
      'an external entity',
      'XML_DTD',
      () =>
        writeWorkbook({
          sheet: good,
          workbook:
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>',
        }),
    ],
    ['a zip bomb', 'ARCHIVE_BOMB', () => writeWorkbook({ sheet: bomb })],
    [
      'a bomb that lies about its size',
      'DAMAGED',
      () => writeZip([{ name: 'xl/workbook.xml', text: bomb, declaredSize: 1000 }]),
    ],
    [
      'ten thousand entries',
      'ARCHIVE_BOMB',
      () => writeZip(Array.from({ length: 10_000 }, (_, i) => ({ name: `x${i}`, text: '' }))),
    ],
    ['an endless text', 'TEXT_TOO_LONG', () => writeWorkbook({ sheet: longText })],
    ['deep XML', 'DAMAGED', () => writeWorkbook({ sheet: '<a>'.repeat(5000) })],
  ])('%s: %s', async (_name, code, make) => {
    const bytes = make();
    const before = process.memoryUsage().rss;
    const start = performance.now();
    expect(await codeOf(bytes)).toBe(code);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('names no content of the file in the error', async () => {
    const refused = await readTable({
      name: 'x',
      bytes: Buffer.from('<张三>,110101199001011237'),
    }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnreadableTable);
    expect(JSON.stringify(refused) + String(refused)).not.toMatch(/张三|1101/u);
  });
});

describe('large files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-import-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('streams 150,000 records from disk in bounded memory', { timeout: 60_000 }, async () => {
    const path = join(folder, 'large.csv');
    const line = csv([first]);
    writeFileSync(path, csv([header]) + line.repeat(150_000));
    const table = await readTable({ name: 'large.csv', path });
    const before = process.memoryUsage().heapUsed;
    let count = 0;
    for await (const row of table.rows) count += row.length === 4 ? 1 : 0;
    expect(count).toBe(150_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('refuses more records than the rule allows', { timeout: 60_000 }, async () => {
    expect(await codeOf(Buffer.from(`${header.join(',')}\n${'a,b,c,d\n'.repeat(200_001)}`))).toBe(
      'TOO_MANY_ROWS',
    );
  });
});
