// Destroying a medium: proposed by the clerk who keeps it, decided by the security administrator, who watches it being done (监销) and
// checks label and seal first. What is recorded is what both stand behind (R3.2.3).
import {
  destroyTerms,
  destructionMethodWords,
  mediumHoldingWords,
  mediumKindWords,
  type custodyOperations,
  type ValueText,
  type Words,
} from '@shouxin/contract';
import type { FourEyes, Presented } from '../../kernel/serve.ts';
import { add, inStore, next } from './keep.ts';
import { provinceOf, type Medium } from './medium.ts';
import { findMedium } from './store.ts';

type Destroy = (typeof custodyOperations)['destroy'];

export const destroy: FourEyes<Destroy> = {
  prepare: async (call, input) => {
    const { label } = await inStore(call, input.medium);
    const title = { zh: `销毁介质：${label}`, en: `Destroy a medium: ${label}` };
    return { propose: { label, title, payload: input, reviewedBy: 'security' } };
  },
  /** The line is the clerk's, who keeps the medium; beside it stands who watched. */
  run: async (call, payload, proposer) => {
    const { medium, method, place, executor, ground } = destroyTerms.parse(payload);
    const it = await inStore(call, medium);
    const line = {
      ...next(it, 'destroyed'),
      method,
      other: executor,
      otherUnit: place,
      note: ground,
      proposal: proposer.proposal,
      approvedBy: call.actor.displayName,
    };
    await add(call, line, proposer);
    const facts = { medium, method, proposal: proposer.proposal };
    call.append({ act: 'custody.destroy', facts });
  },
  present: async (call, payload) => {
    const terms = destroyTerms.parse(payload);
    const it = await findMedium(call.tx, terms.medium);
    return it ? present(it, terms) : { items: [], images: [], consents: [] };
  },
};

const same = (text: string): Words => ({ zh: text, en: text });

function present(
  it: Medium,
  {
    method,
    place,
    executor,
    ground,
  }: Pick<ReturnType<typeof destroyTerms.parse>, 'method' | 'place' | 'executor' | 'ground'>,
): Presented {
  const { zh, en } = provinceOf(it.province);
  const lines: readonly (readonly [string, Words, ValueText, boolean?])[] = [
    ['label', { zh: '标签', en: 'Label' }, it.label, true],
    ['seal', { zh: '封条编号', en: 'Seal' }, it.seal, true],
    ['kind', { zh: '类型', en: 'Kind' }, mediumKindWords[it.kind]],
    ['holds', { zh: '内容类别', en: 'Holds' }, mediumHoldingWords[it.holds]],
    ['content', { zh: '内容', en: 'Content' }, it.content],
    ['expiresOn', { zh: '保管期至', en: 'Expires' }, it.expiresOn],
    ['lies', { zh: '保管地点', en: 'Lies at' }, { zh: `${zh} ${it.site}`, en: `${en} ${it.site}` }],
    ['custodian', { zh: '保管人', en: 'Custodian' }, it.custodian],
    ['method', { zh: '销毁方式', en: 'Method' }, destructionMethodWords[method]],
    ['place', { zh: '销毁地点', en: 'Where' }, place],
    ['executor', { zh: '执行人', en: 'Done by' }, executor],
    ['ground', { zh: '销毁理由', en: 'Why' }, ground],
    ['watch', { zh: '监销', en: 'Watched' }, watched],
  ];
  const items = lines.map(([item, label, proposed, dualCheck = false]) => {
    return {
      item,
      label,
      proposed: typeof proposed === 'string' ? same(proposed) : proposed,
      dualCheck,
    };
  });
  return { items, images: [], consents: [] };
}

const watched = {
  zh: '请到场核对标签与封条，见证销毁完成后再批准；批准即记录为已销毁，您为监销人',
  en: 'Be there, check label and seal, and approve when it has been done: approving records it as destroyed, with you as the witness',
};
