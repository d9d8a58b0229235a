// Beginning an intake: the customer's id and keys are made before the first field, and the notice in force comes with it, so
// that nothing can be written before it was shown (R2.1.2).
import {
  refuse,
  type InputOf,
  type intakeOperations,
  type IntakeCard,
  type OutputOf,
} from '@shouxin/contract';
import { businessDate } from '../../kernel/clock.ts';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { requireListInForce } from '../collection/index.ts';
import { openDraft } from './capture.ts';
import type { IntakeParts } from './index.ts';
import { briefOf, cardOf, requireOpen, type Intake } from './intake.ts';
import { ownIntake, takeIntake } from './own-intake.ts';
import { endAs, insertIntake, intakesOf, markShown } from './store.ts';

type Operations = typeof intakeOperations;
/** Where a person sits before the customer; the other channels have doors of their own. */
const channel = 'counter';

export function createBegin(parts: IntakeParts) {
  return async (call: Call, input: InputOf<Operations['begin']>): Promise<IntakeCard> => {
    const list = requireListInForce(input.list, businessDate(call.at));
    const isOpen = input.channel === channel && list.channels.some((it) => it.id === channel);
    if (!isOpen)
      refuse('collection.channel-closed', { facts: { channel: input.channel.slice(0, 40) } });
    const notice = await noticeOf(parts, call, list.notice.id);
    const intake: Intake = {
      intake: newId(call.at),
      customer: newId(call.at),
      list: list.id,
      listVersion: list.version,
      channel,
      purpose: input.purpose.code,
      account: call.actor.id,
      unit: call.actor.unit.id,
      startedAt: call.at,
      notice: notice.notice,
      noticeVersion: notice.version,
      noticeHash: notice.hash,
      shownAt: null,
      state: 'noticed',
      draft: null,
    };
    const trail = await parts.sealer.trailOfNew(call.tx, intake.customer);
    await insertIntake(call.tx, intake);
    const facts = { intake: intake.intake, list: `${list.id}@${list.version}`, channel };
    call.append({ trail, facts: { ...facts, notice: `${notice.notice}@${notice.version}` } });
    const consents = parts.consent.notices.consentsOf(notice.notice);
    return cardOf(intake, { notice, consents, images: [] });
  };
}

async function noticeOf({ consent }: IntakeParts, call: Call, notice: string) {
  return (await consent.findInForce(call.tx, notice)) ?? refuse('not-found');
}

export function createShowNotice(parts: IntakeParts) {
  return async (call: Call, input: InputOf<Operations['showNotice']>): Promise<IntakeCard> => {
    const it = await takeIntake(call, input.intake);
    requireOpen(it);
    const { intake, ...display } = input;
    const shown = await parts.consent.recordDisplay(call, {
      ...display,
      about: intake,
      notice: it.notice,
    });
    const notice = await noticeOf(parts, call, it.notice);
    const { version: noticeVersion, hash: noticeHash } = notice;
    if (!shown.isSufficient) return openedCard(parts, call, it);
    const mark = { noticeVersion, noticeHash, shownAt: call.at } as const;
    await markShown(call.tx, { intake, ...mark });
    return openedCard(parts, call, { ...it, ...mark, state: 'capturing' });
  };
}

/** With its draft, opened for its own author. */
export async function openedCard(parts: IntakeParts, call: Call, it: Intake): Promise<IntakeCard> {
  return cardOf(it, {
    notice: await noticeOf(parts, call, it.notice),
    consents: parts.consent.notices.consentsOf(it.notice),
    images: await parts.customers.listImages(call.tx, it.customer),
    draft: await openDraft(parts, call, it),
    number: it.state === 'registered' ? await numberOf(parts, call, it) : undefined,
  });
}

async function numberOf({ customers }: IntakeParts, call: Call, it: Intake) {
  const [found] = await customers.load(call.tx, { by: 'customer', customers: [it.customer] }, []);
  return found?.number;
}

export function createOpen(parts: IntakeParts) {
  return async (call: Call, input: InputOf<Operations['intake']>): Promise<IntakeCard> => {
    const it = await ownIntake(call, input.intake);
    const trail = await parts.sealer.trailOf(call.tx, it.customer);
    call.append({ trail, facts: { intake: it.intake, state: it.state } });
    return openedCard(parts, call, it);
  };
}

export async function listIntakes(
  call: Call,
  { cursor, limit }: InputOf<Operations['intakes']>,
): Promise<OutputOf<Operations['intakes']>> {
  const found = await intakesOf(call.tx, call.actor.id, {
    before: beforeOf(cursor),
    max: limit + 1,
  });
  const band = bandOf(found.count);
  const page = pageFrom(found.rows, { limit, band, cursorOf: (row) => row.intake });
  call.append({ count: page.items.length });
  return { ...page, items: page.items.map(briefOf) };
}

export function createAbandon({ sealer }: IntakeParts) {
  return async (
    call: Call,
    input: InputOf<Operations['abandon']>,
  ): Promise<OutputOf<Operations['abandon']>> => {
    const it = await takeIntake(call, input.intake);
    requireOpen(it);
    const from = ['noticed', 'capturing', 'rejected'] as const;
    await endAs(call.tx, { intake: it.intake, from, to: 'abandoned' });
    const trail = await sealer.trailOf(call.tx, it.customer);
    const entry = call.append({ trail, facts: { intake: it.intake } });
    return { receipt: { entry, at: call.at.toISOString() } };
  };
}
