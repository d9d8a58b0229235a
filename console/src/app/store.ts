// A value in memory that components follow: session, purpose in force, open questions. Nothing here is ever written to
// the browser's storage, so closing the page forgets it.
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  readonly get: () => T;
  readonly set: (next: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A question to the person that code may wait for; asked once even when several callers need the answer. */
export interface Question<A> {
  readonly open: Store<boolean>;
  readonly ask: () => Promise<A | undefined>;
  readonly answer: (answer: A | undefined) => void;
}

export function createQuestion<A>(): Question<A> {
  const open = createStore(false);
  let waiting: {
    promise: Promise<A | undefined>;
    resolve: (answer: A | undefined) => void;
  } | null = null;
  return {
    open,
    ask: () => {
      if (!waiting) {
        const { promise, resolve } = Promise.withResolvers<A | undefined>();
        waiting = { promise, resolve };
        open.set(true);
      }
      return waiting.promise;
    },
    answer: (answer) => {
      waiting?.resolve(answer);
      waiting = null;
      open.set(false);
    },
  };
}
