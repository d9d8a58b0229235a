// Many calls, a few at once, answers in the order asked: a store that answers slowly is not asked everything in one moment,
// and no call spends its deadline in a queue.
const atOnceMax = 8;

export async function inTurns<A, B>(
  items: readonly A[],
  act: (item: A) => Promise<B>,
): Promise<B[]> {
  const done: B[] = [];
  const left = items.entries();
  const work = async () => {
    for (const [at, item] of left) done[at] = await act(item);
  };
  await Promise.all(Array.from({ length: atOnceMax }, work));
  return done;
}
