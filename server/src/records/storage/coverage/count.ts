// Counting how much is sealed (R3.1.3), as a duty: column by column, in steps of a few thousand rows along the primary key, each
// a short read without a lock, so that a million customers make it longer and nobody slower. Each column is kept when it ends.
import { rule } from '@shouxin/contract/items';
import { sealedColumns } from '../../../controls/keys/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { suites } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { StorageParts } from '../parts.ts';
import { keepCount, keptCounts, walkOnce, type Counted, type ToWalk } from './store.ts';

export type Duty = (payload: Readonly<Record<string, string>>) => Promise<void>;

const stepRows = 5_000;
const hourMs = 3_600_000;
const known = Object.keys(suites).map(Number);

/** Fingerprints open with no key and are counted beside what is sealed. */
const tags: readonly ToWalk[] = [
  { source: 'customers.document.tag', key: { tag: 'bytea' }, form: 'tag', suites: known },
  {
    source: 'customers.fingerprint.tag',
    key: { index: 'text', tag: 'bytea', customer: 'uuid' },
    form: 'tag',
    group: 'index',
    suites: known,
  },
];

export const walks: readonly ToWalk[] = [
  ...sealedColumns.map(({ schema, table, column, key, form, record }): ToWalk => ({
    source: `${schema}.${table}.${column}`,
    key,
    form,
    suites: known,
    ...(record === 'item' && { group: record }),
  })),
  ...tags,
];

export function createCoverage({ db, clock, enqueue }: StorageParts & { readonly clock: Clock }) {
  let isCounting = false;
  return {
    isCounting: () => isCounting,
    /** Of two that are asked for at once one counts. */
    count: async () => {
      if (isCounting) return;
      isCounting = true;
      try {
        for (const it of walks) {
          const counts = await countColumn(db, it);
          await keepCount(db, { source: it.source, counts, countedAt: clock.now() });
        }
      } finally {
        isCounting = false;
      }
    },
    countWhenDue: async () => {
      const kept = await keptCounts(db);
      const oldest = Math.min(...kept.map(({ countedAt }) => countedAt.getTime()));
      const maxAgeMs = rule('storage.coverage.max_age_hours') * hourMs;
      const isDue = kept.length < walks.length || clock.now().getTime() - oldest > maxAgeMs;
      if (isDue) await enqueue(db, 'storage.count-coverage', {});
    },
  };
}

export type Coverage = ReturnType<typeof createCoverage>;

/** Exported for the test that plants a value in clear. */
export async function countColumn(db: Tx, it: ToWalk, max = stepRows): Promise<Counted[]> {
  const sums = new Map<string, Counted>();
  let after: readonly string[] | null = null;
  do {
    const step = await walkOnce(db, it, { after, max });
    for (const one of step.counts) {
      const name = `${one.head}/${one.group}`;
      sums.set(name, { ...one, count: one.count + (sums.get(name)?.count ?? 0) });
    }
    after = step.last;
  } while (after !== null);
  return [...sums.values()];
}
