// The pure parts: customer numbers, relation, fingerprinted terms, file forms, what may be collected.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionLists, listOf } from '@shouxin/contract/items';
import { Refusal } from '@shouxin/contract';
import { actorOf, units } from '../../../test/journeys/stage.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { excessOf, requireAmendable } from './check-values.ts';
import { methodOf, newNumber, readNumber, relationTo, verifiedAtOf } from './customer.ts';
import { formOf } from './image.ts';
import { indexesTouchedBy, soughtOf } from './tags.ts';

describe('NP25 the customer number', () => {
  it('reads back however it is written', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), fc.boolean(), (_, isLower, isPlain) => {
        const number = newNumber();
        const written = isPlain ? number.replaceAll('-', '') : number;
        expect(readNumber(isLower ? written.toLowerCase() : ` ${written} `)).toBe(number);
      }),
    );
  });

  it.each([
    ['c-7k2m-91qf', 'C-7K2M-91QF'],
    ['7K2M91QF', 'C-7K2M-91QF'],
    ['C７K２M９１QF', 'C-7K2M-91QF'],
    ['C-OI2M-9LQF', 'C-012M-91QF'],
    ['CAFE1234', 'C-CAFE-1234'],
    ['110101199001011237', undefined],
    ['C-7K2M-91Q', undefined],
    ['C-7K2M-91QU', undefined],
  ])('reads %s as %s', (given, expected) => {
    expect(readNumber(given)).toBe(expected);
  });
});

describe('R4.1.2 relation', () => {
  const manager = actorOf('manager', 'teller');
  const it_ = { manager: manager.id, unit: units.east.id };
  it.each([
    ['own', manager],
    ['own', { ...manager, unit: units.west }],
    ['same-branch', actorOf('colleague', 'teller')],
    ['none', actorOf('stranger', 'teller', units.west)],
  ])('is %s', (relation, actor) => {
    expect(relationTo(it_, actor)).toBe(relation);
  });
  it('of an imported customer without a manager is never own', () => {
    expect(relationTo({ manager: null, unit: units.east.id }, manager)).toBe('same-branch');
  });
});

describe('R2.2.4 what a customer is found by', () => {
  const unit = newId();
  it('never a name alone', () => {
    expect(soughtOf({ NP01: '张三' }, unit)).toEqual([
      { index: 'name-branch', name: '张三', branch: unit },
    ]);
    const whole = { NP01: '张三', NP14: '1990-01-01', NP08: '13800138000', NP09: '01', NP10: '1' };
    expect(soughtOf(whole, unit).map((it) => it.index)).toEqual([
      'document',
      'mobile',
      'name-birth',
      'name-branch',
    ]);
  });
  it.each([
    [['NP08'], ['mobile'], []],
    [['NP10'], ['document'], ['NP09']],
    [['NP01'], ['name-birth', 'name-branch'], ['NP14']],
    [['CT02'], [], []],
  ])('amending %j replaces %j and needs %j', (items, indexes, needs) => {
    expect(indexesTouchedBy(items)).toEqual({ indexes, needs });
  });
});

describe('R1.4.4 verification', () => {
  const at = new Date('2026-11-23T00:00:00Z');
  it('a counter verifies, another system does not', () => {
    expect([verifiedAtOf('counter', at), verifiedAtOf('bulk-import', at)]).toEqual([at, null]);
    expect(methodOf('NP10', 'counter')).toBe('document-at-counter');
    expect(methodOf('NP05', 'counter')).toBe('declared-at-counter');
    expect(methodOf('NP10', 'bulk-import')).toBe('source-system');
  });
});

describe('R2.4.4 files are what their first bytes say', () => {
  it.each([
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0]],
    ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ['application/pdf', [...Buffer.from('%PDF-1.7')]],
    [undefined, [...Buffer.from('<svg></svg>')]],
    [undefined, [...Buffer.from('GIF89a')]],
    [undefined, [0xff, 0xd8]],
    [undefined, []],
  ])('%s', (form, bytes) => {
    expect(formOf(Uint8Array.from(bytes))).toBe(form);
  });
});

describe('R1.2.3 and R2.2.2 what may not be sent', () => {
  const list = listOf('CS-01');
  const excess = (values: Record<string, string | Record<string, string>>) =>
    excessOf({ list, values, channel: 'counter' });
  it('names the worst kind first and never the content', () => {
    expect(excess({ NP26: 'x', AU02: 'y', AC01: 'z' })).toEqual({
      code: 'collection.never-persist',
      targets: ['AU02'],
    });
    expect(excess({ NP26: 'x', AC01: 'z' })).toMatchObject({ code: 'collection.forbidden-item' });
    expect(excess({ AC01: 'z' })).toMatchObject({ code: 'collection.unlisted-item' });
    expect(excess({ FN01: { amount: '1' } })).toMatchObject({ targets: ['FN01.amount'] });
  });
  it('lets every item through that the list asks a person at the counter for', () => {
    for (const it of collectionLists) {
      const asked = it.items.filter(
        (row) => !row.need.startsWith('if:edd') && row.need !== 'derived',
      );
      const values = Object.fromEntries(asked.map((row) => [row.item, '']));
      expect(excessOf({ list: it, values, channel: 'counter' })).toBeUndefined();
    }
  });
});

describe('R2.4.1 an amendment', () => {
  const list = listOf('CS-01');
  const known = { NP09: '01', NP11: { from: '2010-01-01', to: '2020-01-01' }, NP05: { code: '2' } };
  const amend = (values: Record<string, string | Record<string, string>>) =>
    requireAmendable({ list, values, channel: 'counter', known }, '2026-11-23');
  it('is normalised, and what was wrong before does not stand in its way', () => {
    expect(amend({ NP08: '+86 139-1111-0002' })).toEqual({ NP08: '13911110002' });
  });
  it('of the number carries the birth date that follows from it', () => {
    expect(amend({ NP10: '110101199001011237' })).toEqual({
      NP10: '110101199001011237',
      NP14: '1990-01-01',
    });
  });
  it('is refused with a reason when it is wrong', () => {
    expect(() => amend({ NP10: '110101199001011238' })).toThrow(Refusal);
    expect(() => amend({ NP11: { from: '2010-01-01', to: '2020-01-01' } })).toThrow(Refusal);
  });
});
