// The small parts of a workbook: which sheets there are, which number formats are dates, and the shared strings, whose
// total size is bounded because they stay in memory.
import { rule } from '@shouxin/contract/items';
import type { Archive } from './xlsx-archive.ts';
import { UnreadableTable } from './unreadable.ts';
import { readXml } from './xlsx-xml.ts';

export type Sheet = { name: string; path: string };
export type CellFormat = { date: boolean; zeros: number };
export type Workbook = {
  sheets: Sheet[];
  date1904: boolean;
  formats: CellFormat[];
  strings: string[];
};

const workbookPart = 'xl/workbook.xml';

async function readRelations(archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const part = 'xl/_rels/workbook.xml.rels';
  if (!archive.has(part)) return targets;
  await readXml(await archive.open(part), {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id && Target) {
        targets.set(
          Id,
          Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//u, '')}`,
        );
      }
    },
  });
  return targets;
}

type Listed = { name: string; relation: string; hidden: boolean };

async function readSheets(archive: Archive): Promise<{ listed: Listed[]; date1904: boolean }> {
  const listed: Listed[] = [];
  let date1904 = false;
  await readXml(await archive.open(workbookPart), {
    open: (element, { name = '', id = '', state = 'visible', date1904: epoch }) => {
      if (element === 'workbookPr') date1904 = epoch === '1' || epoch === 'true';
      if (element === 'sheet') listed.push({ name, relation: id, hidden: state !== 'visible' });
    },
  });
  return { listed, date1904 };
}

/** ECMA-376 18.8.30: built-in formats of days; 27 to 36 and 50 to 58 are the East Asian ones. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

const literals = /"[^"]*"|\[[^\]]*\]|\\./gu;

function formatOf(id: number, custom: ReadonlyMap<number, string>): CellFormat {
  const code = (custom.get(id) ?? '').slice(0, 200);
  const bare = code.replace(literals, '');
  const zeros = /^0{2,20}$/.test(bare) ? bare.length : 0;
  return { date: isBuiltInDate(id) || /[yd年月日]/iu.test(bare), zeros };
}

async function readFormats(archive: Archive): Promise<CellFormat[]> {
  const part = 'xl/styles.xml';
  if (!archive.has(part)) return [];
  const custom = new Map<number, string>();
  const used: number[] = [];
  let inCells = false;
  await readXml(await archive.open(part), {
    open: (name, attributes) => {
      if (name === 'numFmt')
        custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) used.push(Number(attributes['numFmtId'] ?? 0));
      if (custom.size + used.length > 100_000) throw new UnreadableTable('DAMAGED');
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return used.map((id) => formatOf(id, custom));
}

/** Text of the shared strings; phonetic guides (`rPh`) are no text. */
async function readStrings(archive: Archive): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  const strings: string[] = [];
  if (!archive.has(part)) return strings;
  const limit = rule('import.strings.chars_max');
  let size = 0;
  let text = '';
  let phonetic = 0;
  let inText = false;
  await readXml(await archive.open(part), {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic += 1;
      inText = name === 't' && phonetic === 0;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (name) => {
      if (name === 'rPh') phonetic -= 1;
      inText = false;
      if (name !== 'si') return;
      size += text.length + 8;
      if (size > limit) throw new UnreadableTable('ARCHIVE_BOMB');
      strings.push(text);
    },
  });
  return strings;
}

/** Everything about a workbook but its cells. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  if (archive.has('xl/workbook.bin') || archive.has('mimetype'))
    throw new UnreadableTable('UNSUPPORTED_WORKBOOK');
  if (!archive.has(workbookPart)) throw new UnreadableTable('NOT_A_TABLE');
  const relations = await readRelations(archive);
  const { listed, date1904 } = await readSheets(archive);
  const shown = listed.filter((sheet) => !sheet.hidden);
  const sheets = (shown.length > 0 ? shown : listed)
    .map((sheet, i) => ({
      name: sheet.name,
      path: relations.get(sheet.relation) ?? `xl/worksheets/sheet${i + 1}.xml`,
    }))
    .filter((sheet) => archive.has(sheet.path));
  return {
    sheets,
    date1904,
    formats: await readFormats(archive),
    strings: await readStrings(archive),
  };
}
