// Where a sealed value belongs. Every word of it is bound into the ciphertext, so that a value moved to another customer,
// record, column or version does not open (SECURITY 4.2, threat 3).
import type { Tx } from '../../kernel/database.ts';
import type { Grade } from '../keys/index.ts';

export type { Tx };
export type Value = string | Uint8Array;

export interface Place {
  /** Opaque subject whose key seals. */
  readonly subject: string;
  /** Retention class: chooses the key, so that one class can be shredded alone. */
  readonly class: string;
  /** `schema.table` */
  readonly table: string;
  readonly record: string;
  /** Version of the field: an older value put back does not open as the newer one. */
  readonly version: number;
}

export interface FieldPlace extends Place {
  readonly column: string;
}

export interface FieldToSeal extends FieldPlace {
  /** Chooses the suite, where the rules say so; in what is sealed the suite itself is bound. */
  readonly grade?: Grade;
  readonly value: Value;
}

export interface FieldToOpen extends FieldPlace {
  readonly envelope: Uint8Array;
}

export type Broken = 'field' | 'row' | 'object' | 'detail';

/** Something stored is not what was sealed there: an incident, not an input error. Names the place, never a value. */
export class SealBroken extends Error {
  readonly broken: Broken;
  readonly where: string;

  constructor(broken: Broken, where: string) {
    super(`broken seal (${broken}): ${where}`);
    this.name = 'SealBroken';
    this.broken = broken;
    this.where = where;
  }
}
