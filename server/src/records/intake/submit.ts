// Submitting: everything is checked, then waits for a second person; approved, everything is checked again and becomes a
// customer, with the choices as they were made (R2.3.1, R2.3.5, R2.4.1, R2.4.2).
import {
  itemValues,
  refuse,
  type DocumentImage,
  type InputOf,
  type intakeOperations,
  type ItemValues,
} from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import type { Prepared, Proposer } from '../../kernel/serve.ts';
import { requireValid } from '../customers/index.ts';
import { refuseExcessive, sealDraft } from './capture.ts';
import type { IntakeParts } from './index.ts';
import { requireShown, type Intake } from './intake.ts';
import { takeIntake } from './own-intake.ts';
import { endAs, lockIntake, moveTo } from './store.ts';

type Submit = (typeof intakeOperations)['submit'];

/** What waits, sealed, for the reviewer. */
export const payloadSchema = z.strictObject({
  intake: z.uuid(),
  customer: z.uuid(),
  values: itemValues,
  choices: z.array(z.strictObject({ consent: z.string(), given: z.boolean() })).max(30),
  shownHash: z.string(),
});
export type Payload = z.infer<typeof payloadSchema>;

export function createPrepare(parts: IntakeParts) {
  return async (call: Call, input: InputOf<Submit>): Promise<{ propose: Prepared }> => {
    const it = await takeIntake(call, input.intake);
    requireShown(it);
    const trail = await parts.sealer.trailOf(call.tx, it.customer);
    const { values, choices, shownHash } = input;
    const about = { about: it.intake, notice: it.notice, choices, shownHash };
    await parts.consent.checkChoices(call.tx, about);
    await refuseExcessive(parts, call, { intake: it, values, trail });
    const { kept } = await fit(parts, call, { it, values });
    await sealDraft(parts, call, { intake: it, values: kept, to: 'proposed' });
    const { intake, customer } = it;
    const payload: Payload = { intake, customer, values: kept, choices, shownHash };
    return { propose: preparedOf(it, call, payload) };
  };
}

function preparedOf(it: Intake, call: Call, payload: Payload): Prepared {
  const { name } = listOf(it.list);
  return {
    subject: { kind: 'customer', id: it.customer },
    label: it.list,
    title: { zh: `登记客户：${name.zh}`, en: `Register a customer: ${name.en}` },
    payload,
    reviewedBy: 'reviewer',
    unit: call.actor.unit.id,
  };
}

/** The values that may be kept, and the images there are; refuses wrong ones, a missing image and a document that is somebody's. */
async function fit(
  { customers }: IntakeParts,
  call: Call,
  { it, values }: { it: Intake; values: ItemValues },
): Promise<{ kept: ItemValues; images: DocumentImage[] }> {
  const asked = { list: listOf(it.list), values, channel: 'counter' } as const;
  const check = requireValid(asked, businessDate(call.at));
  const images = await customers.listImages(call.tx, it.customer);
  if (!images.some((image) => image.side === 'front')) refuse('collection.image-required');
  if (await customers.isRegistered(call.tx, check.values)) refuse('customers.duplicate');
  return { kept: check.values, images };
}

/** Runs in the approver's transaction. */
export function createRun(parts: IntakeParts) {
  return async (call: Call, given: unknown, proposer: Proposer): Promise<void> => {
    const payload = payloadSchema.parse(given);
    const it = await lockIntake(call.tx, payload.intake);
    if (it?.state !== 'proposed' || it.customer !== payload.customer) refuse('approvals.stale');
    const { kept, images } = await fit(parts, call, { it, values: payload.values });
    const { channel, list, listVersion, notice, noticeVersion, unit } = it;
    const registered = await parts.customers.register(call, {
      customer: it.customer,
      values: { ...kept, NP13: parts.customers.imageValue(images) },
      unit,
      manager: proposer.id,
      origin: {
        channel,
        list,
        listVersion,
        notice: `${notice}@${noticeVersion}`,
        account: proposer.id,
        accountName: proposer.displayName,
        proposal: proposer.proposal,
        at: proposer.at,
      },
    });
    await parts.consent.recordChoices(call, {
      about: it.intake,
      notice,
      choices: payload.choices,
      shownHash: payload.shownHash,
      subject: it.customer,
      trail: registered.trail,
      channel,
      taken: { account: proposer.id, at: proposer.at },
    });
    await endAs(call.tx, { intake: it.intake, from: ['proposed'], to: 'registered' });
  };
}

/** Rejected or expired: the teller finds the intake again, with what was typed. */
export async function dropped(call: Call, given: unknown): Promise<void> {
  const { intake } = payloadSchema.parse(given);
  await moveTo(call.tx, { intake, from: ['proposed'], to: 'rejected' });
}
