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
import { keepImage, listImages, openImage, sidesInWords, type UploadedFile } from './image.ts';
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

const dayMs = 86_400_000;

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
  const since = new Date(call.at.getTime() - dayMs);
  const kept = await keepImage(parts, call, { customer, side, file, since });
  call.append({ trail: it.trail, items: { NP13: 'written' }, facts: { image: kept.image, side } });
  return kept;
}

/** Old and new side by side, with the ground and the images of both; nothing else of the record is opened. */
async function present(parts: CustomersParts, call: Call, given: unknown): Promise<Presented> {
  const payload = payloadSchema.parse(given);
  const { customer } = payload;
  const [it] = await loadCustomers(call.tx, { by: 'customer', customers: [customer] });
  if (!it) refuse('not-found');
  const known = await changedItems(parts, call, {
    it,
    items: Object.keys(payload.values),
  });
  const { dualCheck } = listOf(listNameOf(it));
  const items = Object.entries(payload.values).map(([item, value]) => {
    const before = known[item];
    return {
      item,
      label: itemOf(item).name,
      dualCheck: dualCheck.includes(item),
      proposed: read(item, value),
      ...(before !== undefined && { current: read(item, before) }),
    };
  });
  const images = await imagesOf(call, customer, { before: known, next: payload.values });
  return { items, ground: payload.ground, images, consents: [] };
}

const read = (item: string, value: ItemValues[string]) =>
  item === 'NP13' ? sidesInWords(value) : displayOf(item, value);

/** Where images change, the new ones first and none that neither value names; else all there are, and which are current stays sealed. */
async function imagesOf(
  call: Call,
  customer: string,
  { before, next }: { readonly before: ItemValues; readonly next: ItemValues },
): Promise<Presented['images']> {
  const named = (values: ItemValues) => new Set(Object.values(values['NP13'] ?? {}));
  const [kept, given] = [named(before), named(next)];
  const all = await listImages(call.tx, customer);
  if (!('NP13' in next)) return all;
  return [
    ...all.filter((it) => given.has(it.image)).map((it) => ({ ...it, isNew: true })),
    ...all.filter((it) => kept.has(it.image) && !given.has(it.image)),
  ];
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
