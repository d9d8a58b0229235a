// Who is signed in, in memory. Signing out empties everything the page knew of customers.
import { operations, type Me } from '@shouxin/contract';
import { createClient, createSessionProofs } from '@shouxin/client';
import { QueryClient } from '@tanstack/react-query';
import { browserKeeper } from './browser-keeper.ts';
import { createStore } from './store.ts';

export const session = createStore<Me | null>(null);

/** When the server last answered this session: the idle limit counts from here. */
export const lastAnswerAt = createStore(Date.now());

const proofs = createSessionProofs({ keeper: browserKeeper });

export const client = createClient({ csrf: () => session.get()?.csrf, proofs });

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, gcTime: 60_000, refetchOnReconnect: false },
    mutations: { retry: false },
  },
});

const leaving = new Set<() => void>();

/** Run when the session ends: a store that holds anything personal registers its own emptying here. */
export function onLeave(forget: () => void): void {
  leaving.add(forget);
}

export function enter(me: Me): void {
  const before = session.get();
  if (before && before.account !== me.account) forgetAll();
  session.set(me);
  lastAnswerAt.set(Date.now());
}

export async function loadSession(): Promise<void> {
  const found = await client.call(operations.identity.session, {}).catch(() => null);
  if (found?.me) enter(found.me);
}

export async function signOut(): Promise<void> {
  await client.call(operations.identity.signOut, {}).catch(() => null);
  await proofs.forget();
  forgetAll();
  session.set(null);
}

function forgetAll(): void {
  queryClient.clear();
  for (const forget of leaving) forget();
}
