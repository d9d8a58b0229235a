// The detector of planted values, shown to find them: a search that finds nothing proves nothing by itself.
import { describe, expect, test } from 'vitest';
import { formsOf, leaksIn, textOf } from './hygiene-forms.ts';

const planted = [
  { name: 'name', value: '欧阳植入' },
  { name: 'number', value: '110101199003071233' },
  { name: 'sql', value: "' OR 1=1; -- +/?" },
];

const around = (bytes: Buffer, before: number) =>
  Buffer.concat([Buffer.alloc(before, 'x'), bytes, Buffer.from('yz')]);

describe.each(planted)('$name', (one) => {
  const bytes = Buffer.from(one.value);
  const leaks: [string, string][] = [
    ['plain', `{"a":"${one.value}"}`],
    ['json', JSON.stringify({ a: one.value })],
    ['url', `/v1/x?a=${encodeURIComponent(one.value)}`],
    ['hex', `\\x00${bytes.toString('hex')}ff`],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['utf-16', Buffer.from(`a${one.value}b`, 'utf16le').toString('hex')],
    ...[0, 1, 2, 3, 4, 5].flatMap((before): [string, string][] => [
      [`base64 after ${before}`, around(bytes, before).toString('base64')],
      [`base64url after ${before}`, around(bytes, before).toString('base64url')],
    ]),
  ];
  test.each(leaks)('is found as %s', (_, text) => {
    expect(leaksIn(text, [one])).not.toEqual([]);
  });

  test('is found among bytes', () => {
    expect(leaksIn(textOf(around(bytes, 7)), [one])).not.toEqual([]);
  });

  test('is not found where it is not', () => {
    const nearly = one.value.slice(0, -1);
    expect(leaksIn(`${nearly} ${Buffer.from(nearly).toString('hex')}`, [one])).toEqual([]);
    expect(formsOf(one.value).every((it) => it.text.length >= 4)).toBe(true);
  });
});

test('a one-time code is found as a word, not inside another number', () => {
  const code = [{ name: 'code', value: '493817' }];
  expect(leaksIn('totp: 493817.', code)).toHaveLength(1);
  expect(leaksIn('1493817 4938170 a493817', code)).toEqual([]);
});
