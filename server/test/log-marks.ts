// Where the log stands, and what came of one act since: for tests that count what a request left behind.
import type { Harness } from './harness.ts';

/** Results in the log of one act since an entry. */
export async function resultsOf({ app }: Harness, act: string, since: string): Promise<string[]> {
  const { entries } = await app.audit.read({ act }, { limit: 50 });
  return entries.filter(({ entry }) => entry.id > since).map(({ entry }) => entry.result);
}

/** The last entry there is. */
export async function markOf({ app }: Harness): Promise<string> {
  const { entries } = await app.audit.read({}, { limit: 1 });
  return entries[0]?.entry.id ?? '';
}
