// Applying a change: next versions, a new revision with its seal, new tags, in one statement; two changes at once race on the
// revision, and one of them is stale (R1.4.3).
import { refuse, type ItemValues } from '@shouxin/contract';
import { invariant } from '../../kernel/invariant.ts';
import type { Call } from '../../kernel/call.ts';
import { brokenConstraint } from '../../kernel/database.ts';
import type { Proposer } from '../../kernel/serve.ts';
import { registeredUnder, type Customer, type CustomersParts, type Origin } from './customer.ts';
import type { Amendment } from './rows.ts';
import { newValueOf, sealStates, sealValues, statedOf } from './seal-values.ts';
import { insertAmendment, ownersOfDocuments } from './store.ts';
import { documentOf, indexesTouchedBy, soughtOf, tagsOf } from './tags.ts';

export interface ToApply {
  readonly it: Customer;
  readonly values: ItemValues;
  /** The rest of the record, as far as tags need it. */
  readonly known: ItemValues;
  readonly ground: string;
  /** Absent: applied at once, by the caller. */
  readonly proposer?: Proposer;
}

/** Answers the entry of the change. */
export async function applyChange(parts: CustomersParts, call: Call, to: ToApply): Promise<string> {
  const { it } = to;
  await refuseDocumentOfAnother(parts, call, to);
  const origin = originOf(call, to);
  const amendment = await amendmentOf(parts, call, { ...to, origin });
  const fits = await insertAmendment(call.tx, amendment).catch((error: unknown) => {
    throw brokenConstraint(error) === 'revision_pkey' ? refuse('approvals.stale') : error;
  });
  if (!fits) refuse('customers.duplicate');
  const items = Object.keys(to.values);
  await parts.amended(call, { customer: it.customer, items });
  const { revision, seal } = amendment.change;
  const detail = await parts.sealer.sealDetail(call.tx, {
    subject: it.customer,
    at: call.at,
    kind: 'entry',
    about: `${it.customer}#${revision}`,
    value: to.ground,
  });
  return call.append({
    act: 'customers.amend',
    trail: it.trail,
    items: Object.fromEntries(items.map((item) => [item, 'written' as const])),
    decision: 'allow',
    facts: { revision, ...(origin.proposal && { proposal: origin.proposal }) },
    commitments: { row: Buffer.from(seal).toString('hex') },
    detail,
  });
}

/** While a key of the index is being replaced, the other's document may still stand under the older one. */
async function refuseDocumentOfAnother(
  { fingerprint }: CustomersParts,
  call: Call,
  { it, values, known }: ToApply,
): Promise<void> {
  const isTouched = indexesTouchedBy(Object.keys(values)).indexes.includes('document');
  const document = isTouched ? documentOf({ ...known, ...values }) : undefined;
  if (!document) return;
  const tags = await fingerprint.candidates({ index: 'document-unique', ...document });
  if (tags.length === 1) return;
  const owners = await ownersOfDocuments(call.tx, tags);
  if (owners.some(({ customer }) => customer !== it.customer)) refuse('customers.duplicate');
}

function originOf(call: Call, { it, proposer }: ToApply): Origin {
  const at = { channel: 'counter', ...registeredUnder(it) };
  if (!proposer) {
    return { ...at, account: call.actor.id, accountName: call.actor.displayName, at: call.at };
  }
  const { id: account, displayName: accountName, proposal, at: when } = proposer;
  return { ...at, account, accountName, proposal, at: when };
}

async function amendmentOf(
  { sealer, fingerprint }: CustomersParts,
  call: Call,
  { it, values, known, origin }: ToApply & { readonly origin: Origin },
): Promise<Amendment> {
  const { customer } = it;
  const revision = it.revision + 1;
  const open = Object.entries(values).map(([item, value]) => {
    const before = it.values.find((row) => row.item === item);
    return { customer, item, value, version: (before?.version ?? 0) + 1 };
  });
  const sealed = await sealValues(sealer, call.tx, { values: open, list: origin.list });
  const untouched = it.values.filter(({ item }) => !(item in values));
  const fresh = sealed.map((row) => statedOf(row, { revision, origin }));
  const states = [
    { change: { customer, revision, origin }, owned: it, values: [...untouched, ...fresh] },
  ];
  const [change] = await sealStates(sealer, call.tx, states);
  invariant(change, 'A change has a seal');
  const { indexes, needs } = indexesTouchedBy(Object.keys(values));
  const whole = { ...known, ...values };
  invariant(
    indexes.length === 0 || needs.every((item) => item in whole),
    'Tags are made of the whole',
  );
  const sought = soughtOf(whole, it.unit).filter(({ index }) => indexes.includes(index));
  const document = indexes.includes('document') ? documentOf(whole) : undefined;
  return {
    change,
    values: sealed.map((row) => newValueOf(row, { revision, origin })),
    indexes,
    tags: await tagsOf(
      fingerprint,
      sought.map((it) => ({ ...it, customer })),
    ),
    ...(document && { document: await fingerprint.of({ index: 'document-unique', ...document }) }),
    ...(origin.proposal && { proposal: origin.proposal }),
  };
}
