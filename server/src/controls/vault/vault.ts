// What the vault hands out. Many rooms get the sealer, which cannot open; one gets the opener, whose results come in a box
// that does not print; `retag`, and `reencrypt` beside this file, tag a value and seal it again without showing it.
import { isSameBytes, Secret } from '../../kernel/crypto/index.ts';
import type { IndexName, Keyring, Wanted } from '../keys/index.ts';
import type { Bytes, ObjectPlace } from './chunks.ts';
import { commit, openDetail, sealDetail } from './detail.ts';
import type { Commitment, DetailToOpen, DetailToSeal } from './detail.ts';
import { whereOf } from './field.ts';
import type { Fingerprint, Sought } from './fingerprint.ts';
import { checkRows, openFields, prepareSealer, sealFields, sealRows } from './key-use.ts';
import type { PreparedSealer } from './key-use.ts';
import { openObject, readObject, sealObject, storeObject } from './objects.ts';
import type { ObjectToStore, OpenedObject } from './objects.ts';
import { SealBroken } from './place.ts';
import type { FieldToOpen, FieldToSeal, Place, Tx, Value } from './place.ts';
import type { RowToSeal, SealedRow } from './row-seal.ts';

export interface Sealer {
  /** For many at once: their keys in one statement, and then sealing that asks for none. */
  prepared(tx: Tx, wanted: readonly Wanted[]): Promise<PreparedSealer>;
  /** Columns of one place. */
  seal(tx: Tx, place: Place, fields: ReadonlyMap<string, Value>): Promise<Map<string, Buffer>>;
  /** Any fields of any subjects, in order: one statement for all keys. */
  sealMany(tx: Tx, fields: readonly FieldToSeal[]): Promise<Buffer[]>;
  rowSeal(tx: Tx, row: RowToSeal): Promise<Buffer>;
  rowSealMany(tx: Tx, rows: readonly RowToSeal[]): Promise<Buffer[]>;
  /** Throws SealBroken at the first row that is not what was sealed; opens nothing. */
  checkRows(tx: Tx, rows: readonly SealedRow[]): Promise<void>;
  sealDetail(tx: Tx, detail: DetailToSeal): Promise<Buffer>;
  commit(text: Value): Commitment;
  /** Chunks for a table of the caller's own. */
  sealChunks(tx: Tx, object: ObjectPlace & { readonly source: Bytes }): AsyncGenerator<Buffer>;
  /** Into the vault's tables. */
  storeObject(tx: Tx, object: ObjectToStore): Promise<{ object: string; chunks: number }>;
  /** Opaque pseudonyms (32 hex) of subjects for the audit log. */
  trailOf(tx: Tx, subject: string): Promise<string>;
  trailsOf(tx: Tx, subjects: readonly string[]): Promise<string[]>;
  /** Of a subject that has just been given its id: makes its key. */
  trailOfNew(tx: Tx, subject: string): Promise<string>;
}

export interface Opener {
  open(
    tx: Tx,
    place: Place,
    it: { readonly fields: ReadonlyMap<string, Uint8Array>; readonly row?: SealedRow },
  ): Promise<Map<string, Secret<Buffer>>>;
  /** Rows, when given, are checked first, and every field must be one of theirs. */
  openMany(
    tx: Tx,
    fields: readonly FieldToOpen[],
    rows?: readonly SealedRow[],
  ): Promise<Secret<Buffer>[]>;
  openDetail(tx: Tx, detail: DetailToOpen): Promise<Secret<Buffer>>;
  openChunks(tx: Tx, object: ObjectPlace & { readonly envelopes: Bytes }): AsyncGenerator<Buffer>;
  readObject(
    tx: Tx,
    object: { readonly subject: string; readonly object: string },
  ): Promise<OpenedObject | undefined>;
}

export function createSealer(keyring: Keyring): Sealer {
  const rowSealMany: Sealer['rowSealMany'] = (tx, rows) => sealRows(keyring, tx, rows);
  return {
    prepared: (tx, wanted) => prepareSealer(keyring, tx, wanted),
    async seal(tx, place, fields) {
      const columns = [...fields];
      const listed = columns.map(([column, value]) => ({ ...place, column, value }));
      const sealed = await sealFields(keyring, tx, listed);
      return new Map(columns.map(([column], index) => [column, sealed[index] ?? Buffer.alloc(0)]));
    },
    sealMany: (tx, fields) => sealFields(keyring, tx, fields),
    async rowSeal(tx, row) {
      const [seal] = await rowSealMany(tx, [row]);
      if (!seal) throw new SealBroken('row', row.table);
      return seal;
    },
    rowSealMany,
    checkRows: (tx, rows) => checkRows(keyring, tx, rows),
    sealDetail: (tx, detail) => sealDetail(keyring, tx, detail),
    commit,
    sealChunks: (tx, object) => sealObject(keyring, tx, object),
    storeObject: (tx, object) => storeObject(keyring, tx, object),
    trailOf: (tx, subject) => keyring.trailOf(tx, subject),
    trailsOf: (tx, subjects) => keyring.trailsOf(tx, subjects),
    trailOfNew: (tx, subject) => keyring.trailOfNew(tx, subject),
  };
}

