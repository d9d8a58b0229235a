// Customer keys replaced at full service: put out of use first, and when no process can be sealing under them any more, whatever
// they sealed is sealed again, subject by subject, by the rooms that keep it. What is left is read from the keys, so a kill at any
// point is harmless (SECURITY 4.4, T17; NIST SP 800-57 part 1, 8.3.5).
import type { Call } from '../../../../kernel/call.ts';
import type { Tx } from '../../../../kernel/database.ts';
import { invariant } from '../../../../kernel/invariant.ts';
import type { Wanted } from '../../store.ts';
import type { Step } from '../rotation.ts';
import { advanceSteps, beginSteps, totalSteps } from '../store.ts';
import {
  closeReplaced,
  countLeft,
  exchange,
  putOutSome,
  someLeft,
  type Replaced,
  type SomeLeft,
} from './store.ts';

export type { Replaced } from './store.ts';

/** Puts envelopes of a subject in the place of others; fails where one of those is no longer there. */
export type Exchange = (
  tx: Tx,
  place: string,
  it: {
    readonly subject: string;
    readonly befores: readonly Uint8Array[];
    readonly afters: readonly Uint8Array[];
  },
) => Promise<void>;

/** A room that keeps something sealed under the keys of subjects: seals it again, all of it, and answers how much it was. */
export type Keeper = (call: Call, its: readonly Replaced[], exchange: Exchange) => Promise<number>;

export interface ReencryptParts {
  readonly db: Tx;
  readonly keepers: readonly Keeper[];
  readonly forget: (wanted: readonly Wanted[]) => void;
  readonly leaseMs: number;
  readonly onFault: (error: unknown) => void;
  readonly runDuty: <R>(act: 'keys.reencrypt', step: (call: Call) => Promise<R>) => Promise<R>;
}

/** Name of the one step of such a rotation. */
export const customerStep = 'customer';

const subjectsAtOnce = 20;
const keysAtOnce = 500;
/** Beyond the lease: how long a transaction may be open that had its key before. */
const transactionMs = 60_000;

const exchangeAll: Exchange = async (tx, place, it) => {
  if (it.befores.length === 0) return;
  const count = await exchange(tx, place, it);
  invariant(count === it.befores.length, 'what was read is what is exchanged');
};

export interface ToReencrypt {
  readonly step: Step;
  /** Keys of before the rotation are put out of use; otherwise only what is out of use already is sealed again. */
  readonly isAll: boolean;
}

/** Goes as far as it can now; answers whether nothing is left. */
export async function reencrypt(
  parts: ReencryptParts,
  { step, isAll }: ToReencrypt,
): Promise<boolean> {
  const { db } = parts;
  const { rotation, name, version } = step;
  if (version === null) {
    if (isAll) await putOut(parts, rotation);
    await beginSteps(db, rotation, [{ name, version: 1 }]);
  }
  await totalSteps(db, step, await countLeft(db));
  const broken = new Set<string>();
  const next = () => ({ quietMs: parts.leaseMs + transactionMs, except: [...broken] });
  while ((await someLeft(db, { ...next(), max: 1 })).length > 0) {
    await pass(parts, rotation, { broken, max: subjectsAtOnce, next });
  }
  return (await countLeft(db)) === 0;
}

async function putOut({ forget, runDuty }: ReencryptParts, rotation: string): Promise<void> {
  for (let count = 1; count > 0;) {
    const gone = await runDuty('keys.reencrypt', async (call) => {
      const some = await putOutSome(call.tx, { rotation, max: keysAtOnce });
      call.append({ count: some.length, facts: { rotation, put: 'out-of-use' } });
      return some;
    });
    forget(gone);
    count = gone.length;
  }
}

interface Pass {
  /** Subjects of whom something is not as it was sealed: they stay as they are, and everybody else goes on. */
  readonly broken: Set<string>;
  readonly max: number;
  readonly next: () => Omit<SomeLeft, 'max'>;
}

/** Seals again what some subjects have, or, where that fails, one alone, so that one finds out which it is. */
async function pass(parts: ReencryptParts, rotation: string, it: Pass): Promise<void> {
  let asked: readonly Replaced[] = [];
  try {
    await parts.runDuty('keys.reencrypt', async (call) => {
      asked = await someLeft(call.tx, { ...it.next(), max: it.max });
      let count = 0;
      for (const keep of parts.keepers) count += await keep(call, asked, exchangeAll);
      await closeReplaced(call.tx, asked);
      const done = asked.map(() => ({ name: customerStep }));
      await advanceSteps(call.tx, rotation, done);
      call.append({ count, facts: { rotation, subjects: asked.length } });
    });
  } catch (error) {
    const [only, ...more] = asked;
    if (!only) throw error;
    if (more.length > 0) return pass(parts, rotation, { ...it, max: 1 });
    it.broken.add(only.subject);
    parts.onFault(error);
  }
}
