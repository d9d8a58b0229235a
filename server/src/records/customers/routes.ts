// Which function answers which operation, and what the reviewer of an amendment sees. Finding and showing customers is the
// room of enquiry.
import {
  customersOperations,
  refuse,
  type DocumentImage,
  type ItemValues,
} from '@shouxin/contract';
import { itemOf, listOf } from '@shouxin/contract/items';
import { displayOf } from '../../controls/disclosure/index.ts';
import type { Call } from '../../kernel/call.ts';
import { routesOf, type Presented, type Route } from '../../kernel/serve.ts';
import { createPrepare, createRun, dropped, payloadSchema } from './amend.ts';
import { listNameOf, relationTo, type Customer, type CustomersParts } from './customer.ts';
import { keepImage, listImages, openImage, type UploadedFile } from './image.ts';
import { sealedItemOf, sealedRowOf } from './seal-values.ts';
import { loadCustomers } from './store.ts';

export function createRoutes(parts: CustomersParts): [string, Route][] {
  return routesOf(customersOperations, {
    addImage: (call, input) => addImage(parts, call, input),
    amend: {
      prepare: createPrepare(parts),
      run: createRun(parts),
      dropped,
      present: (call, payload) => present(parts, call, payload),
      image: (call, payload, image) => {
        const { customer } = payloadSchema.parse(payload);
        return openImage(parts, call, { customer, image, mode: 'review' });
      },
    },
  });
}

async function addImage(
  parts: CustomersParts,
  call: Call,
  input: { customer: string; side: 'front' | 'back' | 'other'; file?: UploadedFile },
): Promise<DocumentImage> {
  const { customer, side } = input;
  const [it] = await loadCustomers(call.tx, { by: 'customer', customers: [customer] }, []);
  if (!it) refuse('not-found');
  if (relationTo(it, call.actor) === 'none') refuse('policy.denied');
  const file = input.file ?? refuse('input.unsupported-type');
  const kept = await keepImage(parts, call, { customer, side, file });
  call.append({ trail: it.trail, items: { NP13: 'written' }, facts: { image: kept.image, side } });
  return kept;
}

/** Old and new side by side, with the ground and every image there is; nothing else of the record is opened. */
async function present(parts: CustomersParts, call: Call, given: unknown): Promise<Presented> {
  const payload = payloadSchema.parse(given);
  const { customer } = payload;
  const [it] = await loadCustomers(call.tx, { by: 'customer', customers: [customer] });
  if (!it) refuse('not-found');
  const known = await changedItems(parts, call, { it, items: Object.keys(payload.values) });
  const { dualCheck } = listOf(listNameOf(it));
  const items = Object.entries(payload.values).map(([item, value]) => {
    const before = known[item];
    return {
      item,
      label: itemOf(item).name,
      dualCheck: dualCheck.includes(item),
      proposed: displayOf(item, value),
      ...(before !== undefined && { current: displayOf(item, before) }),
    };
  });
  return {
    items,
    ground: payload.ground,
    images: await listImages(call.tx, customer),
    consents: [],
  };
}

/** What the record says now of the items that would change. */
async function changedItems(
  { disclosure }: CustomersParts,
  call: Call,
  { it, items: changed }: { readonly it: Customer; readonly items: readonly string[] },
): Promise<ItemValues> {
  const { customer: subject, trail } = it;
  const kept = it.values.filter(({ item }) => changed.includes(item));
  if (kept.length === 0) return {};
  const shown = await disclosure.disclose(call, {
    mode: 'review',
    act: 'disclosure.open',
    subject,
    trail,
    relation: relationTo(it, call.actor),
    items: kept.map((value) => sealedItemOf(subject, value)),
    rows: [sealedRowOf(it)],
  });
  return Object.fromEntries(
    shown.items.flatMap(({ item, parts: value }) => (value === undefined ? [] : [[item, value]])),
  );
}
