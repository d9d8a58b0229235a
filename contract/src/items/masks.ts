// Masks (REQUIREMENTS 4.10): what staff see before they state a reason to see more. Counted in code points, so that a
// rare character beyond the BMP is one character. Frozen in contract/vectors/masks.json.
import surnames from '../../data/surnames.json' with { type: 'json' };
import { type Mask, findItem } from './dictionary.ts';
import type { ItemValue } from './item-types.ts';
import { rule } from './rules.ts';
import { codeTableOf } from './tables.ts';

const compoundSurnames: ReadonlySet<string> = new Set(surnames.compound);

const stars = (count: number): string => '*'.repeat(Math.max(0, count));

/** Shown in place of a value of which nothing may be seen: its length says nothing. */
export const hiddenMark = '****';

/**
 * Keeps `first` and `last` code points. A short value would show almost everything: unless enough stays hidden only a
 * quarter is kept, at the end.
 */
export function keepEnds(value: string, first: number, last: number): string {
  const points = [...value];
  const hidden = points.length - first - last;
  if (hidden >= rule('mask.hidden_min')) {
    return (
      points.slice(0, first).join('') + stars(hidden) + points.slice(points.length - last).join('')
    );
  }
  const kept = Math.min(last, Math.floor(points.length / 4));
  return stars(points.length - kept) + points.slice(points.length - kept).join('');
}

/** 张*, 欧阳*; a compound surname keeps two when something stays hidden behind it. */
export function maskName(name: string): string {
  const points = [...name];
  if (points.length < 2) return stars(points.length);
  const kept = points.length > 2 && compoundSurnames.has(points.slice(0, 2).join('')) ? 2 : 1;
  return points.slice(0, kept).join('') + stars(points.length - kept);
}

export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return hiddenMark;
  const local = Array.from(email.slice(0, at));
  return `${local.length > 1 ? (local[0] ?? '') : ''}***${email.slice(at)}`;
}

export const maskYear = (date: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date.slice(0, 4)}-**-**` : hiddenMark;

/** An amount as its band; a band code stays the band it is. */
export function maskBand(value: string): string {
  const rows = codeTableOf('income-band').rows;
  const amount = /^\d{1,15}(?:\.\d{1,4})?$/.test(value) ? Number(value) : undefined;
  const byCode = rows.find((row) => row.code === value);
  const row =
    byCode ??
    (amount === undefined
      ? undefined
      : rows.find((r) => r.below === undefined || amount < r.below));
  return row?.label.zh ?? hiddenMark;
}

function maskText(mask: Mask, text: string): string {
  if (text === '') return '';
  switch (mask.kind) {
    case 'open':
      return text;
    case 'keep':
      return keepEnds(text, mask.first, mask.last);
    case 'name':
      return maskName(text);
    case 'email':
      return maskEmail(text);
    case 'year':
      return maskYear(text);
    case 'band':
      return maskBand(text);
    default:
      return hiddenMark;
  }
}

/** The division stays, street and number do not (REGION). */
function maskRegion(value: ItemValue): ItemValue {
  if (typeof value === 'string') return value === '' ? '' : hiddenMark;
  const { region, regionCode, detail } = value;
  return {
    ...(region === undefined ? {} : { region }),
    ...(regionCode === undefined ? {} : { regionCode }),
    ...(detail === undefined ? {} : { detail: hiddenMark }),
  };
}

/** Masks a value by a mask; an unknown part of a structured value is hidden, never shown. */
export function maskBy(mask: Mask, value: ItemValue): ItemValue {
  if (mask.kind === 'region') return maskRegion(value);
  if (typeof value === 'string') return maskText(mask, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [key, maskText(mask, text)]),
  );
}

/** Masks a value of an item by the dictionary; an item that is not in it is hidden. */
export function maskItem(id: string, value: ItemValue): ItemValue {
  const row = findItem(id);
  if (!row) return hiddenMark;
  if (typeof value === 'string' || row.mask.kind === 'region' || !row.parts)
    return maskBy(row.mask, value);
  const parts = new Map(row.parts.map((part) => [part.id, part.mask]));
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [
      key,
      maskText(parts.get(key) ?? { kind: 'none' }, text),
    ]),
  );
}
