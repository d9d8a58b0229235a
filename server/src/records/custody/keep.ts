// Registering a medium, handing it out, taking it back: by the clerk who keeps them, each with the other person, the seal and the day.
// The log is only added to; of two who write at once, one is told (R3.2.3).
import {
  provinces,
  refuse,
  type custodyOperations,
  type InputOf,
  type OutputOf,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Actor, Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint } from '../../kernel/database.ts';
import { isInStore, plain, standingOf, stateOf, type Line, type Medium } from './medium.ts';
import { rules } from './parts.ts';
import { findMedium, insertLine, insertMedium } from './store.ts';

type Operations = typeof custodyOperations;

export async function register(
  call: Call,
  { label, kind, ...it }: InputOf<Operations['register']>,
): Promise<OutputOf<Operations['register']>> {
  requireInChina(it.province);
  requireLater('expiresOn', it.expiresOn, call);
  const medium = newId(call.at);
  await insertMedium(call.tx, { medium, label, kind, at: call.at }).catch((error: unknown) => {
    throw brokenConstraint(error) === 'medium_label_taken' ? refuse('custody.label-taken') : error;
  });
  const standing = { ...it, isSealIntact: true };
  await add(call, { ...plain, ...standing, medium, number: 1, act: 'registered' });
  const entry = call.append({ facts: { medium, holds: it.holds } });
  return { medium, receipt: { entry, at: call.at.toISOString() } };
}

export async function handOut(
  call: Call,
  input: InputOf<Operations['handOut']>,
): Promise<OutputOf<Operations['handOut']>> {
  const it = await inStore(call, input.medium);
  const today = businessDate(call.at);
  const latest = addToDate(today, { days: rule(rules.outMax) });
  requireLater('dueOn', input.dueOn, call);
  if (input.dueOn > latest) refuse('input.invalid', { reasons: [tooLong(latest)] });
  await add(call, {
    ...next(it, 'handed-out'),
    isSealIntact: input.isSealIntact,
    other: input.receiver,
    otherUnit: input.receiverUnit,
    note: input.reason,
    dueOn: input.dueOn,
  });
  return receiptOf(call, it, { sealIntact: input.isSealIntact });
}

/** It lies under a new seal from now on; that the one it came with was broken stays in the log. */
export async function takeBack(
  call: Call,
  input: InputOf<Operations['takeBack']>,
): Promise<OutputOf<Operations['takeBack']>> {
  const it = await kept(call, input.medium);
  const state = stateOf(it, businessDate(call.at));
  if (isInStore(state) && it.isSealIntact) refuse('custody.not-out');
  requireInChina(input.province);
  requireLater('expiresOn', input.expiresOn, call);
  const { custodian, province, site, seal, content, expiresOn } = input;
  await add(call, {
    ...next(it, 'taken-back'),
    custodian,
    province,
    site,
    seal,
    content,
    expiresOn,
    isSealIntact: true,
    other: input.from,
    found: input.isSealIntact ? null : 'seal-broken',
  });
  return receiptOf(call, it, { sealIntact: input.isSealIntact });
}

function receiptOf(call: Call, { medium }: Medium, facts: { readonly sealIntact: boolean }) {
  const entry = call.append({ facts: { medium, ...facts } });
  return { receipt: { entry, at: call.at.toISOString() } };
}

export async function kept(call: Call, medium: string): Promise<Medium> {
  const it = (await findMedium(call.tx, medium)) ?? refuse('not-found');
  return it.act === 'destroyed' ? refuse('custody.destroyed') : it;
}

export async function inStore(call: Call, medium: string): Promise<Medium> {
  const it = await kept(call, medium);
  if (!isInStore(stateOf(it, businessDate(call.at)))) refuse('custody.not-in-store');
  return it;
}

type New = Omit<Line, 'account' | 'by' | 'at'>;

/** The line after the newest: its standing, and nothing of its act. */
export function next(it: Medium, act: Line['act']): New {
  const { medium, number } = it;
  return { ...plain, ...standingOf(it), medium, number: number + 1, act };
}

type Person = Pick<Actor, 'id' | 'displayName'>;

export async function add(call: Call, it: New, person: Person = call.actor): Promise<void> {
  const by = { account: person.id, by: person.displayName, at: call.at };
  await insertLine(call.tx, { ...it, ...by }).catch((error: unknown) => {
    throw brokenConstraint(error) === 'entry_pkey' ? refuse('custody.changed') : error;
  });
}

function requireInChina(province: string): void {
  if (provinces.has(province)) return;
  const message = {
    zh: '没有这个省级行政区划代码，介质须存放在境内，请从列表中选择',
    en: 'No such province; media are kept in China: choose one of the list',
  };
  refuse('input.invalid', { reasons: [{ item: 'province', code: 'province', message }] });
}

function requireLater(item: string, day: string, call: Call): void {
  if (day >= businessDate(call.at)) return;
  const message = { zh: '日期不能早于今天', en: 'Not earlier than today' };
  refuse('input.invalid', { reasons: [{ item, code: 'past', message }] });
}

function tooLong(latest: string) {
  return {
    item: 'dueOn',
    code: 'too-long',
    message: {
      zh: `出库最长至 ${latest}，到期请归还后再次出库`,
      en: `At most until ${latest}: bring it back then and hand it out again`,
    },
  };
}
