// One field, sealed and opened. Pure and synchronous once the key is leased; the associated data of a record is built
// once and only column and version are written per field, because reading a customer opens dozens of them.
import {
  BadEnvelope,
  encodeParts,
  flags,
  NotAuthentic,
  openEnvelope,
  PartTooLong,
  sealEnvelope,
  UnknownSuite,
  type DataKey,
  type EnvelopeKey,
} from '../../kernel/crypto/index.ts';
import { SealBroken, type FieldPlace, type FieldToOpen, type FieldToSeal } from './place.ts';

const fieldLabel = 'shouxin/field/v1';
const recordLabel = 'shouxin/rk/v1';

/** A record's key with the parts of its associated data that all its fields share. */
export interface RecordKey {
  readonly key: EnvelopeKey;
  /** 1 label, 2 tenant, 3 table */
  readonly before: Buffer;
  /** 5 customer, 6 record */
  readonly between: Buffer;
  /** 8 suite, 9 kid */
  readonly after: Buffer;
}

export function recordKeyOf(key: DataKey, tenant: string, it: FieldPlace): RecordKey {
  const { subject, table, record } = it;
  return {
    key: key.envelopeKey({ label: recordLabel, context: [table, record] }),
    before: encodeParts([fieldLabel, tenant, table]),
    between: encodeParts([subject, record], 5),
    after: encodeParts([Buffer.of(key.suite.id), key.kid], 8),
  };
}

/** The cipher copies its associated data at once, so one place to build them is enough. */
const bench = Buffer.alloc(4096);

/** The same bytes as encodeParts of all nine parts, with 4 column and 7 version written in between. Valid until the next. */
export function bindField(by: RecordKey, it: FieldPlace): Buffer {
  const { before, between, after } = by;
  const { column, version } = it;
  const fixedLength = before.length + between.length + after.length + 14;
  const isBindable = Number.isSafeInteger(version) && version >= 0;
  if (!isBindable || fixedLength + column.length * 3 > bench.length) throw new PartTooLong();
  bench.set(before);
  const written = bench.write(column, before.length + 3);
  writeHead(before.length, 4, written);
  let at = before.length + 3 + written;
  bench.set(between, at);
  at += between.length;
  writeHead(at, 7, 8);
  bench.writeUInt32BE(Math.floor(version / 0x1_0000_0000), at + 3);
  bench.writeUInt32BE(version % 0x1_0000_0000, at + 7);
  bench.set(after, at + 11);
  return bench.subarray(0, at + 11 + after.length);
}

function writeHead(at: number, position: number, length: number): void {
  bench[at] = position;
  bench.writeUInt16BE(length, at + 1);
}

export function sealField(by: RecordKey, it: FieldToSeal): Buffer {
  return sealEnvelope(by.key, { aad: bindField(by, it), value: it.value, flag: flags.padded });
}

export function isBroken(error: unknown): boolean {
  return (
    error instanceof NotAuthentic || error instanceof BadEnvelope || error instanceof UnknownSuite
  );
}

export const whereOf = (it: FieldPlace): string => `${it.table}.${it.column} of ${it.record}`;

export function openField(by: RecordKey, it: FieldToOpen): Buffer {
  try {
    const aad = bindField(by, it);
    return openEnvelope(by.key, { aad, envelope: it.envelope, flag: flags.padded });
  } catch (error) {
    throw isBroken(error) ? new SealBroken('field', whereOf(it)) : error;
  }
}
