// Two lists, the old and the new, side by side: what stayed, what was changed, added or taken away, in the order of the plan. Pure.
// The longest common part is kept, so that a step put in at the top does not make every step look changed.
export interface Difference {
  /** Numbers as a person counts them; null where there is none. */
  readonly before: number | null;
  readonly after: number | null;
}

export function differences(before: readonly string[], after: readonly string[]): Difference[] {
  const found: Difference[] = [];
  let gone: number[] = [];
  let come: number[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(gone.length, come.length); at += 1) {
      found.push({ before: gone[at] ?? null, after: come[at] ?? null });
    }
    [gone, come] = [[], []];
  };
  for (const { before: old, after: next } of aligned(before, after)) {
    if (old !== null && next !== null) flush();
    else if (old !== null) gone.push(old);
    else if (next !== null) come.push(next);
  }
  flush();
  return found;
}

/** Each line of both, once; a line that stayed has both numbers. */
function aligned(before: readonly string[], after: readonly string[]): Difference[] {
  const common = commonLengths(before, after);
  const steps: Difference[] = [];
  let [old, next] = [0, 0];
  while (old < before.length || next < after.length) {
    if (old < before.length && next < after.length && before[old] === after[next]) {
      steps.push({ before: (old += 1), after: (next += 1) });
    } else if (
      next < after.length &&
      lengthAt(common, old, next + 1) >= lengthAt(common, old + 1, next)
    ) {
      steps.push({ before: null, after: (next += 1) });
    } else if (old < before.length) steps.push({ before: (old += 1), after: null });
    else steps.push({ before: null, after: (next += 1) });
  }
  return steps;
}

type Lengths = readonly (readonly number[])[];

/** Beyond an end nothing is common, and an end that is reached is not gone past. */
function lengthAt(common: Lengths, old: number, next: number): number {
  return common[old]?.[next] ?? -1;
}

/** How much is common from each place on. */
function commonLengths(before: readonly string[], after: readonly string[]): Lengths {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  const at = (old: number, next: number) => lengths[old]?.[next] ?? 0;
  for (let old = before.length - 1; old >= 0; old -= 1) {
    for (let next = after.length - 1; next >= 0; next -= 1) {
      const row = lengths[old] ?? [];
      row[next] =
        before[old] === after[next]
          ? 1 + at(old + 1, next + 1)
          : Math.max(at(old + 1, next), at(old, next + 1));
    }
  }
  return lengths;
}
