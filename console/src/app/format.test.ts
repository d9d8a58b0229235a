// Dates are those of Asia/Shanghai wherever the screen is; clocks never run below zero.
import { expect, test } from 'vitest';
import { asClock, asSize, atMinute, atShort, onDay } from './format.ts';

test('an instant late in the day of UTC is the next day of the institution', () => {
  expect(atMinute('2026-11-23T18:05:00Z')).toBe('2026-11-24 02:05');
  expect(onDay('2026-11-23T15:59:59Z')).toBe('2026-11-23');
  expect(onDay('2026-11-23T16:00:00Z')).toBe('2026-11-24');
});

test('a short time names the day only when it is not today, the year only when it is not this one', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  expect(atShort('2026-11-23T06:05:00Z', now)).toBe('14:05');
  expect(atShort('2026-11-20T06:05:00Z', now)).toBe('11-20 14:05');
  expect(atShort('2025-11-20T06:05:00Z', now)).toBe('2025-11-20 14:05');
});

test.each([
  [0, '00:00'],
  [-5, '00:00'],
  [59.9, '00:59'],
  [1104, '18:24'],
  [4325, '72:05'],
])('a countdown of %d seconds reads %s', (seconds, text) => {
  expect(asClock(seconds)).toBe(text);
});

test.each([
  [512, '512 B'],
  [48_210, '47 KB'],
  [5_242_880, '5.0 MB'],
])('a size of %d bytes reads %s', (bytes, text) => {
  expect(asSize(bytes)).toBe(text);
});
