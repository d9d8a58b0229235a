// A zip writer for tests: also writes what no honest program would (lying sizes, encrypted flags, bombs).
import { crc32, deflateRawSync } from 'node:zlib';

export type ZipPart = {
  name: string;
  text: string | Buffer;
  declaredSize?: number;
  flags?: number;
};

const u16 = (n: number): Buffer => Buffer.from([n & 0xff, (n >>> 8) & 0xff]);
const u32 = (n: number): Buffer => Buffer.concat([u16(n & 0xffff), u16(n >>> 16)]);

export function writeZip(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, declaredSize, flags = 0 } of parts) {
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const sizes = Buffer.concat([
      u32(crc32(plain)),
      u32(packed.length),
      u32(declaredSize ?? plain.length),
    ]);
    const common = Buffer.concat([
      u16(20),
      u16(flags),
      u16(8),
      u32(0),
      sizes,
      u16(Buffer.byteLength(name)),
      u16(0),
    ]);
    const local = Buffer.concat([u32(0x04034b50), common, Buffer.from(name), packed]);
    const rest = Buffer.concat([u16(0), u16(0), u16(0), u32(0), u32(offset)]);
    directory.push(Buffer.concat([u32(0x02014b50), u16(20), common, rest, Buffer.from(name)]));
    files.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const count = u16(parts.length);
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    count,
    count,
    u32(index.length),
    u32(offset),
    u16(0),
  ]);
  return Buffer.concat([...files, index, end]);
}

export type SheetParts = {
  sheet: string;
  strings?: string;
  styles?: string;
  workbook?: string;
  more?: ZipPart[];
};

const relations = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`;

/** The least of a workbook around one sheet. */
export function writeWorkbook({ sheet, strings, styles, workbook, more = [] }: SheetParts): Buffer {
  return writeZip([
    {
      name: 'xl/workbook.xml',
      text:
        workbook ??
        '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    },
    { name: 'xl/_rels/workbook.xml.rels', text: relations },
    ...(strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', text: strings }]),
    ...(styles === undefined ? [] : [{ name: 'xl/styles.xml', text: styles }]),
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
    ...more,
  ]);
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Rows of inline strings as the XML of a sheet. */
export const inlineSheet = (rows: readonly (readonly string[])[]): string =>
  `<worksheet><sheetData>${rows.map((row) => `<row>${row.map((text) => `<c t="inlineStr"><is><t>${escape(text)}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`;
