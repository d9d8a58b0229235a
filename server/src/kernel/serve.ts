// How a room offers its operations to the doors: by operation id, as plain functions. A four-eyes operation is offered as
// two halves, so that no room can run it alone: perform hands `prepare` to approvals and only approvals calls `run`.
import type {
  approvalsOperations,
  FileAnswer,
  InputOf,
  Operation,
  OutputOf,
  Post,
  Words,
} from '@shouxin/contract';
import type { Act, Call } from './call.ts';

/** What waits for the second person. The payload is sealed by approvals before it is stored. */
export interface Prepared {
  /** Id the proposal shall have, when something that waits must name it; else approvals gives one. */
  readonly proposal?: string;
  /** Opaque subject whose key seals the payload; absent: the log key. */
  readonly subject?: { readonly kind: 'customer' | 'batch'; readonly id: string };
  /** Non-personal label, for example a customer number or `CS-01 批次`. */
  readonly label: string;
  readonly title: Words;
  /** JSON the second half needs; may hold values, so it never leaves unsealed. */
  readonly payload: unknown;
  /** Version of the record it was prepared on; compared again at approval. */
  readonly basedOn?: number;
  readonly reviewedBy: Post;
  /** Unit whose reviewers may decide; absent: any unit. */
  readonly unit?: string;
}

export interface Proposer {
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  readonly unit: { readonly id: string; readonly name: Words };
  readonly proposal: string;
  readonly at: Date;
  /** Version of the record that was prepared on. */
  readonly basedOn?: number | undefined;
}

/** What the second person sees of a proposal: everything of the answer of `approvals.view` but the card. */
export type Presented = Omit<OutputOf<typeof approvalsOperations.view>, 'card' | 'receipt'>;

export interface FourEyes<O extends Operation> {
  /** Checks everything and says what to propose, or answers at once when no second person is needed. */
  prepare(call: Call, input: InputOf<O>): Promise<{ propose: Prepared } | { done: OutputOf<O> }>;
  /** Runs in the approver's transaction; checks everything again. */
  run(call: Call, payload: unknown, proposer: Proposer): Promise<void>;
  /** Runs in the rejecting or expiring transaction, to mark what was waiting. */
  dropped?(call: Call, payload: unknown, proposer: Proposer): Promise<void>;
  /** Shows the second person what would happen; values come through disclosure, with the purpose of review. */
  present?(call: Call, payload: unknown, proposer: Proposer): Promise<Presented>;
  /** One document image of the proposal. */
  image?(call: Call, payload: unknown, image: string): Promise<FileAnswer>;
}

export type Route<O extends Operation = Operation> = Act<InputOf<O>, OutputOf<O>> | FourEyes<O>;

/** Routes of one room; the type says which operations are missing. */
export type RoutesOf<T extends Record<string, Operation>> = {
  readonly [K in keyof T]: T[K] extends { fourEyes: string }
    ? FourEyes<T[K]>
    : Act<InputOf<T[K]>, OutputOf<T[K]>>;
};

export type Routes = ReadonlyMap<string, Route>;

export function isFourEyes(route: Route): route is FourEyes<Operation> {
  return typeof route !== 'function';
}

/** Joins a room's operations and functions into the table that perform reads. */
export function routesOf<T extends Record<string, Operation>>(
  operations: T,
  acts: Partial<RoutesOf<T>>,
): [string, Route][] {
  return Object.entries(acts).map(([name, act]) => {
    const operation = operations[name];
    if (!operation) throw new Error(`no operation named ${name}`);
    return [operation.id, act];
  });
}
