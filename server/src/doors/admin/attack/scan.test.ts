// The search of the attack finds: each known value in each encoding, wherever it stands and however a file is cut into pieces; and
// it finds nothing that is not there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { byteFormsOf } from './forms.ts';
import { createScanner, scanFolder } from './scan.ts';

const planted = [
  { name: 'name', value: '欧阳植入' },
  { name: 'number', value: '11010119900307123X' },
  { name: 'mobile', value: '18877300411' },
  { name: 'mail', value: 'Plant.One@plant.example' },
  { name: 'mixed', value: '植入 Mixed/№7' },
  { name: 'key', value: Buffer.from('00112233445566778899aabbccddeeff', 'hex') },
];
const scanner = createScanner(planted);
const namesIn = (bytes: Uint8Array) => [...new Set(scanner.in(bytes).map(({ name }) => name))];
const around = (bytes: Buffer, before = 3) =>
  Buffer.concat([Buffer.alloc(before, 'x'), bytes, Buffer.from('yz')]);

describe.each(planted)('$name', ({ name, value }) => {
  const bytes = Buffer.from(value);
  const text = typeof value === 'string' ? value : undefined;
  const escapedJson = (it: string) =>
    it.replaceAll(
      /[^\u0020-\u007e]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  const forms: [string, Buffer][] = [
    ['plain', bytes],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
    ...[0, 1, 2, 3].flatMap((before): [string, Buffer][] => [
      [`base64 after ${before}`, Buffer.from(around(bytes, before).toString('base64'))],
      [`base64url after ${before}`, Buffer.from(around(bytes, before).toString('base64url'))],
    ]),
    ...(text === undefined
      ? []
      : ([
          ['utf-16', Buffer.from(text, 'utf16le')],
          ['utf-16 of the other order', Buffer.from(text, 'utf16le').swap16()],
          ['utf-16 in hex', Buffer.from(Buffer.from(text, 'utf16le').toString('hex'))],
          ['gb18030', iconv.encode(text, 'gb18030')],
          ['url', Buffer.from(encodeURIComponent(text))],
          ['json escapes', Buffer.from(escapedJson(text))],
          [
            'JSON escapes',
            Buffer.from(escapedJson(text).replaceAll(/(?<=\\u)..../g, (it) => it.toUpperCase())),
          ],
        ] satisfies [string, Buffer][])),
    ...(text && /^\d{10}/.test(text)
      ? ([['reversed', Buffer.from([...text].toReversed().join(''))]] satisfies [string, Buffer][])
      : []),
  ];

  it.each(forms)('is found as %s', (_, form) => {
    for (const before of [0, 1, 2, 3, 5]) expect(namesIn(around(form, before))).toEqual([name]);
  });

  it('is not found where it is not', () => {
    const nearly = bytes.subarray(0, -1);
    for (const form of ['latin1', 'hex'] as const) {
      const cut = Buffer.from(nearly.toString(form), form === 'hex' ? 'utf8' : 'latin1');
      expect(namesIn(around(cut))).toEqual([]);
    }
  });
});

it('forms that stand in random bytes by chance are left out', () => {
  const all = ['王伟', '13', 'ab'].flatMap((value) => byteFormsOf(value));
  expect(all.every(({ bytes }) => bytes.length >= 6)).toBe(true);
  expect(byteFormsOf('王伟').map(({ form }) => form)).toContain('plain');
  expect(byteFormsOf('王伟').map(({ form }) => form)).not.toContain('gb18030');
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-scan-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is looked through to its last byte, also where two pieces of a file meet', () => {
    const piece = 4_194_304;
    mkdirSync(join(folder, 'deep'));
    const value = Buffer.from('18877300411');
    for (const at of [0, piece - 5, piece - 11, piece, 2 * piece - 3]) {
      const file = Buffer.alloc(2 * piece + 20, 'x');
      value.copy(file, at);
      writeFileSync(join(folder, 'deep', `at-${at}`), file);
    }
    writeFileSync(join(folder, 'clean'), Buffer.alloc(2 * piece, 'x'));
    const { files, bytes, hits } = scanFolder(scanner, folder);
    expect(files).toBe(6);
    expect(bytes).toBe(12 * piece + 100);
    expect(new Set(hits.map(({ file }) => file)).size).toBe(5);
    expect(hits.every(({ name }) => name === 'mobile')).toBe(true);
  });
});
