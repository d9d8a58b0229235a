// Ordering a destruction: security proposes by the number of the customer, the data protection officer decides. At approval
// the rows go and the order stands, in one transaction; the keys follow as a duty, so that no step can be forgotten (R3.3.2).
import { refuse, type InputOf, type shreddingOperations, type Words } from '@shouxin/contract';
import { dictionary, isUnconfirmed, ruleRowOf } from '@shouxin/contract/items';
import { z } from 'zod';
import { trailClass, type HeldKey } from '../../controls/keys/index.ts';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint } from '../../kernel/database.ts';
import type { FourEyes, Presented, Proposer } from '../../kernel/serve.ts';
import { deleteTaskMembers } from '../collection/index.ts';
import { readNumber, type Customer } from '../customers/index.ts';
import type { ShreddingParts } from './index.ts';
import type { Shredding } from './shredding.ts';
import { destroyedNumber, erase, insertShredding } from './store.ts';

type Propose = (typeof shreddingOperations)['propose'];

const payloadSchema = z.strictObject({
  customer: z.uuid(),
  number: z.string(),
  class: z.string().nullable(),
  ground: z.string(),
});
type Payload = z.infer<typeof payloadSchema>;

export function createPropose(parts: ShreddingParts): FourEyes<Propose> {
  return {
    prepare: async (call, input) => {
      const { it } = await destroyable(parts, call, await askedOf(parts, call, input));
      const { customer, number } = it;
      const payload: Payload = {
        customer,
        number,
        class: input.class ?? null,
        ground: input.ground,
      };
      return { propose: { label: number, title, payload, reviewedBy: 'dpo' } };
    },
    run: (call, payload, proposer) =>
      run(parts, call, { asked: payloadSchema.parse(payload), proposer }),
    present: (call, payload) => present(parts, call, payloadSchema.parse(payload)),
  };
}

const title = { zh: '销毁客户信息', en: 'Destroy customer information' };

interface Asked {
  readonly customer: string;
  readonly class: string | null;
}

async function askedOf(
  { customers }: ShreddingParts,
  call: Call,
  input: InputOf<Propose>,
): Promise<Asked> {
  const number = readNumber(input.number);
  if (number === undefined) return refuse('input.invalid', { reasons: [notANumber] });
  const [found] = await customers.load(call.tx, { by: 'number', number }, []);
  if (found) return { customer: found.customer, class: input.class ?? null };
  return refuse((await destroyedNumber(call.tx, number)) ? 'customers.destroyed' : 'not-found');
}

const notANumber = {
  item: 'number',
  code: 'number',
  message: { zh: '客户编号形如 C-7K2M-91QF', en: 'A customer number looks like C-7K2M-91QF' },
};

interface Destroyable {
  readonly it: Customer;
  /** The living keys that it covers. */
  readonly keys: readonly HeldKey[];
}

/** Asked when it is proposed and again when it is approved. What the law makes them keep is the reviewer's to decide. */
async function destroyable(
  { customers, keys }: ShreddingParts,
  call: Call,
  asked: Asked,
): Promise<Destroyable> {
  const wanted = { by: 'customer', customers: [asked.customer] } as const;
  const [it] = await customers.load(call.tx, wanted);
  if (!it) refuse('not-found');
  if (it.pending.length > 0) refuse('customers.pending');
  // It names the customer in the log and seals the row: without it the rest could not be read.
  if (asked.class === trailClass) refuse('shredding.whole-only');
  const held = (await keys.heldBy(call.tx, asked.customer)).filter(
    ({ state, class: of }) => state !== 'destroyed' && of === (asked.class ?? of),
  );
  if (held.length === 0) refuse('shredding.not-held');
  return { it, keys: held };
}

async function run(
  parts: ShreddingParts,
  call: Call,
  { asked, proposer }: { readonly asked: Payload; readonly proposer: Proposer },
): Promise<void> {
  const { it, keys } = await destroyable(parts, call, asked);
  const order = orderOf(call, { it, keys, proposer, class: asked.class });
  const { shredding } = order;
  await insertShredding(call.tx, order).catch((error: unknown) => {
    throw brokenConstraint(error) === 'shredding_once' ? refuse('approvals.stale') : error;
  });
  const row = await takeOut(parts, call, { it, order, proposer });
  await parts.enqueue(call.tx, 'shredding.destroy', { shredding });
  const about = { at: call.at, kind: 'reason', about: shredding };
  const detail = await parts.sealer.sealDetail(call.tx, { ...about, value: asked.ground });
  call.append({
    act: 'shredding.order',
    trail: it.trail,
    count: keys.length,
    facts: { shredding, proposal: proposer.proposal, ...(asked.class && { class: asked.class }) },
    ...(row !== undefined && { commitments: { row } }),
    detail,
  });
}

