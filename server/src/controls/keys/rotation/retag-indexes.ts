// Keys of the indexes replaced at full service: from the moment a new version exists tags are made with it, searches find by
// either, and the tags of before are made again some hundred customers at a time (SECURITY 4.5, decision 0010).
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import { indexOf, type IndexName } from '../hierarchy.ts';
import { advanceSteps, startOf, totalSteps } from './store.ts';
import { beginVersions, endVersions, type Begun, type VersionsParts } from './versions.ts';

/** Of the room that keeps the tags. */
export interface Tags {
  /** Tags that are not of this version of the index's key. */
  left(tx: Tx, it: { readonly index: IndexName; readonly version: number }): Promise<number>;
  /** Makes tags of at most so many customers again; answers of how many, 0 when none is left. */
  some(
    tx: Tx,
    it: { readonly index: IndexName; readonly version: number },
    max: number,
  ): Promise<number>;
  /** Makes tags again of who changed since then; answers where to go on, undefined at the end. */
  amended(
    tx: Tx,
    it: {
      readonly index: IndexName;
      readonly since: Date;
      readonly after: string;
      readonly max: number;
    },
  ): Promise<string | undefined>;
}

export interface RetagParts extends VersionsParts {
  readonly tags: Tags;
  readonly runDuty: <R>(act: 'keys.retag', step: (call: Call) => Promise<R>) => Promise<R>;
}

const customersAtOnce = 200;
const first = '00000000-0000-0000-0000-000000000000';

export async function retagIndexes(parts: RetagParts, rotation: string): Promise<void> {
  const steps = await beginVersions(parts, rotation);
  for (const step of steps) await retagIndex(parts, step);
  await endVersions(parts, rotation, steps);
}

async function retagIndex(parts: RetagParts, step: Begun): Promise<void> {
  const { db, tags, runDuty } = parts;
  const index = indexOf(step.name);
  const asked = { index, version: step.version };
  await totalSteps(db, step, await tags.left(db, asked));
  for (let isLeft = true; isLeft;) {
    isLeft = await runDuty('keys.retag', async (call) => {
      const count = await tags.some(call.tx, asked, customersAtOnce);
      const done = Array.from({ length: count }, () => step);
      await advanceSteps(call.tx, step.rotation, done);
      call.append({ count, facts: { rotation: step.rotation, index } });
      return count > 0;
    });
  }
  await settle(parts, step, index);
}

/** A change that was under way while its customer's tags were made again may have left one of the value before. */
async function settle({ db, tags, runDuty }: RetagParts, step: Begun, index: IndexName) {
  const since = await startOf(db, step.rotation);
  for (let after: string | undefined = first; after !== undefined;) {
    const from: string = after;
    after = await runDuty('keys.retag', async (call) => {
      const asked = { index, since, after: from, max: customersAtOnce };
      const next = await tags.amended(call.tx, asked);
      call.append({ facts: { rotation: step.rotation, index, settled: true } });
      return next;
    });
  }
}
