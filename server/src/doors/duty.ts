// Work that nobody asked for just now: scheduled and queued duties. Like perform, one transaction with its entry; the actor
// is a job of its own name, so that the log never says a person did what a timer did.
import type { EntryToAppend } from '@shouxin/contract/proof';
import type { Actor, Call } from '../kernel/call.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/crypto/index.ts';
import { transaction, type Tx } from '../kernel/database.ts';
import { invariant } from '../kernel/invariant.ts';
import { entriesOf, type Draft, type SealReference } from './trace.ts';

export interface DutyParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly audit: {
    newId(): string;
    appendIn(tx: Tx, entries: readonly EntryToAppend[]): Promise<unknown>;
  };
  readonly sealReference: SealReference;
}

/** Runs one step of a duty in a transaction; the step must append at least one entry. */
export type RunDuty = <R>(act: string, step: (call: Call) => Promise<R>) => Promise<R>;

/** The job's fixed identity in the log; not an account and not able to sign in. */
const jobId = '00000000-0000-7000-8000-000000000001';

export function jobActor(act: string): Actor {
  return {
    kind: 'job',
    id: jobId,
    account: act,
    displayName: act,
    post: 'ops',
    unit: { id: jobId, code: 'system', name: { zh: '系统', en: 'System' } },
    session: '',
    terminal: 'server',
    address: '',
    steppedUp: false,
  };
}

export function createDuty(parts: DutyParts): RunDuty {
  return (act, step) =>
    transaction(
      parts.db,
      async (tx) => {
        const drafts: Draft[] = [];
        const at = parts.clock.now();
        const id = newId(at);
        const actor = jobActor(act);
        const append: Call['append'] = (draft) => {
          const entry = parts.audit.newId();
          drafts.push({ ...draft, id: entry });
          return entry;
        };
        const result = await step({ id, operation: act, at, actor, tx, reply: {}, append });
        invariant(drafts.length > 0, 'a duty ended without a trace');
        const origin = {
          operation: act,
          request: id,
          at,
          actor,
          terminal: 'server',
          address: '',
          purpose: undefined,
        };
        await parts.audit.appendIn(tx, await entriesOf(origin, drafts, parts.sealReference));
        return result;
      },
      { retriesMax: 3 },
    );
}
