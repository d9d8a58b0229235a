// Masks are frozen in vectors: a change there is a breaking change. Properties: never more code points than allowed,
// never a split character, never a whole value where one should be hidden.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeTableOf, describeItem, dictionary, keepEnds, maskItem, maskName } from './index.ts';

type Vector = {
  item: string;
  why: string;
  value: string | Record<string, string>;
  masked: string | Record<string, string>;
};

const path = new URL('../../vectors/masks.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];

const shown = (masked: string): number => [...masked].filter((point) => point !== '*').length;
const plain = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('*'));

describe('masks (REQUIREMENTS 4.10)', () => {
  it('has enough vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(40));

  it.each(vectors.map((row) => [row.item, row.why, row] as const))('%s: %s', (_item, _why, row) => {
    expect(maskItem(row.item, row.value)).toEqual(row.masked);
  });

  it('keepEnds shows at most what the mask allows, keeps the length and hides at least four or three quarters', () => {
    fc.assert(
      fc.property(plain, fc.nat(6), fc.nat(4), (text, first, last) => {
        const masked = keepEnds(text, first, last);
        const length = [...text].length;
        expect([...masked].length).toBe(length);
        expect(shown(masked)).toBeLessThanOrEqual(first + last);
        expect(length - shown(masked)).toBeGreaterThanOrEqual(
          Math.min(4, Math.ceil((length * 3) / 4)),
        );
        expect(masked.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });

  it('a name shows one character, two of a compound surname, and always hides one', () => {
    fc.assert(
      fc.property(plain, (name) => {
        const masked = maskName(name);
        expect([...masked].length).toBe([...name].length);
        expect(shown(masked)).toBeLessThanOrEqual(2);
        expect(name === '' || masked.includes('*')).toBe(true);
      }),
    );
  });

  it('an item whose mask is not open never comes out whole', () => {
    const masked = dictionary.items.filter(
      (row) => row.mask.kind !== 'open' && row.mask.kind !== 'parts',
    );
    fc.assert(
      fc.property(fc.constantFrom(...masked), plain, (row, text) => {
        expect(text !== '' && maskItem(row.id, text) === text).toBe(false);
      }),
    );
  });
});

describe('values as people read them', () => {
  it.each([
    ['NP03', '1', { zh: '男', en: 'Male' }],
    ['NP04', 'CHN,USA', { zh: '中国、美国', en: 'China, United States of America' }],
    ['NP05', { code: '2' }, { zh: '专业技术人员', en: 'Professionals and technicians' }],
    ['RK16', { purpose: '99', text: '购房' }, { zh: '其他 · 购房', en: 'Other, in words · 购房' }],
    [
      'NP11',
      { from: '2020-01-02', to: 'long-term' },
      { zh: '2020-01-02 至 长期', en: '2020-01-02 to long-term' },
    ],
  ] as const)('a word of a code table has both languages: %s %j', (id, value, text) =>
    expect(describeItem(id, value)).toEqual(text),
  );

  it.each([
    ['NP01', '张*', '张*'],
    [
      'NP06',
      { region: '上海市浦东新区', regionCode: '310115', detail: '****' },
      '上海市浦东新区****',
    ],
    ['XX99', '1', '****'],
  ] as const)('what the customer wrote, or a mask, is one text: %s %j', (id, value, text) =>
    expect(describeItem(id, value)).toBe(text),
  );

  it('a masked amount is its band, in both languages', () => {
    const band = describeItem('FN01', maskItem('FN01', { amount: '180000' }));
    expect(band).toEqual(codeTableOf('income-band').rows.find((row) => row.code === '2')?.label);
    expect(describeItem('FN01', { amount: '180000' })).toBe('180000');
  });
});
