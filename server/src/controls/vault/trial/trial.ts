// Trying a copy of which one asks whether it could be used, such as a restored backup: how much of it is whole, and how much opens. Only
// counts come out; what a value held is forgotten at once (R3.2.5, R3.2.6).
import { isKeyOutage, KeyRefused, type Keyring } from '../../keys/index.ts';
import { checkRows, openFields } from '../key-use.ts';
import { SealBroken, type FieldToOpen, type Tx } from '../place.ts';
import type { SealedRow } from '../row-seal.ts';

export interface Trial {
  countOpening(tx: Tx, fields: readonly FieldToOpen[]): Promise<number>;
  countWhole(tx: Tx, rows: readonly SealedRow[]): Promise<number>;
}

export function createTrial(keyring: Keyring): Trial {
  const isOpening = async (tx: Tx, it: FieldToOpen): Promise<boolean> => {
    const [value] = await openFields(keyring, tx, [it]);
    value?.fill(0);
    return value !== undefined;
  };
  return {
    countOpening: (tx, fields) => countGood(fields, (it) => isOpening(tx, it)),
    async countWhole(tx, rows) {
      const areWhole = (some: readonly SealedRow[]) =>
        checkRows(keyring, tx, some).then(() => true);
      // All at once; only where one is not whole, one by one, to count them.
      if (await areWhole(rows).catch(asBad)) return rows.length;
      return countGood(rows, (it) => areWhole([it]));
    },
  };
}

async function countGood<T>(all: readonly T[], isGood: (it: T) => Promise<boolean>) {
  let count = 0;
  for (const it of all) count += Number(await isGood(it).catch(asBad));
  return count;
}

/** A broken seal, or a key that is gone or another. That a key provider does not answer says nothing of the copy. */
function asBad(error: unknown): false {
  if (error instanceof SealBroken) return false;
  if (error instanceof KeyRefused && !isKeyOutage(error)) return false;
  throw error;
}