/** An envelope that is authentic but no longer in its row is an older value put back. */
function refuseStrangers(fields: readonly FieldToOpen[], rows: readonly SealedRow[]): void {
  const current = new Map<string, Set<Uint8Array>>();
  for (const row of rows) {
    const envelopes = current.get(row.subject) ?? new Set();
    for (const bytes of row.fields.values()) envelopes.add(bytes);
    current.set(row.subject, envelopes);
  }
  for (const it of fields) {
    const envelopes = current.get(it.subject);
    // Mostly the very bytes that were read; a copy of them is looked for one by one.
    const isCurrent = envelopes?.has(it.envelope) || [...(envelopes ?? [])].some((bytes) => isSameBytes(bytes, it.envelope)); // prettier-ignore
    if (!isCurrent) throw new SealBroken('row', whereOf(it));
  }
}

export function createOpener(keyring: Keyring): Opener {
  // The very row that was whole a moment ago: a search compares a customer's values and then shows its card.
  const whole = new WeakSet<SealedRow>();
  const openMany: Opener['openMany'] = async (tx, fields, rows) => {
    if (rows) {
      await checkRows(
        keyring,
        tx,
        rows.filter((it) => !whole.has(it)),
      );
      for (const it of rows) whole.add(it);
      refuseStrangers(fields, rows);
    }
    return (await openFields(keyring, tx, fields)).map((value) => new Secret(value));
  };
  return {
    async open(tx, place, { fields, row }) {
      const listed = [...fields].map(([column, envelope]) => ({ ...place, column, envelope }));
      const opened = await openMany(tx, listed, row && [row]);
      return new Map(opened.map((value, index) => [listed[index]?.column ?? '', value] as const));
    },
    openMany,
    openDetail: async (tx, detail) => new Secret(await openDetail(keyring, tx, detail)),
    openChunks: (tx, object) => openObject(keyring, tx, object),
    readObject: (tx, object) => readObject(keyring, tx, object),
  };
}

/** New fingerprints of values that are sealed already, when the key of an index is replaced. */
export interface ToRetag {
  /** Checked before anything of it is opened. */
  readonly row: SealedRow;
  readonly index: IndexName;
  /**
   * What the index is made of, by part (`Sought`): a sealed field of the row, or a word that is no secret, such as a branch. None
   * where a part is not kept: the row is looked at all the same.
   */
  readonly parts: Readonly<Record<string, FieldToOpen | string>>;
}

/** In order; undefined where a part is no text, so that there is nothing to be found by. */
export type Retag = (tx: Tx, its: readonly ToRetag[]) => Promise<(Buffer | undefined)[]>;

export function createRetag(opener: Pick<Opener, 'openMany'>, fingerprint: Fingerprint): Retag {
  return async (tx, its) => {
    const fields = its.flatMap((it) => Object.values(it.parts).filter(isField));
    const rows = [...new Set(its.map((it) => it.row))];
    const opened = await opener.openMany(tx, fields, rows);
    const texts = new Map(fields.map((field, at) => [field, textIn(opened[at]?.reveal())]));
    const tags: (Buffer | undefined)[] = [];
    for (const { index, parts } of its) {
      const words = Object.entries(parts).map(
        ([name, part]) => [name, isField(part) ? texts.get(part) : part] as const,
      );
      const isWhole =
        words.length > 0 && words.every(([, word]) => word !== undefined && word !== '');
      const sought = { index, ...Object.fromEntries(words) } as Sought;
      tags.push(isWhole ? await fingerprint.of(sought) : undefined);
    }
    return tags;
  };
}

const isField = (part: FieldToOpen | string): part is FieldToOpen => typeof part !== 'string';

/** Values are sealed as canonical JSON; a structured one is in no index. */
function textIn(bytes: Buffer | undefined): string | undefined {
  if (!bytes) return undefined;
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  bytes.fill(0);
  return typeof value === 'string' ? value : undefined;
}
