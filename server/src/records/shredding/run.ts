// The work of a shredding: keys first, then the wait until no lease can be in use, the certificate last. Each step looks at what
// is left to do, so that a kill anywhere is finished at the next start, and nothing is certified that is not so (threats 27, 28).
import { transaction } from '../../kernel/database.ts';
import { issue } from './certificate.ts';
import { followClasses } from './follow.ts';
import type { ShreddingParts } from './index.ts';
import { isCovered, type StoredShredding } from './shredding.ts';
import { findShredding, insertDestruction, unfinished } from './store.ts';

export type ShreddingDuty = 'shredding.destroy' | 'shredding.certify' | 'shredding.follow';

export function createDuties(parts: ShreddingParts) {
  const { db, enqueue } = parts;
  return {
    duties: {
      'shredding.destroy': ({ shredding }: Readonly<Record<string, string>>) =>
        destroy(parts, shredding ?? ''),
    },
    /** At start: what was under way when the server stopped goes on. */
    resume: async () => {
      await followClasses(parts);
      await transaction(db, async (tx) => {
        for (const { shredding } of await unfinished(tx))
          await enqueue(tx, 'shredding.destroy', { shredding });
      });
    },
    /** Now and then: certificates of those whose leases have ended. */
    certifyDue: () => certifyDue(parts),
  };
}

async function livingOf({ db, keys }: ShreddingParts, it: StoredShredding) {
  const held = await keys.heldBy(db, it.customer);
  return held
    .filter((key) => key.state !== 'destroyed' && isCovered(it, key))
    .map((key) => ({ subject: it.customer, class: key.class }));
}

/** Destroying again what is destroyed changes nothing; the wait then begins anew. */
async function destroy(parts: ShreddingParts, shredding: string): Promise<void> {
  const it = await findShredding(parts.db, shredding);
  if (!it || it.certifiedAt !== null) return;
  const doomed = await livingOf(parts, it);
  if (it.destroyedAt !== null && doomed.length === 0) return;
  const { leasesEndInMs, destroyed } = await parts.keys.shred(doomed);
  await parts.runDuty('shredding.destroy', async (call) => {
    const effectiveAt = new Date(call.at.getTime() + leasesEndInMs);
    await insertDestruction(call.tx, { shredding, at: call.at, effectiveAt });
    call.append({ count: doomed.length, facts: { shredding, versions: destroyed.length } });
  });
}

async function certifyDue(parts: ShreddingParts): Promise<void> {
  const failures: unknown[] = [];
  for (const it of await unfinished(parts.db)) {
    const { effectiveAt } = it;
    if (effectiveAt === null || effectiveAt > parts.clock.now()) continue;
    // One that cannot be certified does not keep the others waiting; the clock comes back to it.
    await certify(parts, it).catch((error: unknown) => void failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function certify(parts: ShreddingParts, it: StoredShredding): Promise<void> {
  // A key that was being made while the order was approved.
  if ((await livingOf(parts, it)).length > 0) return destroy(parts, it.shredding);
  return parts.runDuty('shredding.certify', (call) => issue(parts, call, it));
}
