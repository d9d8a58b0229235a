// The mapping on the screen says the same as the server: what is missing, what clashes.
import type { ColumnTarget } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import { describe, expect, it } from 'vitest';
import { isIn, missingTargets, rivalOf, targetGroups, withTarget } from './mapping.ts';

const list = listOf('CS-01');
const required = ['NP01', 'NP03', 'NP04', 'NP05', 'NP06', 'NP08', 'NP09', 'NP10', 'NP11.to', 'RK16', 'NP24']; // prettier-ignore

function columnsOf(targets: readonly string[]): ColumnTarget[] {
  return targets.map((target, column) => ({
    column,
    heading: target,
    kind: 'item',
    target,
    confidence: 'exact',
  }));
}

const missing = (columns: readonly ColumnTarget[]) =>
  missingTargets(columns, list).map((it) => it.target);

describe('column mapping', () => {
  it('R2.2.1 misses nothing when every required item has a column', () => {
    expect(missing(columnsOf(required))).toEqual([]);
  });

  it.each(required)('R2.2.1 names %s when its column is gone', (target) => {
    expect(missing(columnsOf(required.filter((it) => it !== target)))).toEqual([target]);
  });

  it('R2.2.1 takes an employer address for a residence', () => {
    expect(missing(columnsOf(required.map((it) => (it === 'NP06' ? 'NP07' : it))))).toEqual([]);
  });

  it('R2.2.1 does not take the start of a validity for its end', () => {
    const columns = columnsOf(required.map((it) => (it === 'NP11.to' ? 'NP11.from' : it)));
    expect(missing(columns)).toEqual(['NP11.to']);
  });

  it('takes the document kind from a heading that says it', () => {
    const columns = columnsOf(required.filter((it) => it !== 'NP09'));
    const named = columns.map((it) =>
      it.target === 'NP10' ? { ...it, heading: '身份证号码' } : it,
    );
    expect(missing(named)).toEqual([]);
  });

  it('names the earlier of two columns with one target, and no rival among columns that are left', () => {
    const columns = columnsOf(['NP01', 'NP01']);
    expect(columns.map((it) => rivalOf(columns, it))).toEqual([undefined, 'NP01']);
    const left = columns.map((it) => ({ ...it, kind: 'not-taken' as const }));
    expect(left.map((it) => rivalOf(left, it))).toEqual([undefined, undefined]);
  });

  it('keeps a choice as confirmed and drops the target of a column that is left', () => {
    const columns = columnsOf(['NP01', 'NP03']);
    const next = withTarget(columns, 1, { kind: 'not-taken', target: undefined });
    expect(next[0]).toEqual(columns[0]);
    expect(next[1]).toEqual({ column: 1, heading: 'NP03', kind: 'not-taken', confidence: 'confirmed' }); // prettier-ignore
    expect(next.map((it) => isIn('left', it))).toEqual([false, true]);
  });

  it('R1.2.3 offers no forbidden item as an item, and every forbidden one as forbidden', () => {
    const groups = targetGroups(list);
    const of = (kind: string) => groups.find((it) => it.kind === kind)?.targets ?? [];
    const forbidden = list.forbidden.map((it) => it.item);
    expect(of('forbidden').map((it) => it.target)).toEqual(forbidden);
    expect(of('item').filter((it) => forbidden.includes(it.target ?? ''))).toEqual([]);
    expect(of('item').length).toBeGreaterThan(20);
  });
});
