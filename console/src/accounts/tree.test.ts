// The organisation tree loses no unit and keeps its order.
import type { Unit } from '@shouxin/contract';
import { expect, it } from 'vitest';
import { inOrder } from './tree.ts';

const unit = (id: string, parent: string | null, code = id): Unit => ({
  id,
  parent,
  kind: parent === null ? 'entity' : 'branch',
  code,
  name: { zh: id, en: id },
});

it('puts each unit under its parent, by code, with its path', () => {
  const rows = inOrder([unit('b', 'top', '02'), unit('deep', 'a'), unit('top', null), unit('a', 'top', '01')]); // prettier-ignore
  expect(rows.map((it) => [it.unit.id, it.depth])).toEqual([
    ['top', 0],
    ['a', 1],
    ['deep', 2],
    ['b', 1],
  ]);
  expect(rows[2]?.path.map((it) => it.zh)).toEqual(['top', 'a', 'deep']);
});

it('keeps a unit whose parent is not there', () => {
  expect(inOrder([unit('lost', 'gone')]).map((it) => [it.unit.id, it.depth])).toEqual([
    ['lost', 0],
  ]);
});