interface Ordering extends Destroyable {
  readonly proposer: Proposer;
  readonly class: string | null;
}

function orderOf(call: Call, { it, keys, proposer, class: only }: Ordering): Shredding {
  return {
    shredding: newId(call.at),
    customer: it.customer,
    number: it.number,
    class: only,
    classes: [...new Set(keys.map((key) => key.class))],
    oldest: Object.fromEntries(keys.map(({ kid, oldest }) => [kid, oldest])),
    proposal: proposer.proposal,
    proposedBy: proposer.account,
    approvedBy: call.actor.account,
    proposedByName: proposer.displayName,
    approvedByName: call.actor.displayName,
    approvedAt: call.at,
  };
}

/** From this transaction on nobody finds or opens it; the seal of what stays, where something does. */
async function takeOut(
  { customers }: ShreddingParts,
  call: Call,
  it: { readonly it: Customer; readonly order: Shredding; readonly proposer: Proposer },
): Promise<string | undefined> {
  const { class: only, shredding, customer, proposal } = it.order;
  let row: string | undefined;
  if (only === null) await deleteTaskMembers(call.tx, [customer]);
  else {
    const by = { account: it.proposer.id, accountName: it.proposer.displayName, proposal };
    row = await customers.sealWithout(call, { it: it.it, class: only, by });
  }
  await erase(call.tx, shredding);
  return row;
}

/** What is kept, by class with the rule that keeps it, and what the rule's standing is: no value is opened. */
async function present(
  { customers }: ShreddingParts,
  call: Call,
  { customer, number, class: only, ground }: Payload,
): Promise<Presented> {
  const [it] = await customers.load(call.tx, { by: 'customer', customers: [customer] });
  const kept = (it?.values ?? []).filter(({ retention }) => retention === (only ?? retention));
  const classes = Map.groupBy(kept, ({ retention }) => retention);
  const lines: [Words, Words][] = [
    [{ zh: '客户编号', en: 'Customer number' }, same(number)],
    [{ zh: '范围', en: 'What' }, only === null ? everything : inClass(only)],
    ...[...classes].map(([code, values]): [Words, Words] => [inClass(code), keptBy(code, values)]),
    [{ zh: '法律保留', en: 'Legal hold' }, noHolds],
    [{ zh: '依据', en: 'Ground' }, same(ground)],
  ];
  const items = lines.map(([label, proposed], at) => {
    return { item: `line-${at + 1}`, label, dualCheck: true, proposed };
  });
  return { items, images: [], consents: [] };
}

const same = (value: string): Words => ({ zh: value, en: value });
const everything = {
  zh: '该客户的全部信息，销毁后无法恢复',
  en: 'Everything that is kept of the customer; it cannot be restored',
};
const noHolds = {
  zh: '系统内尚无保留登记；请确认没有诉讼、调查或监管要求须保留',
  en: 'Not kept in this system yet: make sure that no lawsuit, inquiry or regulator requires it to be kept',
};

function inClass(code: string): Words {
  const name = dictionary.retentions.find((it) => it.code === code)?.name ?? same(code);
  return { zh: `保存期限：${name.zh}`, en: `Retention: ${name.en}` };
}

function keptBy(code: string, values: readonly unknown[]): Words {
  const rule = dictionary.retentions.find((it) => it.code === code)?.rule ?? null;
  const row = rule === null ? undefined : ruleRowOf(rule);
  const mark =
    row && isUnconfirmed(row)
      ? { zh: '（待法务确认）', en: ' (待法务确认: legal to confirm)' }
      : same('');
  const article = row ? { zh: `；${row.article.zh}`, en: `; ${row.article.en}` } : same('');
  return {
    zh: `${values.length} 项${article.zh}${mark.zh}`,
    en: `${values.length} items${article.en}${mark.en}`,
  };
}
