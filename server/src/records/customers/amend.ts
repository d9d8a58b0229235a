// Amending: a value is replaced by its next version, at once or, for the items under dual check, after a second person; until
// then the change waits sealed on the row it would change (R1.4.3, R2.4.2).
import {
  itemValues,
  refuse,
  type customersOperations,
  type InputOf,
  type ItemValues,
  type OutputOf,
} from '@shouxin/contract';
import { findItem, listItemOf, listOf } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint } from '../../kernel/database.ts';
import type { Prepared, Proposer } from '../../kernel/serve.ts';
import { applyChange } from './apply-change.ts';
import { excessOf, refuseExcess, requireAmendable } from './check-values.ts';
import { listNameOf, relationTo, type Customer, type CustomersParts } from './customer.ts';
import { givenImages, withSides } from './image.ts';
import { pendingTable, sealedItemOf, sealedRowOf, sealValues } from './seal-values.ts';
import { holdForChange } from './reencrypting/store.ts';
import { deletePending, insertPending, loadCustomers } from './store.ts';

type Amend = (typeof customersOperations)['amend'];
type Amended = { propose: Prepared } | { done: OutputOf<Amend> };

/** Right or wrong only beside the document, which a teller's amendment does not open: a reviewer's does. */
const checkedByTheWhole = new Set(['NP03', 'NP13', 'NP14', 'NP22', 'NP23']);

export const payloadSchema = z.strictObject({
  customer: z.uuid(),
  values: itemValues,
  /** Version of each item when it was proposed: another one in between makes the proposal stale. */
  versions: z.record(z.string(), z.int().min(0)),
  ground: z.string(),
});
export type Payload = z.infer<typeof payloadSchema>;

export function createPrepare(parts: CustomersParts) {
  return async (call: Call, input: InputOf<Amend>): Promise<Amended> => {
    const it = await customerOf(call, input.customer);
    const values = await amended(parts, call, { it, input });
    const payload = payloadOf(it, values, input.ground);
    const { dualCheck } = listOf(listNameOf(it));
    const isListed = Object.keys(values).some(
      (item) => checkedByTheWhole.has(item) || dualCheck.includes(item),
    );
    if (isListed) return { propose: await propose(parts, call, { it, payload }) };
    const entry = await applyChange(parts, call, { it, values, known: {}, ground: input.ground });
    const receipt = { entry, at: call.at.toISOString() };
    return { done: { state: 'applied', receipt } };
  };
}

async function customerOf(call: Call, customer: string): Promise<Customer> {
  await holdForChange(call.tx, customer);
  const [found] = await loadCustomers(call.tx, { by: 'customer', customers: [customer] });
  return found ?? refuse('not-found');
}

/** Purpose, relation and consent are policy's, for amending as for looking (R4.1.1). */
async function requirePermitted(
  { disclosure }: CustomersParts,
  call: Call,
  { it, input }: { readonly it: Customer; readonly input: InputOf<Amend> },
): Promise<void> {
  const { customer: subject, trail } = it;
  const list = listOf(listNameOf(it));
  const named = [...Object.keys(input.values), ...(input.images.length > 0 ? ['NP13'] : [])];
  const items = named.map((item) => {
    const kept = it.values.find((value) => value.item === item);
    return { item, basis: kept?.basis ?? listItemOf(list, item)?.basis };
  });
  await disclosure.requireAmendable(call, {
    subject,
    trail,
    relation: relationTo(it, call.actor),
    items,
  });
}

async function amended(
  parts: CustomersParts,
  call: Call,
  { it, input }: { readonly it: Customer; readonly input: InputOf<Amend> },
): Promise<ItemValues> {
  const asked = { list: listOf(listNameOf(it)), values: input.values, channel: 'counter' } as const;
  const excess = excessOf(asked);
  if (excess) {
    await parts.reportExcess(call, {
      items: excess.targets,
      channel: 'counter',
      source: asked.list.id,
    });
    const items = Object.fromEntries(excess.targets.map((item) => [item, 'refused' as const]));
    call.append({ trail: it.trail, items });
    refuseExcess(excess);
  }
  await requirePermitted(parts, call, { it, input });
  if (it.pending.some(({ item }) => item in input.values)) refuse('customers.pending');
  const known = await knownOpenly(parts, call, { it, but: Object.keys(input.values) });
  const values = requireAmendable({ ...asked, known }, businessDate(call.at));
  if (input.images.length > 0)
    values['NP13'] = await givenImages(call.tx, it.customer, input.images);
  if (Object.keys(values).length === 0) refuse('input.invalid');
  return values;
}

