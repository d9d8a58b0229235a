// A shredding, and what it says of itself: pure. How far it has come is derived from what stands in the ledgers, never stored.
import type { ShreddingCard } from '@shouxin/contract';

export interface Shredding {
  readonly shredding: string;
  readonly customer: string;
  readonly number: string;
  /** Retention class; null: everything. */
  readonly class: string | null;
  readonly classes: readonly string[];
  /** By name of the customer's key: the oldest version of its bucket's key that still opened when it was approved. */
  readonly oldest: Readonly<Record<string, number>>;
  readonly proposal: string;
  readonly proposedBy: string;
  readonly approvedBy: string;
  readonly proposedByName: string;
  readonly approvedByName: string;
  readonly approvedAt: Date;
}

export interface Standing {
  /** When its keys were destroyed, the last time that was needed. */
  readonly destroyedAt: Date | null;
  readonly effectiveAt: Date | null;
  readonly certifiedAt: Date | null;
  readonly entry: string | null;
  readonly statement: string | null;
}

export type StoredShredding = Shredding & Standing;

export function stateOf(it: Standing): ShreddingCard['state'] {
  if (it.certifiedAt !== null) return 'certified';
  return it.effectiveAt === null ? 'destroying' : 'waiting';
}

export function cardOf(it: StoredShredding): ShreddingCard {
  return {
    shredding: it.shredding,
    number: it.number,
    class: it.class,
    state: stateOf(it),
    proposedBy: it.proposedByName,
    approvedBy: it.approvedByName,
    approvedAt: it.approvedAt.toISOString(),
    effectiveAt: it.effectiveAt?.toISOString() ?? null,
    certifiedAt: it.certifiedAt?.toISOString() ?? null,
  };
}

/** Which of a subject's keys the order covers; of a whole customer also one that was made meanwhile. */
export function isCovered(it: Shredding, key: { readonly class: string }): boolean {
  return it.class === null || it.classes.includes(key.class);
}
