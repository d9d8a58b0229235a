// Fields of the contract that people type, in words: a refusal names the field as the form does, never by its code.
import type { Words } from '@shouxin/contract';

export const fieldNames: Readonly<Record<string, Words>> = {
  account: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
  newPassword: { zh: '新密码', en: 'New password' },
  totp: { zh: '动态口令', en: 'One-time code' },
  displayName: { zh: '姓名', en: 'Name' },
  reason: { zh: '理由', en: 'Reason' },
  ground: { zh: '更正依据', en: 'Ground' },
  note: { zh: '说明', en: 'Note' },
  conclusion: { zh: '结论', en: 'Conclusion' },
  source: { zh: '来源系统', en: 'Source' },
  name: { zh: '名称', en: 'Name' },
  code: { zh: '代码', en: 'Code' },
  'purpose.reference': { zh: '业务编号', en: 'Business reference' },
  'terms.documentNumber': { zh: '证件号码', en: 'Document number' },
  'terms.mobile': { zh: '手机号码', en: 'Mobile' },
  'terms.number': { zh: '客户号', en: 'Customer number' },
  'terms.name': { zh: '姓名', en: 'Name' },
  'terms.birthDate': { zh: '出生日期', en: 'Date of birth' },
};
