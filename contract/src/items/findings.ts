// The closed table of what can be wrong with a value. Codes are stable (interfaces and reports carry them); messages
// say how to fix it. A message may reach a log, so it never holds the value: only a computed check digit or a rule.
import type { Words } from '../words.ts';
import { findItem, partOf } from './dictionary.ts';

export type Severity = 'reject' | 'warn';

type Row = readonly [severity: Severity, zh: string, en: string];

const table = {
  MISSING: ['reject', '缺少{item}，请补填', '{item} is missing: fill it in'],
  PLACEHOLDER: [
    'reject',
    '{item}填写的是占位内容（如“不详”“无”“测试”），请按证件或客户本人所述填写',
    '{item} holds a filler such as "unknown" or "test": enter what the document or the customer says',
  ],
  FORMULA: [
    'reject',
    '{item}以表格公式字符（= + - @）开头，请改为文字内容',
    '{item} starts like a spreadsheet formula (= + - @): enter plain text',
  ],
  TOO_SHORT: ['reject', '{item}过短，至少{0}个字', '{item} is too short: at least {0} characters'],
  TOO_LONG: ['reject', '{item}过长，最多{0}个字', '{item} is too long: at most {0} characters'],
  BAD_CHARACTERS: [
    'reject',
    '{item}含有无法识别或不允许的字符（如“?”“□”或造字），请按证件补正',
    '{item} holds characters that are unreadable or not allowed (such as "?" or private-use ones): correct it from the document',
  ],
  HAS_DIGITS: [
    'reject',
    '{item}含有数字，请按证件核对',
    '{item} holds digits: check it against the document',
  ],
  UNKNOWN_CODE: [
    'reject',
    '{item}不在代码表内，请改为代码表中的名称',
    '{item} is not in the code table: use a name from the table',
  ],
  UNKNOWN_LABEL: [
    'warn',
    '{item}的名称不在代码表内，已按原文保留，请归入代码表',
    '{item} is not in the code table: kept as written, to be classified',
  ],
  NEEDS_TEXT: [
    'reject',
    '{item}选择“其他”时须说明具体内容',
    '{item}: "other" needs to be explained in words',
  ],
  KIND_NOT_ALLOWED: [
    'reject',
    '该证件种类不能用于本业务，请出示清单所列的有效身份证件',
    'This kind of document is not accepted here: use one that the list names',
  ],
  ID_LENGTH: [
    'reject',
    '{item}应为18位，请核对证件',
    '{item} must have 18 characters: check the document',
  ],
  ID_OLD_FORM: [
    'reject',
    '{item}是15位旧号码，已停止使用，请改录18位号码',
    '{item} is a 15-digit number, out of use: enter the 18-digit one',
  ],
  ID_CHARACTERS: [
    'reject',
    '{item}应为17位数字加1位数字或X，请核对证件',
    '{item} must be 17 digits and a digit or X: check the document',
  ],
  ID_REGION: [
    'reject',
    '{item}第1至6位不是行政区划代码，请核对证件',
    'Digits 1 to 6 of {item} are no administrative division: check the document',
  ],
  ID_REGION_UNKNOWN: [
    'warn',
    '{item}第1至6位未见于历次行政区划代码，请核对证件',
    'Digits 1 to 6 of {item} stand in no known edition of the division codes: check the document',
  ],
  ID_DATE: [
    'reject',
    '{item}第7至14位不是有效日期，请核对证件',
    'Digits 7 to 14 of {item} are no calendar date: check the document',
  ],
  ID_FUTURE: [
    'reject',
    '{item}中的出生日期晚于今天，请核对证件',
    'The birth date in {item} is later than today: check the document',
  ],
  ID_TOO_OLD: [
    'reject',
    '{item}中的出生日期过早，请核对证件',
    'The birth date in {item} is too long ago: check the document',
  ],
  ID_CHECK_DIGIT: [
    'reject',
    '{item}第18位校验码应为 {0}，请核对证件',
    'Character 18 of {item}, the check digit, should be {0}: check the document',
  ],
  ID_PRECISION_LOST: [
    'reject',
    '{item}被表格软件存成了数值，末几位已丢失，请以文本格式重新导出',
    '{item} was stored as a number by a spreadsheet and lost its last digits: export it again as text',
  ],
  NUMBER_FORMAT: [
    'reject',
    '{item}与证件种类的编号规则不符，请核对证件种类和号码',
    '{item} does not fit the kind of document: check both kind and number',
  ],
  SEX_MISMATCH: [
    'reject',
    '{item}与证件号码第17位不一致，请核对证件',
    '{item} disagrees with character 17 of the document number: check the document',
  ],
  BIRTH_MISMATCH: [
    'reject',
    '{item}与证件号码第7至14位不一致，请核对证件',
    '{item} disagrees with digits 7 to 14 of the document number: check the document',
  ],
  NATIONALITY_MISMATCH: [
    'reject',
    '{item}与证件种类不符，请核对',
    '{item} does not fit the kind of document: check both',
  ],
  NATIONALITY_UNUSUAL: [
    'warn',
    '{item}与证件种类的组合少见，请核对',
    '{item} is unusual for this kind of document: check both',
  ],
  DATE_UNREADABLE: [
    'reject',
    '{item}无法识别，请按 2020-01-02 的形式填写',
    '{item} cannot be read: write it like 2020-01-02',
  ],
  DATE_IMPOSSIBLE: [
    'reject',
    '{item}不是有效的日历日期，请核对',
    '{item} is no calendar date: check it',
  ],
  DATE_FUTURE: ['reject', '{item}晚于今天，请核对', '{item} is later than today: check it'],
  PERIOD_ORDER: [
    'reject',
    '证件到期日早于生效日，请核对证件',
    'The document ends before it begins: check the document',
  ],
  PERIOD_START_MISSING: [
    'warn',
    '缺少证件生效日，请补录',
    'The day from which the document is valid is missing: add it',
  ],
  PERIOD_START_FUTURE: [
    'reject',
    '证件生效日晚于今天，请核对证件',
    'The document begins later than today: check the document',
  ],
  PERIOD_BEFORE_BIRTH: [
    'reject',
    '证件生效日早于出生日期，请核对证件',
    'The document begins before the birth date: check the document',
  ],
  PERIOD_AGE: [
    'warn',
    '证件有效期限与签发时年龄不符（16岁以下5年、16至25岁10年、26至45岁20年、46岁以上长期），请核对证件',
    'The validity does not fit the age at issue (5 years below 16, 10 at 16 to 25, 20 at 26 to 45, unlimited from 46): check the document',
  ],
  DOCUMENT_EXPIRED: [
    'warn',
    '证件已过期，请通知客户更新证件',
    'The document has expired: ask the customer to renew it',
  ],
  DOCUMENT_EXPIRED_COUNTER: [
    'reject',
    '证件已过期，请客户出示有效证件后办理',
    'The document has expired: ask for a valid one',
  ],
  KIND_AGE: [
    'warn',
    '户口簿仅作为16周岁以下人员的证件，请更新为居民身份证',
    'A household register serves only below the age of 16: change to an identity card',
  ],
  MOBILE_FORMAT: [
    'reject',
    '{item}应为1开头的11位手机号码（境外号码以+和国家代码开头），请核对',
    '{item} must be 11 digits starting with 1, or + and country code for a number abroad: check it',
  ],
  MOBILE_DUBIOUS: [
    'warn',
    '{item}疑似虚假号码，请与客户核实',
    '{item} looks made up: confirm it with the customer',
  ],
  MOBILE_SHARED: [
    'warn',
    '同一手机号码已登记在多名客户名下，请核实是否本人使用',
    'Several customers have this mobile number: confirm who uses it',
  ],
  MOBILE_SHARED_REVIEW: [
    'warn',
    '同一手机号码登记的客户数超过上限，须复核后方可使用',
    'Too many customers have this mobile number: a review is needed before it is used',
  ],
  PHONE_FORMAT: [
    'reject',
    '{item}格式不正确，请填写区号和号码或手机号码',
    '{item} is malformed: enter area code and number, or a mobile number',
  ],
  EMAIL_FORMAT: [
    'reject',
    '{item}格式不正确，应如 name@example.com',
    '{item} is malformed: it should look like name@example.com',
  ],
  ADDRESS_REGION_UNKNOWN: [
    'warn',
    '{item}未能识别到省、市、区县，请补充行政区划',
    '{item}: province, city and county are not recognised, add them',
  ],
  ADDRESS_DETAIL_MISSING: [
    'reject',
    '{item}缺少街道、门牌等详细地址，请补填',
    '{item} lacks street and number: fill them in',
  ],
  ADDRESS_SHORT: [
    'warn',
    '{item}的详细地址过短，请补充街道和门牌',
    '{item}: street and number are too short, complete them',
  ],
  OCCUPATION_AGE: [
    'warn',
    '{item}与年龄不符，请与客户核实',
    '{item} does not fit the age: confirm it with the customer',
  ],
  GUARDIAN_MISSING: [
    'reject',
    '客户不满{0}周岁，须登记监护人（姓名、证件种类、证件号码、电话、监护关系）',
    'The customer is under {0}: register the guardian (name, document kind and number, telephone, relation)',
  ],
  SAME_PERSON: [
    'reject',
    '{item}不能是客户本人，请核对',
    '{item} cannot be the customer: check it',
  ],
  TAX_COUNTRY_MISSING: [
    'warn',
    '{item}含境外税收居民，请补充税收居民国（地区）和纳税人识别号',
    '{item} names a residence abroad: add the country or region and the taxpayer number',
  ],
  FORBIDDEN: [
    'warn',
    '{item}属于禁止采集的信息，未予保存，已记为超范围采集',
    '{item} may not be collected: it was not stored, over-collection is reported',
  ],
  FORBIDDEN_COUNTER: [
    'reject',
    '{item}属于禁止采集的信息，请删除后提交',
    '{item} may not be collected: remove it and submit again',
  ],
  UNLISTED: [
    'reject',
    '{item}不在采集清单内，请删除后提交',
    '{item} is not on the collection list: remove it and submit again',
  ],
  DUPLICATE: [
    'warn',
    '同一证件的客户已存在或已在本批次中，未重复保存，请核对关联',
    'A customer with this document exists or stands earlier in this batch: not stored twice, linked for review',
  ],
  DUPLICATE_CONFLICT: [
    'warn',
    '同一证件已登记在另一姓名之下，未保存，请核对证件',
    'This document stands under another name: not stored, check the document',
  ],
  ROW_TOO_SHORT: [
    'reject',
    '本行缺少列，无法对应表头，请检查分隔符和引号',
    'This row has fewer columns than the header: check separators and quotes',
  ],
  ROW_TOO_LONG: [
    'reject',
    '本行列数多于表头，无法对应，请检查分隔符和引号',
    'This row has more columns than the header: check separators and quotes',
  ],
} as const satisfies Record<string, Row>;

export type FindingCode = keyof typeof table;

export type Finding = {
  item: string;
  part?: string;
  code: FindingCode;
  severity: Severity;
  message: Words;
};

export const findingCodes = Object.keys(table) as FindingCode[];

export const severityOf = (code: FindingCode): Severity => table[code][0];

function nameOf(item: string, part?: string): Words {
  const named = part === undefined ? findItem(item) : (partOf(item, part) ?? findItem(item));
  return named?.name ?? { zh: '该项', en: 'This item' };
}

/** A finding on an item or a part. `detail` may be a limit or a check digit, never anything the customer gave. */
export function finding(target: string, code: FindingCode, detail = ''): Finding {
  const [item = '', part] = target.split('.', 2);
  const [severity, zh, en] = table[code];
  const name = nameOf(item, part);
  const fill = (text: string, label: string): string =>
    text.replace('{item}', () => label).replace('{0}', () => detail);
  const base = { item, code, severity, message: { zh: fill(zh, name.zh), en: fill(en, name.en) } };
  return part === undefined ? base : { ...base, part };
}
