// Contrast is a promise, so it is arithmetic: WCAG 2.2 1.4.3 (AA, 4.5:1), and 1.4.6 (AAA, 7:1) in high contrast.
import { expect, test } from 'vitest';
import { paletteOf, type Palette } from './palette.ts';

type Colour = keyof Palette;
const pairs: readonly (readonly [Colour, Colour])[] = [
  ['ink', 'ground'],
  ['ink', 'card'],
  ['ink', 'accentSoft'],
  ['ink', 'warnSoft'],
  ['ink', 'badSoft'],
  ['muted', 'ground'],
  ['muted', 'card'],
  ['muted', 'raised'],
  ['faint', 'card'],
  ['accentInk', 'card'],
  ['accentInk', 'ground'],
  ['accentInk', 'accentSoft'],
  ['onAccent', 'accent'],
  ['warnInk', 'warnSoft'],
  ['badInk', 'badSoft'],
  ['badInk', 'card'],
  ['goodInk', 'goodSoft'],
  ['plainInk', 'plainSoft'],
];

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((it) =>
    it <= 0.040_45 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('the measure itself: black on white is 21, a colour on itself 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#0b6e6e', '#0b6e6e')).toBe(1);
});

test.each([
  { name: 'light', isDark: false, isHigh: false, atLeast: 4.5 },
  { name: 'dark', isDark: true, isHigh: false, atLeast: 4.5 },
  { name: 'light, high contrast', isDark: false, isHigh: true, atLeast: 7 },
  { name: 'dark, high contrast', isDark: true, isHigh: true, atLeast: 7 },
])('every text pair is readable: $name', ({ isDark, isHigh, atLeast }) => {
  const palette = paletteOf(isDark, isHigh);
  const weak = pairs
    .map(([text, ground]) => ({ text, ground, ratio: contrast(palette[text], palette[ground]) }))
    .filter((it) => it.ratio < atLeast);
  expect(weak).toEqual([]);
});
