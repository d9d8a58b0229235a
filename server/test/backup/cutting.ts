// Blocks of a few kilobytes, so that also a small institution has many.
import type { Cutting } from '../../src/records/backup/index.ts';

export const small: Cutting = { min: 500, more: 1_500, max: 6_000 };
