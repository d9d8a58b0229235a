// A purpose is checked before anything is looked up: published, open to the post, and with its business reference (R4.1.1).
import { refuse, type Post, type Purpose } from '@shouxin/contract';
import type { Purposes } from './purposes.ts';

export function requirePurpose(purposes: Purposes, post: Post, purpose: Purpose | undefined): void {
  if (!purpose) refuse('policy.purpose-required');
  const card = purposes.find(purpose.code);
  if (!card || card.internal || !purposes.isOffered(card.code, post)) {
    refuse('policy.purpose-not-offered', {
      remedy: {
        zh: '请在“办理业务”中改选本岗位可用的目的。',
        en: 'State a purpose that is open to your post.',
      },
      facts: { post },
    });
  }
  if (card.referenceRequired && !purpose.reference?.trim()) {
    refuse('policy.reference-required', {
      detail: {
        zh: `目的“${card.name.zh}”须填写业务编号。`,
        en: `The purpose "${card.name.en}" needs a business reference.`,
      },
      remedy: {
        zh: '填写投诉编号、请求编号等业务编号后重试。',
        en: 'Give the number of the complaint or request and try again.',
      },
      facts: { purpose: card.code },
    });
  }
}
