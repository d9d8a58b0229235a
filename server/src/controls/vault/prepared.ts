// Sealing many values of many subjects: the keys are had once, by whoever holds the transaction in which they may have been
// made, and held as long as the caller holds this. Nothing remembers them beyond: what rolls back takes its keys with it.
import type { DataKey } from '../../kernel/crypto/index.ts';
import { KeyRefused, trailClass, trailUnder, type Keyring, type Wanted } from '../keys/index.ts';
import { sealFields, sealRows } from './key-use.ts';
import type { FieldToSeal, Tx } from './place.ts';
import type { RowToSeal } from './row-seal.ts';

export interface PreparedSealer {
  sealMany(tx: Tx, fields: readonly FieldToSeal[]): Promise<Buffer[]>;
  rowSealMany(tx: Tx, rows: readonly RowToSeal[]): Promise<Buffer[]>;
  trailsOf(tx: Tx, subjects: readonly string[]): Promise<string[]>;
}

const nameOf = (it: Wanted): string => `${it.subject}|${it.class}`;

export async function prepareSealer(
  keyring: Keyring,
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<PreparedSealer> {
  const keys = await keyring.sealingKeys(tx, wanted);
  const held = new Map(wanted.map((it, index) => [nameOf(it), keys[index]]));
  const sealingKeys = (_: Tx, asked: readonly Wanted[]): Promise<DataKey[]> =>
    Promise.resolve(
      asked.map((it) => {
        const key = held.get(nameOf(it));
        if (!key) throw new KeyRefused('unknown');
        return key;
      }),
    );
  const holding = { tenant: keyring.tenant, sealingKeys };
  return {
    sealMany: (within, fields) => sealFields(holding, within, fields),
    rowSealMany: (within, rows) => sealRows(holding, within, rows),
    trailsOf: async (within, subjects) => {
      const asked = subjects.map((subject) => ({ subject, class: trailClass }));
      return (await sealingKeys(within, asked)).map(trailUnder);
    },
  };
}
