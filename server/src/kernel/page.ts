// A page of a list: rows, a cursor to the next, and the size of the whole as a band. The exact number of customers or
// cases is itself a fact about the institution, and counting a whole table is a cost nobody asked for.

import { refuse } from '@shouxin/contract';
import { isId } from './crypto/index.ts';

/** How far a list is counted before it is called "more". */
export const countedMax = 1_000;

const bands = [0, 10, 50, 100, 500, countedMax] as const;

/** `0`, `1-10`, `11-50` ... `1000+`: what a list says about its own size. */
export function bandOf(count: number): string {
  if (count <= 0) return '0';
  if (count > countedMax) return `${countedMax}+`;
  const at = bands.findIndex((bound) => count <= bound);
  return `${(bands[at - 1] ?? 0) + 1}-${bands[at] ?? countedMax}`;
}

/** The cursor of a list in order of ids: what it is not, it is refused as, before it reaches a statement. */
export function beforeOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined || isId(cursor)) return cursor;
  return refuse('input.invalid', {
    reasons: [
      {
        item: 'cursor',
        code: 'cursor',
        message: {
          zh: '翻页标记无效，请从第一页重新查看',
          en: 'No cursor of this list; begin at its first page',
        },
      },
    ],
  });
}

export interface Page<T> {
  items: T[];
  next?: string;
  band: string;
}

/** Cuts `limit + 1` fetched rows to a page; the cursor is that of the last row shown. */
export function pageFrom<T>(
  rows: readonly T[],
  { limit, band, cursorOf }: { limit: number; band: string; cursorOf: (row: T) => string },
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(rows.length > limit && last !== undefined && { next: cursorOf(last) }),
    band,
  };
}
