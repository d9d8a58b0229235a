// The row seal: one MAC over a row's version, grading and the hash of every ciphertext in it, under a key of the same
// customer. A single field put back to an older value, dropped or added is found (SECURITY 4.2, GB/T 39786 8.4 g).
//   0xC3 | format=1 | suite | kid(16) | mac(32)
import {
  BadEnvelope,
  digest,
  encodeParts,
  isSameBytes,
  kidLength,
  mac,
  macLength,
  type DataKey,
} from '../../kernel/crypto/index.ts';
import type { Place } from './place.ts';

const sealLabel = 'shouxin/seal/v1';
const magic = 0xc3;
const format = 1;
const headLength = 3 + kidLength;

export interface RowToSeal extends Place {
  /** Grading label of the row: part of what is sealed (GB/T 39786 8.4 c). */
  readonly grading: string;
  /** Every sealed field of the row, by a name that says which it is (column, or item and version). */
  readonly fields: ReadonlyMap<string, Uint8Array>;
}

export interface SealedRow extends RowToSeal {
  readonly seal: Uint8Array;
}

function message(key: DataKey, tenant: string, it: RowToSeal): Buffer {
  const { subject, table, record, version, grading, fields } = it;
  const head = encodeParts([
    sealLabel,
    tenant,
    table,
    subject,
    record,
    version,
    grading,
    fields.size,
  ]);
  const columns = [...fields.keys()].toSorted();
  const hashes = columns.map((column) => {
    return encodeParts([column, digest(key.suite, fields.get(column) ?? new Uint8Array())]);
  });
  return Buffer.concat([head, ...hashes]);
}

export function sealRow(key: DataKey, tenant: string, it: RowToSeal): Buffer {
  const tag = mac(key.suite, key.macKey(sealLabel), message(key, tenant, it));
  return Buffer.concat([Buffer.of(magic, format, key.suite.id), key.kid, tag]);
}

/** The key that sealed, from the seal itself. */
export function kidOfSeal(seal: Uint8Array): Uint8Array {
  if (seal.length !== headLength + macLength || seal[0] !== magic || seal[1] !== format) {
    throw new BadEnvelope();
  }
  return seal.subarray(3, headLength);
}

export function isRowWhole(key: DataKey, tenant: string, it: SealedRow): boolean {
  return isSameBytes(sealRow(key, tenant, it), it.seal);
}