/** What the record says of items that need no mask, to check the amended ones against. */
async function knownOpenly(
  { disclosure }: CustomersParts,
  call: Call,
  { it, but }: { readonly it: Customer; readonly but: readonly string[] },
): Promise<ItemValues> {
  const open = it.values.filter(
    ({ item }) => findItem(item)?.revealTier === 'open' && !but.includes(item),
  );
  if (open.length === 0) return {};
  const { customer: subject, trail } = it;
  const items = open.map((value) => sealedItemOf(subject, value));
  const relation = relationTo(it, call.actor);
  const rows = [sealedRowOf(it)];
  return disclosure.use(call, { mode: 'view', subject, trail, relation, items, rows });
}

function payloadOf(it: Customer, values: ItemValues, ground: string): Payload {
  const versions = Object.keys(values).map((item) => [item, versionOf(it, item)] as const);
  return { customer: it.customer, values, versions: Object.fromEntries(versions), ground };
}

function versionOf(it: Customer, item: string): number {
  return it.values.find((value) => value.item === item)?.version ?? 0;
}

async function propose(
  parts: CustomersParts,
  call: Call,
  { it, payload }: { readonly it: Customer; readonly payload: Payload },
): Promise<Prepared> {
  const { customer } = it;
  const proposal = newId(call.at);
  const values = Object.entries(payload.values).map(([item, value]) => ({
    customer,
    item,
    value,
    version: (payload.versions[item] ?? 0) + 1,
  }));
  const list = listNameOf(it);
  const sealed = await sealValues(parts.sealer, call.tx, { values, table: pendingTable, list });
  const reviewers = {
    zh: `${call.actor.unit.name.zh}复核员`,
    en: `Reviewer, ${call.actor.unit.name.en}`,
  };
  const by = call.actor.displayName;
  const pending = sealed.map(({ item, version, sealed: bytes, retention }) => ({
    item,
    version,
    retention,
    proposal,
    reviewers,
    by,
    sealed: bytes,
    at: call.at,
  }));
  await insertPending(call.tx, customer, pending).catch((error: unknown) => {
    throw brokenConstraint(error) === 'pending_pkey' ? refuse('customers.pending') : error;
  });
  return {
    proposal,
    subject: { kind: 'customer', id: customer },
    label: it.number,
    title: { zh: '更正客户资料', en: 'Amend a customer' },
    payload,
    basedOn: it.revision,
    reviewedBy: 'reviewer',
    unit: call.actor.unit.id,
  };
}

/** Runs in the approver's transaction, on the record as it is now. */
export function createRun(parts: CustomersParts) {
  return async (call: Call, given: unknown, proposer: Proposer): Promise<void> => {
    const payload = payloadSchema.parse(given);
    const it = await customerOf(call, payload.customer);
    const isStale = Object.entries(payload.versions).some(
      ([item, version]) => versionOf(it, item) !== version,
    );
    if (isStale || !it.pending.some(({ proposal }) => proposal === proposer.proposal))
      refuse('approvals.stale');
    const known = await wholeForReview(parts, call, it);
    const asked = {
      list: listOf(listNameOf(it)),
      values: payload.values,
      channel: 'counter',
    } as const;
    const { NP13: images, ...typed } = payload.values;
    const values = requireAmendable({ ...asked, values: typed, known }, businessDate(call.at));
    if (images !== undefined) values['NP13'] = withSides(known['NP13'], images);
    await applyChange(parts, call, { it, values, known, ground: payload.ground, proposer });
  };
}

/** The whole record: the change is checked against it and tags are made of it; the reviewer sees none of it. */
async function wholeForReview(
  { disclosure }: CustomersParts,
  call: Call,
  it: Customer,
): Promise<ItemValues> {
  const { customer: subject, trail } = it;
  const items = it.values.map((value) => sealedItemOf(subject, value));
  const rows = [sealedRowOf(it)];
  const relation = relationTo(it, call.actor);
  return disclosure.use(call, { mode: 'review', subject, trail, relation, items, rows });
}

/** Rejected or expired: the pending change leaves the row. */
export async function dropped(call: Call, given: unknown, { proposal }: Proposer): Promise<void> {
  await deletePending(call.tx, payloadSchema.parse(given).customer, proposal);
}
