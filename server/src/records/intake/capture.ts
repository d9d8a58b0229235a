// Capturing: drafts and images, sealed on the server as they come, never before the notice was shown (R2.3.1). What may not
// be collected is refused here already: nothing of it reaches even a draft (R1.2.3, R2.2.2).
import {
  itemValues,
  refuse,
  type DocumentImage,
  type InputOf,
  type intakeOperations,
  type ItemValues,
  type OutputOf,
} from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import { canonical } from '../../kernel/canonical.ts';
import type { Call } from '../../kernel/call.ts';
import { transaction } from '../../kernel/database.ts';
import { reportOverCollection } from '../collection/index.ts';
import { excessOf, refuseExcess, type UploadedFile } from '../customers/index.ts';
import type { IntakeParts } from './index.ts';
import { draftDetail, requireShown, type Intake } from './intake.ts';
import { takeIntake } from './own-intake.ts';
import { keepDraft } from './store.ts';

type Operations = typeof intakeOperations;

/** Opened for its own author alone; undefined when there is none, or no longer. */
export async function openDraft(
  { disclosure, sealer }: Pick<IntakeParts, 'disclosure' | 'sealer'>,
  call: Call,
  it: Intake,
): Promise<ItemValues | undefined> {
  if (it.draft === null) return undefined;
  const trail = await sealer.trailOf(call.tx, it.customer);
  const details = [{ ...draftDetail(it), envelope: it.draft }];
  const opening = { mode: 'draft', what: 'proposal', trail, details } as const;
  const [text] = await disclosure.openDetails(call, opening);
  return text === undefined ? undefined : itemValues.parse(JSON.parse(text));
}

/** Refuses what the list does not ask for, and leaves a case that outlives the refusal. */
export async function refuseExcessive(
  { db }: Pick<IntakeParts, 'db'>,
  call: Call,
  it: { readonly intake: Intake; readonly values: ItemValues; readonly trail: string },
): Promise<void> {
  const list = listOf(it.intake.list);
  const excess = excessOf({ list, values: it.values, channel: 'counter' });
  if (!excess) return;
  const { channel } = it.intake;
  await transaction(db, (tx) =>
    reportOverCollection(tx, call, { items: excess.targets, channel, source: it.intake.list }),
  );
  const items = Object.fromEntries(excess.targets.map((item) => [item, 'refused' as const]));
  call.append({ trail: it.trail, items });
  refuseExcess(excess);
}

export function createSaveDraft(parts: IntakeParts) {
  return async (
    call: Call,
    input: InputOf<Operations['saveDraft']>,
  ): Promise<OutputOf<Operations['saveDraft']>> => {
    const it = await takeIntake(call, input.intake);
    requireShown(it);
    const trail = await parts.sealer.trailOf(call.tx, it.customer);
    await refuseExcessive(parts, call, { intake: it, values: input.values, trail });
    await sealDraft(parts, call, { intake: it, values: input.values, to: 'capturing' });
    const items = Object.keys(input.values).map((item) => [item, 'written' as const]);
    call.append({ trail, items: Object.fromEntries(items), facts: { intake: it.intake } });
    return { savedAt: call.at.toISOString() };
  };
}

interface DraftToSeal {
  readonly intake: Intake;
  readonly values: ItemValues;
  /** Where the intake stands with this draft. */
  readonly to: 'capturing' | 'proposed';
}

export async function sealDraft(
  { sealer }: Pick<IntakeParts, 'sealer'>,
  call: Call,
  { intake: it, values, to }: DraftToSeal,
): Promise<void> {
  const draft = await sealer.sealDetail(call.tx, { ...draftDetail(it), value: canonical(values) });
  await keepDraft(call.tx, { intake: it.intake, draft, at: call.at, to });
}

export function createAddImage({ customers, sealer }: IntakeParts) {
  return async (
    call: Call,
    input: InputOf<Operations['addImage']> & { readonly file?: UploadedFile },
  ): Promise<DocumentImage> => {
    const it = await takeIntake(call, input.intake);
    requireShown(it);
    const file = input.file ?? refuse('input.unsupported-type');
    const kept = await customers.keepImage(call, { customer: it.customer, side: input.side, file });
    const trail = await sealer.trailOf(call.tx, it.customer);
    call.append({
      trail,
      items: { NP13: 'written' },
      facts: { intake: it.intake, image: kept.image, side: kept.side },
    });
    return kept;
  };
}
