// The map of copies as it stands now: assets by the storage register, media by their own.
import type { OutputOf, custodyOperations } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { CustodyParts } from '../parts.ts';
import { mediaBySite } from '../store.ts';
import { lyingOf, placesOf, violationsIn, type Lying } from './map.ts';

export async function lyingNow({ placements }: CustodyParts, tx: Tx): Promise<readonly Lying[]> {
  return lyingOf(await placements(tx), await mediaBySite(tx));
}

export function createCopies(parts: CustodyParts) {
  return async (call: Call): Promise<OutputOf<(typeof custodyOperations)['copies']>> => {
    const lying = await lyingNow(parts, call.tx);
    const [places, violations] = [placesOf(lying), violationsIn(lying)];
    call.append({ count: places.length, facts: { violations: violations.length } });
    return { places, violations };
  };
}
