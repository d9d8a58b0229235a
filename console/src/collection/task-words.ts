// How each kind of task is done, and what may be concluded of a possible duplicate, as the staff say it.
import type { DuplicateConclusion, TaskCard, Words } from '@shouxin/contract';

export const howWords: Record<TaskCard['kind'], Words> = {
  'document-renewal': {
    zh: '请客户持新证件到柜面，更正证件有效期限',
    en: 'The customer brings the new document; amend its validity',
  },
  'consent-evidence': {
    zh: '取得有凭证的同意前不得营销。客户不同意的，在客户页登记即办结；在册客户补签同意的功能尚未提供',
    en: 'No marketing without evidence of consent. A customer who declines is recorded on the customer page; signing a consent later is not built yet',
  },
  'document-image': { zh: '客户到柜面时补录证件影像', en: 'Capture the image at the next visit' },
  'occupation-label': {
    zh: '按客户所述，在代码表中选择职业',
    en: 'Choose the occupation from the code table',
  },
  'duplicate-review': {
    zh: '核对文件中的记录与在册客户是否为同一人，并登记结论',
    en: 'Compare the record of the file with the customer on the books, and conclude',
  },
  'over-collection': {
    zh: '由个人信息保护负责人核查来源',
    en: 'The data protection officer examines the source',
  },
};

export const conclusionWords: Record<DuplicateConclusion, { name: Words; next: Words }> = {
  same: {
    name: { zh: '同一客户', en: 'The same customer' },
    next: {
      zh: '沿用在册客户，文件中的记录不再登记。资料有变化的，在客户页更正。',
      en: 'The customer on the books stays; the record is not registered. Amend on the customer page what has changed.',
    },
  },
  different: {
    name: { zh: '不是同一客户', en: 'Another person' },
    next: {
      zh: '文件中的记录误用了该客户的证件号码。请源机构更正后重新导入，或请本人到柜面登记。',
      en: 'The record carries this customer’s document by mistake. Have it corrected at its source and imported again, or register the person at the counter.',
    },
  },
};
