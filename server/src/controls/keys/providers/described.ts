// What may be done with a key by what is known of it, what it becomes, and the form of what it wrapped: the same for every
// provider that keeps its keys somewhere else than in this program.
import {
  NotAuthentic,
  openFrame,
  type Framed,
  type SuiteId,
} from '../../../kernel/crypto/index.ts';
import {
  KeyRefused,
  mayBecome,
  type KeyContext,
  type KeyDescription,
  type KeySpec,
  type KeyState,
  type KeyUse,
} from './provider.ts';

export interface Need {
  readonly use: KeyUse;
  readonly context: KeyContext;
  readonly may: (state: KeyState) => boolean;
}

/** The key, if it is there, made for this use and this context, and in a state that permits it. */
export function requireKey(key: KeyDescription | undefined, need: Need): KeyDescription {
  if (!key) throw new KeyRefused('unknown');
  if (key.state === 'destroyed') throw new KeyRefused('destroyed');
  if (key.use !== need.use) throw new KeyRefused('wrong-use');
  if (key.label !== need.context[0]) throw new KeyRefused('wrong-context');
  if (!need.may(key.state)) throw new KeyRefused('wrong-state');
  return key;
}

/** The next version of each name, in the order asked for. */
export function describeNext(
  known: Iterable<KeyDescription>,
  specs: readonly KeySpec[],
  at: string,
): KeyDescription[] {
  const versions = new Map<string, number>();
  for (const { name, version } of known) {
    versions.set(name, Math.max(versions.get(name) ?? 0, version));
  }
  return specs.map((spec) => {
    const version = (versions.get(spec.name) ?? 0) + 1;
    versions.set(spec.name, version);
    const id = `${spec.name}#${version}`;
    return { ...spec, id, version, state: 'active', createdAt: at, changedAt: at };
  });
}

export function describeMoved(
  key: KeyDescription | undefined,
  { to, at }: { readonly to: KeyState; readonly at: string },
): KeyDescription {
  if (!key) throw new KeyRefused('unknown');
  if (!mayBecome(key.state, to)) throw new KeyRefused('wrong-state');
  return { ...key, state: to, changedAt: at };
}

/** What was wrapped under a key of this suite, taken apart: nobody has asked yet whether it is authentic. */
export function frameOf(suite: SuiteId, wrapped: Uint8Array): Framed {
  try {
    return openFrame(suite, wrapped);
  } catch (error) {
    throw error instanceof NotAuthentic ? new KeyRefused('not-authentic') : error;
  }
}
