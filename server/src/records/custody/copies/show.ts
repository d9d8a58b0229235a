// The map of copies as it stands now: assets by the storage register, media by their own.
import type { OutputOf, custodyOperations } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { CustodyParts } from '../parts.ts';
import { mediaBySite } from '../store.ts';
import { lyingOf, placesOf, violationsIn } from './map.ts';
import { unknownIn } from './unknown.ts';

export async function copiesNow({ placements, destinations }: CustodyParts, tx: Tx) {
  const assets = await placements(tx);
  const lying = lyingOf(assets, await mediaBySite(tx));
  const unknown = unknownIn(destinations(), assets);
  return { lying, violations: [...unknown, ...violationsIn(lying)].slice(0, 50) };
}

export function createCopies(parts: CustodyParts) {
  return async (call: Call): Promise<OutputOf<(typeof custodyOperations)['copies']>> => {
    const { lying, violations } = await copiesNow(parts, call.tx);
    const places = placesOf(lying);
    call.append({ count: places.length, facts: { violations: violations.length } });
    return { places, violations };
  };
}
