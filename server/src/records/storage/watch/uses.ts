// The register held against the running system (R3.1.1): where the process really keeps its database and its keys, what is in
// them, and whether an asset with a binding stands for it. What is in use and not registered is a finding.
import {
  dataSets,
  type OutputOf,
  type storageOperations,
  type UseCard,
  type Words,
} from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Asset } from '../asset.ts';
import { bindingState } from '../look.ts';
import type { StorageParts } from '../parts.ts';
import { assetsInUse } from '../store.ts';

type Operations = typeof storageOperations;

const stateWords: Record<UseCard['state'], Words> = {
  'in-order': { zh: '已登记、已评估', en: 'Registered and assessed' },
  expiring: { zh: '评估即将到期', en: 'The assessment runs out soon' },
  expired: { zh: '评估过期或无效，须重新评估', en: 'Not validly assessed: assess it again' },
  unbound: { zh: '已登记，未绑定此数据', en: 'Registered, but this data is not bound to it' },
  unregistered: { zh: '该位置未登记', en: 'This place is not registered' },
  'not-used': { zh: '尚无数据', en: 'No data yet' },
};

const faults: readonly UseCard['state'][] = ['expired', 'unbound', 'unregistered'];
export const isFinding = ({ state }: Pick<UseCard, 'state'>): boolean => faults.includes(state);

/** Only reads; whoever asks leaves the entry. */
export async function usesNow(parts: StorageParts, tx: Tx, at: Date): Promise<UseCard[]> {
  const [used, assets] = [await parts.inUse(tx), await assetsInUse(tx)];
  return dataSets.flatMap(({ code, name, class: of, keptIn }) => {
    const place = parts.places[keptIn];
    if (!place) return [];
    const asset = assets.find((it) => it.locator === place.locator);
    const state = used.has(code) ? stateOf(asset, code, at) : 'not-used';
    return [
      {
        dataSet: code,
        name,
        class: of,
        kind: place.kind,
        locator: place.locator,
        asset: asset ? { asset: asset.asset, name: asset.name } : null,
        state,
        words: stateWords[state],
      },
    ];
  });
}

function stateOf(asset: Asset | undefined, dataSet: string, at: Date): UseCard['state'] {
  if (!asset) return 'unregistered';
  if (!asset.holds.includes(dataSet)) return 'unbound';
  const state = bindingState(asset, dataSet, at);
  return state === 'in-force' ? 'in-order' : state;
}

export function createUses(parts: StorageParts) {
  return async (call: Call): Promise<OutputOf<Operations['uses']>> => {
    const items = await usesNow(parts, call.tx, call.at);
    const findings = items.filter(isFinding).length;
    call.append({ count: items.length, facts: { findings } });
    return { items, findings };
  };
}
