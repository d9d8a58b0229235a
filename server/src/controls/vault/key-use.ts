// Finds the key of every field, row or detail in one go: one statement for all that is not leased, one record key for all
// fields of a record.
import { readEnvelope, type DataKey } from '../../kernel/crypto/index.ts';
import { KeyRefused, trailClass, trailUnder, type Keyring, type Wanted } from '../keys/index.ts';
import { isBroken, openField, recordKeyOf, sealField, whereOf, type RecordKey } from './field.ts';
import {
  SealBroken,
  type FieldPlace,
  type FieldToOpen,
  type FieldToSeal,
  type Tx,
} from './place.ts';
import { isRowWhole, kidOfSeal, sealRow, type RowToSeal, type SealedRow } from './row-seal.ts';

/** Fields of one record under one key share the record key. */
function recordKeys(tenant: string) {
  const known = new Map<DataKey, Map<string, RecordKey>>();
  return (key: DataKey, it: FieldPlace): RecordKey => {
    const ofKey = known.get(key) ?? new Map<string, RecordKey>();
    if (ofKey.size === 0) known.set(key, ofKey);
    const name = `${it.table}\n${it.record}`;
    const found = ofKey.get(name) ?? recordKeyOf(key, tenant, it);
    ofKey.set(name, found);
    return found;
  };
}

/** `each(index)` of a list as long as the other; a shorter answer is a bug that must not seal under the wrong key. */
function at(keys: readonly DataKey[], index: number): DataKey {
  const key = keys[index];
  if (!key) throw new KeyRefused('unknown');
  return key;
}

/** What sealing needs of the keyring. */
export type SealingKeyring = Pick<Keyring, 'tenant' | 'sealingKeys' | 'gradeSuites'>;

export async function sealFields(
  keyring: SealingKeyring,
  tx: Tx,
  fields: readonly FieldToSeal[],
): Promise<Buffer[]> {
  const keys = await keyring.sealingKeys(tx, fields);
  const recordKey = recordKeys(keyring.tenant);
  return fields.map((it, index) => {
    const key = at(keys, index);
    const suite = (it.grade && keyring.gradeSuites[it.grade]) ?? key.suite;
    return sealField(recordKey(key.inSuite(suite), it), it);
  });
}

function kidOf(it: FieldToOpen): Uint8Array {
  try {
    return readEnvelope(it.envelope).kid;
  } catch (error) {
    throw isBroken(error) ? new SealBroken('field', whereOf(it)) : error;
  }
}

export async function openFields(
  keyring: Keyring,
  tx: Tx,
  fields: readonly FieldToOpen[],
): Promise<Buffer[]> {
  const wanted = fields.map((it) => ({ subject: it.subject, class: it.class, kid: kidOf(it) }));
  const keys = await keyring.openingKeys(tx, wanted);
  const recordKey = recordKeys(keyring.tenant);
  return fields.map((it, index) => openField(recordKey(at(keys, index), it), it));
}

export async function sealRows(
  keyring: SealingKeyring,
  tx: Tx,
  rows: readonly RowToSeal[],
): Promise<Buffer[]> {
  const keys = await keyring.sealingKeys(tx, rows);
  return rows.map((it, index) => sealRow(at(keys, index), keyring.tenant, it));
}

function kidOfRow(it: SealedRow): Uint8Array {
  try {
    return kidOfSeal(it.seal);
  } catch (error) {
    throw isBroken(error) ? new SealBroken('row', `${it.table} of ${it.record}`) : error;
  }
}

/** Throws at the first row that is not what was sealed. */
export async function checkRows(
  keyring: Keyring,
  tx: Tx,
  rows: readonly SealedRow[],
): Promise<void> {
  const wanted = rows.map((it) => ({ subject: it.subject, class: it.class, kid: kidOfRow(it) }));
  const keys = await keyring.openingKeys(tx, wanted);
  for (const [index, it] of rows.entries()) {
    if (!isRowWhole(at(keys, index), keyring.tenant, it)) {
      throw new SealBroken('row', `${it.table} of ${it.record}`);
    }
  }
}

/**
 * Sealing many values of many subjects: the keys are had once, in the transaction in which they may have been made, and held as
 * long as the caller holds this. Nothing remembers them beyond: what rolls back takes its keys with it.
 */
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
  const { tenant, gradeSuites } = keyring;
  const holding = { tenant, gradeSuites, sealingKeys };
  return {
    sealMany: (within, fields) => sealFields(holding, within, fields),
    rowSealMany: (within, rows) => sealRows(holding, within, rows),
    trailsOf: async (within, subjects) => {
      const asked = subjects.map((subject) => ({ subject, class: trailClass }));
      return (await sealingKeys(within, asked)).map(trailUnder);
    },
  };
}
