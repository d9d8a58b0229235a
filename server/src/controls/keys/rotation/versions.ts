// Versions of a key during its rotation: the new one takes over first, what was compromised is put out of use next, and every
// older one at the end, when nothing needs it any more.
import type { Tx } from '../../../kernel/database.ts';
import type { SuiteId } from '../../../kernel/crypto/index.ts';
import { kindOf, specOf } from '../hierarchy.ts';
import type { ProviderKeys } from '../providers/provider-keys.ts';
import type { Step } from './rotation.ts';
import { beginSteps, endSteps, openSteps } from './store.ts';

export interface VersionsParts {
  readonly db: Tx;
  readonly keys: ProviderKeys;
  readonly wrapping: { readonly suite: SuiteId };
}

/** A kill between the two leaves versions too many in the provider, which do nothing and are put out with the others. */
export async function beginVersions(parts: VersionsParts, rotation: string): Promise<Begun[]> {
  const { db, keys, wrapping } = parts;
  const fresh = (await openSteps(db, rotation)).filter(({ version }) => version === null);
  if (fresh.length > 0) {
    const specs = fresh.flatMap(({ name }) => {
      const kind = kindOf(name);
      return kind ? [specOf(kind, name, wrapping.suite)] : [];
    });
    await keys.renewAll(specs);
    const begun = fresh.map(({ name }) => ({ name, version: keys.active(name).version }));
    await beginSteps(db, rotation, begun);
  }
  const steps = (await openSteps(db, rotation)).flatMap((it) =>
    it.version === null ? [] : [{ ...it, version: it.version }],
  );
  await putOut(keys, steps, 'compromised');
  return steps;
}

export type Begun = Step & { readonly version: number };

/** Ending comes last, so that a kill before it comes back here: putting out of use twice changes nothing. */
export async function endVersions(
  { db, keys }: VersionsParts,
  rotation: string,
  steps: readonly Begun[],
): Promise<void> {
  await putOut(keys, steps, 'replaced');
  await endSteps(db, rotation);
}

async function putOut(
  keys: ProviderKeys,
  steps: readonly Begun[],
  which: 'compromised' | 'replaced',
): Promise<void> {
  for (const { name, version: newest, compromised } of steps) {
    for (const { id, version, state } of keys.readable(name)) {
      if (version >= newest || state === 'compromised') continue;
      if (version === compromised) await keys.move(id, 'compromised');
      else if (which === 'replaced' && state === 'active') await keys.move(id, 'deactivated');
    }
  }
}
