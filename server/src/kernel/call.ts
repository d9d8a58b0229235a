// One act of one actor: who, why, when, in which transaction. It is an explicit parameter everywhere, never ambient,
// so that a lost async context cannot lose the actor (SECURITY pitfall 16). What it appends is what the log will say.
import type { Post, Purpose, Words } from '@shouxin/contract';
import type { Tx } from './database.ts';

export interface Actor {
  readonly kind: 'staff' | 'job' | 'command';
  /** Account id (UUID); for jobs a fixed id. */
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  readonly post: Post;
  readonly unit: { readonly id: string; readonly code: string; readonly name: Words };
  /** Session id; for jobs the job's id. */
  readonly session: string;
  readonly terminal: string;
  readonly address: string;
  /** A fresh one-time code was given within the step-up window. */
  readonly steppedUp: boolean;
}

export type ItemShown = 'plain' | 'masked' | 'refused' | 'written' | 'used' | 'none';

/** What a function adds to the entry of its call. perform fills in actor, post, unit, purpose, time, request. Never a value. */
export interface EntryDraft {
  /** Who it was, where the call began as nobody's: whom a sign-in proved. */
  readonly actor?: Actor;
  /** Account, or tag of a name, at which a sign-in was tried. */
  readonly tried?: string;
  /** Operation id unless the function did something of its own name. */
  readonly act?: string;
  /** Opaque pseudonym of the subject (32 hex), dies with the subject's key. */
  readonly trail?: string;
  readonly items?: Readonly<Record<string, ItemShown>>;
  readonly decision?: 'allow' | 'mask' | 'refuse' | 'none';
  readonly rules?: readonly string[];
  readonly policyVersion?: string;
  readonly basis?: string;
  /** Only where the system states it for its own duty (review, import, audit); else the call's. */
  readonly purpose?: string;
  readonly result?:
    'done' | 'repeated' | 'proposed' | 'approved' | 'rejected' | 'refused' | 'failed';
  /** Refusal code, when refused. */
  readonly code?: string;
  readonly count?: number;
  /** Small non-personal facts by name, for example {batch: id, list: 'CS-01@1'}. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  /** Detail sealed by the caller under the subject's key or the log key. */
  readonly detail?: Uint8Array;
  /** Salted commitments, hex, by name. */
  readonly commitments?: Readonly<Record<string, string>>;
}

export interface Call {
  /** Request id (UUIDv7). */
  readonly id: string;
  readonly operation: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly purpose?: Purpose;
  /** The transaction of a write; for a read, the pool. */
  readonly tx: Tx;
  /** What the door does beside the answer: a session token to set as cookie, or null to clear it. */
  readonly reply: { sessionToken?: string | null };
  /** Adds an entry to the trace of this call and answers its id, which the receipt names. */
  append(draft: EntryDraft): string;
}

/** An operation's function: input as parsed by the contract, output parsed again before it leaves. */
export type Act<I, O> = (call: Call, input: I) => Promise<O>;
