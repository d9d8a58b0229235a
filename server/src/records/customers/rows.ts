// What the store takes and gives: rows to insert, and the joined rows of the loading statement as customers (one row for
// each item, the customer repeated on each).
import type { Customer, KeptValue, Origin, PendingValue } from './customer.ts';

export interface NewValue extends Pick<
  KeptValue,
  'item' | 'version' | 'sealed' | 'class' | 'retention' | 'basis' | 'verifiedAt' | 'method'
> {
  readonly customer: string;
  readonly revision: number;
}

export interface Tag {
  readonly customer: string;
  readonly index: string;
  readonly tag: Uint8Array;
}

export interface Change {
  readonly customer: string;
  readonly revision: number;
  readonly origin: Origin;
  readonly seal: Uint8Array;
}

export type NewCustomer = Omit<Customer, 'revision' | 'seal' | 'values' | 'pending'> & {
  /** Full-length tag of kind and number: one document, one customer. */
  readonly document: Uint8Array;
};

export interface Registration {
  readonly customers: readonly NewCustomer[];
  readonly changes: readonly Change[];
  readonly values: readonly NewValue[];
  readonly tags: readonly Tag[];
}

export interface Amendment {
  readonly change: Change;
  readonly values: readonly NewValue[];
  /** Indexes whose tags the change replaces, and the tags that take their place. */
  readonly indexes: readonly string[];
  readonly tags: readonly Tag[];
  /** New full-length tag, when kind or number changed. */
  readonly document?: Uint8Array | undefined;
  /** Proposal whose pending values end with this change. */
  readonly proposal?: string | undefined;
}

/** Whom the tags of an index lead to, at most so many for each tag. */
export interface AskedByTag {
  readonly index: string;
  readonly tags: readonly Uint8Array[];
  readonly max: number;
}

/** Whom to load: by id, by number, or by tags, for several who ask at once. */
export type Wanted =
  | { readonly by: 'customer'; readonly customers: readonly string[] }
  | { readonly by: 'number'; readonly number: string }
  | { readonly by: 'tag'; readonly asked: readonly AskedByTag[] };

export interface Row {
  readonly customer: string;
  readonly number: string;
  readonly unit: string;
  readonly manager: string | null;
  readonly standing: 'normal' | 'restricted';
  readonly trail: string;
  readonly demonstration: boolean;
  readonly customer_batch: string | null;
  readonly created_at: Date;
  readonly last_revision: number;
  readonly seal: Uint8Array;
  readonly item: string | null;
  readonly version: number | null;
  readonly sealed: Uint8Array | null;
  readonly class: string;
  readonly retention: string;
  readonly basis: string;
  readonly verified_at: Date | null;
  readonly verified_by: string | null;
  readonly method: string | null;
  readonly stored_verified_at: Date | null;
  readonly stored_method: string | null;
  readonly revision: number;
  readonly pending_version: number;
  readonly pending_proposal: string | null;
  readonly pending_sealed: Uint8Array;
  readonly pending_retention: string;
  readonly pending_by: string;
  readonly pending_reviewers: { zh: string; en: string };
  readonly pending_at: Date;
  readonly channel: string;
  readonly list: string;
  readonly list_version: number;
  readonly notice: string | null;
  readonly source: string | null;
  readonly batch: string | null;
  readonly file_hash: string | null;
  readonly record: number | null;
  readonly branch_code: string | null;
  readonly teller_code: string | null;
  readonly account: string;
  readonly account_name: string;
  readonly proposal: string | null;
  readonly at: Date;
}

export function customersOf(rows: readonly Row[]): Customer[] {
  return [...Map.groupBy(rows, (row) => row.customer).values()].flatMap((its) => {
    const [first] = its;
    if (!first) return [];
    return {
      customer: first.customer,
      number: first.number,
      unit: first.unit,
      manager: first.manager,
      standing: first.standing,
      trail: first.trail,
      demonstration: first.demonstration,
      batch: first.customer_batch,
      createdAt: first.created_at,
      revision: first.last_revision,
      seal: first.seal,
      values: its.flatMap(valueOf),
      pending: its.flatMap(pendingOf),
    };
  });
}

function valueOf(row: Row): KeptValue[] {
  if (row.item === null || row.version === null || row.sealed === null) return [];
  return [
    {
      item: row.item,
      version: row.version,
      revision: row.revision,
      sealed: row.sealed,
      class: row.class,
      retention: row.retention,
      basis: row.basis,
      verifiedAt: row.verified_at,
      verifiedBy: row.verified_by,
      method: row.method,
      stored: { verifiedAt: row.stored_verified_at, method: row.stored_method },
      origin: originOf(row),
    },
  ];
}

function originOf(row: Row): KeptValue['origin'] {
  return {
    channel: row.channel,
    list: row.list,
    listVersion: row.list_version,
    notice: row.notice ?? undefined,
    source: row.source ?? undefined,
    batch: row.batch ?? undefined,
    fileHash: row.file_hash ?? undefined,
    record: row.record ?? undefined,
    branchCode: row.branch_code ?? undefined,
    tellerCode: row.teller_code ?? undefined,
    account: row.account,
    accountName: row.account_name,
    proposal: row.proposal ?? undefined,
    at: row.at,
  };
}

function pendingOf(row: Row): PendingValue[] {
  if (row.item === null || row.pending_proposal === null) return [];
  return [
    {
      item: row.item,
      version: row.pending_version,
      proposal: row.pending_proposal,
      sealed: row.pending_sealed,
      retention: row.pending_retention,
      by: row.pending_by,
      reviewers: row.pending_reviewers,
      at: row.pending_at,
    },
  ];
}
