// Promises of `shouxin keys` that need no server: lines that line up in both languages, time left as people say it.
import type { Rotation } from '@shouxin/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { runMain } from '../main.ts';
import { inColumns, progressLine, rotationLines, versionLines, widthOf } from './show.ts';

afterEach(() => vi.restoreAllMocks());

const running: Rotation = {
  rotation: '0199c0de-0000-7000-8000-000000000001',
  kind: 'bucket',
  reason: 'period',
  state: 'running',
  done: 500,
  total: 2000,
  startedAt: '2026-11-23T02:00:00.000Z',
  endedAt: null,
  secondsLeft: 40,
  proposedBy: '安全员',
  approvedBy: '保护负责人',
};

test('columns line up, a Chinese sign counts as two places', () => {
  const lines = inColumns([
    ['key/密钥', 'state'],
    ['bucket/000#1', 'Active'],
    ['审计', 'x'],
  ]);
  const starts = lines.map((line, at) =>
    widthOf(line.slice(0, line.lastIndexOf(['state', 'Active', 'x'][at] ?? ''))),
  );
  expect(new Set(starts)).toEqual(new Set([14]));
});

test.each([
  [40, 'about 40 s left / 约剩 40 秒'],
  [119, 'about 119 s left / 约剩 119 秒'],
  [120, 'about 2 min left / 约剩 2 分钟'],
  [3601, 'about 61 min left / 约剩 61 分钟'],
  [null, 'running / 进行中'],
])('R1.3.2a with %j seconds to go it says %j', (secondsLeft, words) => {
  expect(progressLine({ ...running, secondsLeft })).toBe(
    `Rotate the bucket keys / 轮换桶密钥: 500/2000, ${words}`,
  );
});

test('one that has ended says so, with who wanted it and which key was compromised', () => {
  const ended = {
    ...running,
    state: 'ended' as const,
    endedAt: running.startedAt,
    secondsLeft: null,
  };
  const [, line] = rotationLines([{ ...ended, reason: 'compromised', key: 'bucket/003#1' }]);
  expect(line).toMatch(/bucket\/003#1 .*500\/2000 .*ended \/ 完成 .*安全员, 保护负责人/);
});

test('nothing to show is said', () => {
  expect(rotationLines([])).toEqual(['no rotation yet / 还没有轮换过']);
  expect(versionLines([])).toEqual(['no such key / 没有这样的密钥']);
});

test.each([
  [['keys', 'rotate', 'everything', '--ground', 'x'], /bucket, index, customer/],
  [['keys', 'rotate', 'bucket'], /--ground/],
  [['keys', 'versions', '--state', 'lost'], /compromised/],
])('%j ends with 2 and says what may be given, before anybody signs in', async (args, words) => {
  const said: string[] = [];
  const keep = (text: unknown) => said.push(String(text)) > 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  expect(await runMain(args)).toBe(2);
  expect(said.join('')).toMatch(words);
});
