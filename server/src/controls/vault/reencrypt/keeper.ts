// The vault's own objects, such as document images, sealed again chunk by chunk when a key of their subject was replaced.
import type { Keeper } from '../../keys/index.ts';
import type { Reencrypt } from './reencrypt.ts';

export type { FieldToReencrypt, Reencrypt } from './reencrypt.ts';

export function createObjectKeeper(reencrypt: Pick<Reencrypt, 'objects'>): Keeper {
  return async (call, its, exchange) => {
    let count = 0;
    for (const it of its) {
      for await (const { before, after } of reencrypt.objects(call.tx, it)) {
        const pair = { subject: it.subject, befores: [before], afters: [after] };
        await exchange(call.tx, 'vault.chunk', pair);
        count += 1;
      }
    }
    return count;
  };
}
