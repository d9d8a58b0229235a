// Recovery drills as the security administrator starts them, for tests of the whole.
import { operations, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Recipe } from './storage-steps.ts';

const { backup, drills } = operations;

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_400; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: it did not come`);
}

/** No drill is under way. */
export function drillsEnded(who: Session): Promise<void> {
  return until('the end of a drill', async () => {
    const { items } = await who.call(drills.list, {});
    return items.every((it) => it.endedAt !== null);
  });
}

/** A set of the data that is whole: taken when there is none. */
async function someSet(who: Session): Promise<void> {
  const wholeOne = async () => {
    const { items } = await who.call(backup.list, { limit: 100 });
    return items.some((it) => it.kind === 'data' && it.state === 'whole');
  };
  if (await wholeOne()) return;
  await who.call(backup.take, { kind: 'data' });
  await until('a whole set', wholeOne);
}

/** Each write of drills with an input that fits, and another one, for contract-writes. */
export function drillsRecipes(
  who: Session,
): [Operation, () => Promise<Recipe & { settled: () => Promise<unknown> }>][] {
  return [
    [
      drills.start,
      async () => {
        await someSet(who);
        await drillsEnded(who);
        const other = { input: { chosen: 'random' } };
        return { who, input: { chosen: 'newest' }, other, settled: () => drillsEnded(who) };
      },
    ],
  ];
}
