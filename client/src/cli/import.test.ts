// Promises of `shouxin import` that need no server: what cannot be read ends with 2, in words, before anybody signs in.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runMain } from './main.ts';

afterEach(() => vi.restoreAllMocks());

test.each([
  ['a file that is not there', join(tmpdir(), 'no-such-export.csv'), /no such file.*找不到该文件/],
  ['a folder', tmpdir(), /this is a folder.*这是文件夹/],
])('%s ends with 2 and says how to fix it', async (_, path, words) => {
  const printed: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const status = await runMain(['import', path, '--list', 'CS-01', '--source', 'core system']);
  expect(status).toBe(2);
  expect(printed.join('')).toMatch(words);
  expect(printed.join('')).not.toContain('ENOENT');
});
