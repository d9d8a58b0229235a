// Bucket keys replaced at full service (NIST SP 800-57, SECURITY threat 29): new versions take over, the customer keys are
// wrapped again some hundred at a time, and older versions are put out of use only when they wrap nothing. Every piece is a
// transaction of its own with its entry, and what is left is read from the tables, so a kill at any point is harmless.
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import { invariant } from '../../../kernel/invariant.ts';
import { unwrapOne, wrapContext, type CustomerKeyParts } from '../customer-keys.ts';
import { bucketName } from '../hierarchy.ts';
import type { KeyState } from '../providers/provider.ts';
import type { ProviderKeys } from '../providers/provider-keys.ts';
import { lockForReplacing, replaceKeys, type Wanted, type WrappedKey } from '../store.ts';
import { advanceSteps, keysBelow, type KeyBelow } from './store.ts';
import { beginVersions, endVersions } from './versions.ts';

export interface RewrapParts {
  readonly db: Tx;
  readonly keys: ProviderKeys;
  readonly wrapping: Pick<CustomerKeyParts, 'provider' | 'tenant' | 'suite'>;
  /** Ends the leases of this process. */
  readonly forget: (wanted: readonly Wanted[]) => void;
  readonly runDuty: <R>(act: 'keys.rewrap', step: (call: Call) => Promise<R>) => Promise<R>;
}

const keysAtOnce = 500;

/** Wraps one customer key again under another version of its bucket's key. */
export async function wrapAgain(
  { wrapping }: Pick<RewrapParts, 'wrapping'>,
  row: WrappedKey,
  to: { readonly epoch: number; readonly state?: KeyState },
): Promise<WrappedKey> {
  const key = await unwrapOne(wrapping, row);
  const moved = { ...row, ...to };
  const id = `${bucketName(row.bucket)}#${to.epoch}`;
  const wrapped = await wrapping.provider.wrap(id, key, wrapContext(wrapping.tenant, moved));
  return { ...moved, wrapped };
}

/** Replaces the keys of every bucket of a rotation; where it had begun before, it goes on. */
export async function rewrapBuckets(parts: RewrapParts, rotation: string): Promise<void> {
  const steps = await beginVersions(parts, rotation);
  for (let isLeft = true; isLeft;) {
    const done = await parts.runDuty('keys.rewrap', (call) => rewrapSome(parts, call, rotation));
    // Committed, so that nobody takes what was before into a lease again.
    parts.forget(done.exposed);
    isLeft = done.isLeft;
  }
  await endVersions(parts, rotation, steps);
}

interface Rewrapped {
  /** Whether there may be more. */
  readonly isLeft: boolean;
  readonly exposed: readonly Wanted[];
}

async function rewrapSome(parts: RewrapParts, call: Call, rotation: string): Promise<Rewrapped> {
  const asked = { rotation, max: keysAtOnce };
  let rows = await keysBelow(call.tx, asked);
  if (rows.length === 0) {
    // Whoever made keys under an old version has committed by now, and who comes later uses the new one.
    await lockForReplacing(call.tx);
    rows = await keysBelow(call.tx, asked);
  }
  const next = await Promise.all(rows.map((row) => wrapAgain(parts, row, after(row))));
  invariant((await replaceKeys(call.tx, next)) === rows.length, 'every key was wrapped again');
  await advanceSteps(call.tx, rotation, rows);
  call.append({ count: rows.length, facts: { rotation } });
  const exposed = next.filter(({ state }) => state === 'compromised');
  return { isLeft: rows.length > 0, exposed };
}

/** Whoever had the bucket's key and a stolen table had these keys too: they open what they sealed, and seal no more. */
function after({ epoch: before, compromised, version: epoch }: KeyBelow) {
  return before === compromised ? { epoch, state: 'compromised' as const } : { epoch };
}
