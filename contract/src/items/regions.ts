// Administrative divisions (GB/T 2260), every code ever seen: an identity number keeps the division of its birth, also
// one that was abolished. Reads the division off the front of an address as people write it.
import { z } from 'zod';
import regionsJson from '../../data/regions.json' with { type: 'json' };

const schema = z.strictObject({
  standard: z.string(),
  edition: z.string(),
  mark: z.literal('U'),
  source: z.string(),
  provinces: z.record(z.string().length(2), z.string()),
  prefectures: z.record(z.string().length(4), z.string()),
  counties: z.record(z.string().length(4), z.string()),
  historic: z.record(z.string().length(4), z.string()),
});

const data = schema.parse(regionsJson);

export type RegionKnowledge = 'county' | 'prefecture' | 'province' | 'none';
export type FoundRegion = { code: string; name: string; rest: string };

type Named = { code: string; name: string };

const unpack = (prefix: string, packed: string | undefined): Named[] =>
  (packed ?? '')
    .split(' ')
    .filter((row) => row !== '')
    .map((row) => ({ code: prefix + row.slice(0, 2), name: row.slice(2) }));

const longestFirst = (a: Named, b: Named): number => b.name.length - a.name.length;
function group(rows: readonly Named[], width: number): Map<string, Named[]> {
  const groups = new Map<string, Named[]>();
  for (const row of rows.toSorted(longestFirst)) {
    const key = row.code.slice(0, width);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

const provinces: Named[] = Object.entries(data.provinces).map(([code, name]) => ({ code, name }));
const generic = new Set(['市辖区', '县', '省直辖县级行政区划', '省直辖县级行政单位', '自治区直辖县级行政区划', '自治区直辖县级行政单位']); // prettier-ignore
const prefectures: Named[] = Object.entries(data.prefectures).map(([code, name]) => ({
  code,
  name,
}));
const current = Object.entries(data.counties).flatMap(([code, rows]) => unpack(code, rows));
const historic = Object.entries(data.historic).flatMap(([code, rows]) => unpack(code, rows));

const countyCodes = new Set([...current, ...historic].map((row) => row.code));
const prefectureCodes = new Set([...countyCodes, ...prefectures.map((row) => row.code)].map((code) => code.slice(0, 4))); // prettier-ignore

/** How much of a six-digit division code any edition knows. */
export function knowsRegion(code: string): RegionKnowledge {
  if (countyCodes.has(code)) return 'county';
  if (prefectureCodes.has(code.slice(0, 4))) return 'prefecture';
  return code.slice(0, 2) in data.provinces ? 'province' : 'none';
}

const shortProvince = (name: string): string =>
  name.replace(/(?:省|市|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)$/u, '');

const starting = (rows: readonly Named[] | undefined, text: string): Named | undefined =>
  rows?.find((row) => text.startsWith(row.name));

/** By their first character: an address is compared with a few, not with all of them. */
const byFirst = <Row extends { name: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, (row) => row.name.charAt(0));

const countiesByPrefecture = group(current, 4);
const countiesByProvince = group(current, 2);
const oldByProvince = group(
  historic.filter((row) => !row.code.endsWith('00')),
  2,
);
const namedPrefectures = group(
  prefectures.filter((row) => !generic.has(row.name)),
  2,
);
const uniquePrefectures = prefectures
  .filter((row) => !generic.has(row.name))
  .toSorted(longestFirst);
const provinceNames = byFirst(provinces);
const shortNames = byFirst(
  provinces.map(({ code, name }) => ({ code, name: shortProvince(name) })),
);
const prefectureNames = byFirst(uniquePrefectures);

type Start = { code: string; length: number };

/** `吉林市` is a prefecture before it is a short way to write the province: the order of the three matters. */
function startOf(text: string): Start | undefined {
  const first = text.charAt(0);
  const full = starting(provinceNames.get(first), text);
  if (full) return { code: full.code, length: full.name.length };
  const prefecture = starting(prefectureNames.get(first), text);
  if (prefecture) return { code: prefecture.code.slice(0, 2), length: 0 };
  const short = starting(shortNames.get(first), text);
  return short && { code: short.code, length: short.name.length };
}

const lengthOf = (row: Named | undefined): number => row?.name.length ?? 0;

/** A county of the named prefecture, of the province where none is named, or one that was abolished. */
function countyAt(
  province: string,
  prefecture: Named | undefined,
  text: string,
): Named | undefined {
  const own = prefecture && starting(countiesByPrefecture.get(prefecture.code), text);
  return (
    own ??
    starting(countiesByProvince.get(province), text) ??
    starting(oldByProvince.get(province), text)
  );
}

function regionAt(province: string, text: string): FoundRegion | undefined {
  const prefecture = starting(namedPrefectures.get(province), text);
  const after = text
    .slice(lengthOf(prefecture))
    .replace(/^(?:市辖区|省直辖县级行政(?:区划|单位))/u, '');
  const county = countyAt(province, prefecture, after);
  const found = county ?? prefecture;
  if (!found) return undefined;
  const name = [prefecture, county].map((row) => row?.name ?? '').join('');
  return { code: found.code.padEnd(6, '0'), name, rest: after.slice(lengthOf(county)) };
}

/** The division that an address starts with, and what follows it. Nothing when no division below a province is named. */
export function findRegion(address: string): FoundRegion | undefined {
  const text = address.replace(/^中国(?=.)/u, '').replace(/^[\s/,、-]+/u, '');
  const joined = text.replace(/(?<=[省市区县州盟旗])[\s/,、-]+/gu, '');
  const start = startOf(joined);
  if (!start) return undefined;
  const found = regionAt(start.code, joined.slice(start.length).replace(/^[\s/,、-]+/u, ''));
  const province = data.provinces[start.code] ?? '';
  return (
    found && {
      ...found,
      name: found.name.startsWith(province) ? found.name : province + found.name,
    }
  );
}

/** The full name of a current or historic division, for a code that stands where a name was expected. */
export function regionName(code: string): string | undefined {
  const province = data.provinces[code.slice(0, 2)];
  if (!province || !/^\d{6}$/.test(code)) return undefined;
  const prefecture = data.prefectures[code.slice(0, 4)] ?? '';
  const county = [...current, ...historic].find((row) => row.code === code)?.name ?? '';
  const middle = generic.has(prefecture) || prefecture === province ? '' : prefecture;
  return province + middle + county;
}
