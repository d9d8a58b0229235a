// Reading the register: assets with what their assessment is worth today, and one of them with what lies there.
import {
  dataSetOf,
  refuse,
  type AssetCard,
  type BindingCard,
  type InputOf,
  type OutputOf,
  type storageOperations,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { cardOf, isAssessed, nameOf, needsAssessment, standingOf, type Asset } from './asset.ts';
import { noteOf, reminder, validity, type StorageParts } from './parts.ts';
import { bindingsOf, findAsset, listAssets, type StoredBinding } from './store.ts';

type Operations = typeof storageOperations;

export function standingNow(it: Asset, at: Date) {
  return standingOf(it, { today: businessDate(at), remindDays: rule(reminder) });
}

async function shown({ unitName }: StorageParts, call: Call, it: Asset): Promise<AssetCard> {
  return cardOf(it, await unitName(call.tx, it.unit), standingNow(it, call.at));
}

export function createList(parts: StorageParts) {
  return async (
    call: Call,
    { cursor, limit, kind, state }: InputOf<Operations['list']>,
  ): Promise<OutputOf<Operations['list']>> => {
    const asked = { kind, state, before: beforeOf(cursor), max: limit + 1 };
    const { rows, count } = await listAssets(call.tx, asked);
    const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.asset });
    const items = await Promise.all(page.items.map((it) => shown(parts, call, it)));
    call.append({ count: items.length });
    return { ...page, items };
  };
}

export function createView(parts: StorageParts) {
  return async (
    call: Call,
    { asset }: InputOf<Operations['view']>,
  ): Promise<OutputOf<Operations['view']>> => {
    const it = (await findAsset(call.tx, asset)) ?? refuse('not-found');
    const bindings = await bindingsOf(call.tx, asset);
    call.append({ facts: { asset } });
    return {
      card: await shown(parts, call, it),
      bindings: bindings.map((one) => bindingOf(one, it, call.at)),
      validity: noteOf(validity),
      reminder: noteOf(reminder),
    };
  };
}

function bindingOf(it: StoredBinding, asset: Asset, at: Date): BindingCard {
  const of = dataSetOf.get(it.dataSet)?.class ?? 'C3';
  return {
    binding: it.binding,
    dataSet: it.dataSet,
    name: nameOf(it.dataSet),
    class: of,
    state: bindingState(asset, it.dataSet, at),
    by: it.by,
    approvedBy: it.approvedBy,
    at: it.at.toISOString(),
  };
}

/** A binding is worth what the assessment of its asset is worth: it expires with it. */
export function bindingState(asset: Asset, dataSet: string, at: Date): BindingCard['state'] {
  if (!needsAssessment(dataSetOf.get(dataSet)?.class ?? 'C3')) return 'in-force';
  const standing = standingNow(asset, at);
  if (!isAssessed(standing)) return 'expired';
  return standing.state === 'expiring' ? 'expiring' : 'in-force';
}
