// The organisation as rows from top to bottom, each with its depth and path. Pure.
import type { Unit, Words } from '@shouxin/contract';

export interface Placed<U extends Unit> {
  readonly unit: U;
  readonly depth: number;
  /** Names from the top down to this unit. */
  readonly path: readonly Words[];
}

/** Parents before children, by code. A unit whose parent is not there stands at the top, so that none is lost. */
export function inOrder<U extends Unit>(units: readonly U[]): readonly Placed<U>[] {
  const known = new Set(units.map((it) => it.id));
  const childrenOf = Map.groupBy(units, (it) =>
    it.parent !== null && known.has(it.parent) ? it.parent : '',
  );
  const below = (parent: string, path: readonly Words[]): Placed<U>[] =>
    (childrenOf.get(parent) ?? [])
      .toSorted((a, b) => a.code.localeCompare(b.code))
      .flatMap((unit) => {
        const here = [...path, unit.name];
        return [{ unit, depth: path.length, path: here }, ...below(unit.id, here)];
      });
  return below('', []);
}
