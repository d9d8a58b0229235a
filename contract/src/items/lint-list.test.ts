// The lint must pass the shipped list and fail each of its eight tests when that is broken on purpose.
import { describe, expect, it } from 'vitest';
import {
  type CollectionList,
  type ListItem,
  collectionLists,
  dictionary,
  lintList,
} from './index.ts';

const shipped = collectionLists[0] as CollectionList;

const withItem = (change: Partial<ListItem> & { item: string }): CollectionList => ({
  ...shipped,
  items: shipped.items.some((row) => row.item === change.item)
    ? shipped.items.map((row) => (row.item === change.item ? { ...row, ...change } : row))
    : [
        ...shipped.items,
        {
          need: 'optional',
          purposes: ['P-CARE'],
          basis: 'B1',
          reason: { zh: '理由', en: 'reason' },
          retention: 'C',
          ...change,
        },
      ],
});

const notice = {
  items: shipped.items.map((row) => row.item),
  purposes: shipped.purposes.map((row) => row.code),
  retentions: [...new Set(shipped.items.map((row) => row.retention))],
};

const failed = (list: CollectionList, said = notice): number[] =>
  lintList(list, dictionary, said).map((row) => row.test);

describe('R1.2.2, promise 5: lint of a collection list (REQUIREMENTS 5.6)', () => {
  it('passes CS-01 with a notice that names everything', () => {
    expect(lintList(shipped, dictionary, notice)).toEqual([]);
  });

  it.each<[string, number, CollectionList]>([
    ['1: an item without purpose', 1, withItem({ item: 'NP05', purposes: [] })],
    ['1: a purpose that is not stated', 1, withItem({ item: 'NP05', purposes: ['P-OTHER'] })],
    ['1: no basis', 1, withItem({ item: 'NP05', basis: 'B9' })],
    ['1: no reason', 1, withItem({ item: 'NP05', reason: { zh: ' ', en: 'x' } })],
    ['1: no retention', 1, withItem({ item: 'NP05', retention: 'Z9' })],
    ['1: an item that the dictionary does not know', 1, withItem({ item: 'ZZ01' })],
    ['1: dual check of an item that is not listed', 1, { ...shipped, dualCheck: ['NP15'] }],
    ['2: a forbidden item', 2, withItem({ item: 'NP26' })],
    ['2: an item that is never persisted', 2, withItem({ item: 'AU02' })],
    ['2: an item forbidden on this list', 2, withItem({ item: 'CT03' })],
    ['3: a required item that rests on consent', 3, withItem({ item: 'NP05', basis: 'B1' })],
    [
      '3: marketing ticked beforehand',
      3,
      {
        ...shipped,
        purposes: shipped.purposes.map((p) => (p.code === 'P-MKT' ? { ...p, preset: true } : p)),
      },
    ],
    [
      '3: a consent bound to a required item',
      3,
      withItem({ item: 'NP08', purposes: ['P-KYC', 'P-MKT'] }),
    ],
    ['5: a sensitive item without separate consent', 5, withItem({ item: 'NP28', basis: 'B1' })],
    [
      '5: a sensitive item without enhanced notice',
      5,
      { ...shipped, notice: { ...shipped.notice, enhancedItems: [] } },
    ],
    [
      '8: more required items than the baseline',
      8,
      { ...shipped, limits: { requiredItemsMax: 3 } },
    ],
  ])('test %s', (_name, test, list) => expect(failed(list)).toContain(test));

  it.each(['items', 'purposes', 'retentions'] as const)(
    'test 4: the notice leaves out one of the %s',
    (key) => {
      expect(failed(shipped, { ...notice, [key]: notice[key].slice(1) })).toContain(4);
    },
  );

  it('test 6: a required item that the channel does not accept', () => {
    expect(failed(withItem({ item: 'NP05', channels: ['bulk-import'] }))).toContain(6);
  });
});
