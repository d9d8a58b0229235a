// Keeps the key that binds the session to this browser over a reload: IndexedDB stores a CryptoKey whose bytes no script can read.
// Where the browser keeps nothing (a private window), the session ends with the page.
import type { HeldProof, ProofKeeper } from '@shouxin/client';

const [database, store, place] = ['shouxin', 'session', 'proof'];

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('not kept')));
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
  const opened = await answerOf(opening);
  try {
    return await answerOf(work(opened.transaction(store, mode).objectStore(store)));
  } finally {
    opened.close();
  }
}

export const browserKeeper: ProofKeeper = {
  load: () =>
    within('readonly', (it) => it.get(place) as IDBRequest<HeldProof | undefined>).catch(
      () => undefined,
    ),
  keep: async (held) => {
    const change = (it: IDBObjectStore) => it.put(held, place);
    await within('readwrite', change).catch(() => undefined);
  },
};
