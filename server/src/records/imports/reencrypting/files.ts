// Files of imports that are kept, sealed again when the key of their batch was replaced.
import type { Keeper, Reencrypt } from '../../../controls/vault/index.ts';
import { item, placeOf } from '../original.ts';
import { chunksOf, lockBatch } from '../store.ts';

export function createFileKeeper(reencrypt: Pick<Reencrypt, 'chunks'>): Keeper {
  return async ({ tx }, its, exchange) => {
    let count = 0;
    for (const { subject } of its.filter(({ classes }) => classes.includes(item))) {
      const batch = await lockBatch(tx, subject);
      if (!batch) continue;
      const envelopes = chunksOf(tx, subject);
      for await (const { before, after } of reencrypt.chunks(tx, {
        ...placeOf(batch),
        envelopes,
      })) {
        await exchange(tx, 'imports.chunk', { subject, befores: [before], afters: [after] });
        count += 1;
      }
    }
    return count;
  };
}
