// Names of items, groups, classes and bases as the staff say them, from the data dictionary.
import type { Words } from '@shouxin/contract';
import { basisOf, dictionary, findItem, type DictionaryItem } from '@shouxin/contract/items';

/** The dictionary's names are exact; on a row the short word that staff say is quicker to find. */
const shortNames: Record<string, Words> = {
  NP02: { zh: '姓名拼音', en: 'Name in Latin' },
  NP08: { zh: '手机号码', en: 'Mobile' },
  NP11: { zh: '证件有效期', en: 'Document validity' },
  NP13: { zh: '证件影像', en: 'Document image' },
  NP24: { zh: '税收居民身份', en: 'Tax residence' },
  NP25: { zh: '客户号', en: 'Customer no.' },
  RK16: { zh: '建立关系目的', en: 'Purpose of relation' },
  FN01: { zh: '年收入', en: 'Yearly income' },
  FN05: { zh: '资金来源', en: 'Source of funds' },
};

/** Records that the platform itself makes; they are no items of a customer, and stand in its trail all the same. */
const recordNames: Record<string, Words> = {
  PR05: { zh: '日志密封详情', en: 'Sealed detail of an entry' },
  PR07: { zh: '复核事项内容', en: 'Content of a proposal' },
  IM01: { zh: '导入文件', en: 'File of an import' },
};

export function itemName(id: string): Words {
  return shortNames[id] ?? recordNames[id] ?? findItem(id)?.name ?? { zh: id, en: id };
}

/** Fields of a request that a person fills in, by the last part of their place. */
const fieldNames: Record<string, Words> = {
  account: { zh: '账号', en: 'Account' },
  birthDate: { zh: '出生日期', en: 'Date of birth' },
  conclusion: { zh: '结论', en: 'Conclusion' },
  customerNumber: { zh: '客户号', en: 'Customer no.' },
  displayName: { zh: '姓名', en: 'Name' },
  documentNumber: { zh: '证件号码', en: 'Document number' },
  ground: { zh: '更正依据', en: 'Ground' },
  mobile: { zh: '手机号码', en: 'Mobile' },
  name: { zh: '名称', en: 'Name' },
  newPassword: { zh: '新密码', en: 'New password' },
  note: { zh: '说明', en: 'Note' },
  number: { zh: '号码', en: 'Number' },
  password: { zh: '密码', en: 'Password' },
  reason: { zh: '原因', en: 'Reason' },
  reference: { zh: '业务编号', en: 'Business reference' },
  source: { zh: '来源系统', en: 'Source system' },
  totp: { zh: '动态口令', en: 'One-time code' },
  value: { zh: '内容', en: 'Value' },
};

/** Where something does not fit, as staff say it: an item, a part of one, or a field of the form; nothing rather than a code. */
export function placeName(place: string): Words {
  const item = /^[A-Z]{2}\d{2}(?=\.|$)/.exec(place)?.[0];
  if (item) return itemName(item);
  return fieldNames[place.slice(place.lastIndexOf('.') + 1)] ?? { zh: '', en: '' };
}

export const groups = dictionary.groups;

export function groupOf(id: string): string {
  return findItem(id)?.group ?? 'relation';
}

/** Chips stand in narrow columns: the short word, with the article in the tooltip. */
const shortBases: Record<string, Words> = {
  B1: { zh: '同意', en: 'Consent' },
  B1s: { zh: '单独同意', en: 'Separate consent' },
  B1w: { zh: '书面同意', en: 'Written consent' },
  B2: { zh: '合同', en: 'Contract' },
  B3: { zh: '法定义务', en: 'Legal duty' },
  B6: { zh: '已公开', en: 'Public' },
};

export function basisWords(code: string): { short: Words; long: Words } {
  const basis = basisOf(code);
  const short = shortBases[code] ?? { zh: code, en: code };
  if (!basis) return { short, long: short };
  const long = {
    zh: `${basis.name.zh}（${basis.article.zh}）`,
    en: `${basis.name.en} (${basis.article.en})`,
  };
  return { short, long };
}

/** `C2 高敏感`: the class, and what makes it more than that. */
export function classWords(id: string): { code: string; extra: Words | undefined } {
  const row = findItem(id);
  return { code: row && row.class !== 'none' ? row.class : '—', extra: extraOf(row) };
}

function extraOf(row: DictionaryItem | undefined): Words | undefined {
  if (row?.spi === 'yes') return { zh: '敏感', en: 'sensitive' };
  return row?.highlySensitive ? { zh: '高敏感', en: 'high' } : undefined;
}

export const channelWords: Record<string, Words> = {
  counter: { zh: '柜面', en: 'Counter' },
  'bulk-import': { zh: '批量导入', en: 'Bulk import' },
};
