// What the reviewer sees: entry and image side by side, what was chosen, and which items are under dual check (R2.4.2). The
// values are those of the proposal, opened by disclosure with the purpose of review.
import { refuse, type FileAnswer } from '@shouxin/contract';
import { itemOf, listOf } from '@shouxin/contract/items';
import { displayOf } from '../../controls/disclosure/index.ts';
import type { Call } from '../../kernel/call.ts';
import type { Presented } from '../../kernel/serve.ts';
import type { IntakeParts } from './index.ts';
import { findIntake } from './store.ts';
import { payloadSchema, type Payload } from './submit.ts';

export function createPresent(parts: IntakeParts) {
  return async (call: Call, given: unknown): Promise<Presented> => {
    const payload = payloadSchema.parse(given);
    const it = (await findIntake(call.tx, payload.intake)) ?? refuse('not-found');
    const images = await parts.customers.listImages(call.tx, it.customer);
    return {
      items: presentItems(listOf(it.list), payload.values),
      images: images.map(({ image, side, contentType }) => ({ image, side, contentType })),
      consents: presentChoices(parts, payload),
    };
  };
}

/** In the order of the list, so that two reviews of one list look alike. */
function presentItems(
  list: ReturnType<typeof listOf>,
  values: Payload['values'],
): Presented['items'] {
  return list.items.flatMap(({ item }) => {
    const value = values[item];
    if (value === undefined) return [];
    const dualCheck = list.dualCheck.includes(item);
    return { item, label: itemOf(item).name, dualCheck, proposed: displayOf(item, value) };
  });
}

function presentChoices({ consent }: IntakeParts, payload: Payload): Presented['consents'] {
  return payload.choices.flatMap(({ consent: code, given }) => {
    const found = consent.notices.findConsent(code);
    return found ? [{ title: found.title, given }] : [];
  });
}

export function createReviewImage({ customers }: IntakeParts) {
  return (call: Call, given: unknown, image: string): Promise<FileAnswer> => {
    const { customer } = payloadSchema.parse(given);
    return customers.openImage(call, { customer, image, mode: 'review' });
  };
}
