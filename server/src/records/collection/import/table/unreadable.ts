// Why a file cannot be imported at all: a closed table of codes with words that say what to do. Thrown by the readers;
// the verb that reads turns it into the refusal `import.unreadable`. Holds nothing that the file says.
import type { Words } from '@shouxin/contract';

const table = {
  EMPTY: ['文件是空的', 'The file is empty'],
  TOO_LARGE: ['文件超过大小上限，请分成几个文件', 'The file is larger than allowed: split it'],
  NOT_A_TABLE: [
    '文件不是表格，请导出为 CSV 或 XLSX',
    'The file is no table: export it as CSV or XLSX',
  ],
  OLD_XLS: [
    '这是旧版 .xls 工作簿，请另存为 .xlsx 或 CSV',
    'This is an old .xls workbook: save it as .xlsx or CSV',
  ],
  UNSUPPORTED_WORKBOOK: [
    '不支持此类工作簿，请另存为 .xlsx 或 CSV',
    'This kind of workbook is not supported: save it as .xlsx or CSV',
  ],
  ENCRYPTED: [
    '工作簿已加密，请去掉打开密码后重试',
    'The workbook is encrypted: remove its password and try again',
  ],
  DAMAGED: ['文件已损坏或不完整，请重新导出', 'The file is damaged or incomplete: export it again'],
  ARCHIVE_BOMB: [
    '工作簿解压后异常庞大，已拒绝读取',
    'The workbook unpacks to an abnormal size: refused',
  ],
  XML_DTD: [
    '工作簿中含有不允许的文档类型声明，已拒绝读取',
    'The workbook holds a document type declaration: refused',
  ],
  TEXT_TOO_LONG: [
    '单元格内容过长，请检查引号是否成对',
    'A cell is too long: check that quotes come in pairs',
  ],
  TOO_MANY_ROWS: ['记录数超过上限，请分成几个文件', 'More records than allowed: split the file'],
  TOO_MANY_COLUMNS: ['列数超过上限，请检查文件', 'More columns than allowed: check the file'],
  ENCODING: [
    '无法识别文件编码，请以 UTF-8 或 GB18030 导出',
    'The encoding is not recognised: export as UTF-8 or GB18030',
  ],
  QUOTES: ['引号不成对，请检查文件', 'Quotes do not come in pairs: check the file'],
  NO_HEADER: [
    '没有找到表头，请确认首行为列名',
    'No header was found: the first row should hold the column names',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type UnreadableCode = keyof typeof table;

export class UnreadableTable extends Error {
  readonly code: UnreadableCode;
  readonly words: Words;

  constructor(code: UnreadableCode) {
    super(`import file unreadable: ${code}`);
    this.name = 'UnreadableTable';
    const [zh, en] = table[code];
    this.code = code;
    this.words = { zh, en };
  }
}

export const unreadableCodes = Object.keys(table) as UnreadableCode[];
