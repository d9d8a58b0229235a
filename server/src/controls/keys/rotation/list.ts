// What the security administrator reads: rotations with their progress, and single versions of keys. Never material.
import type { InputOf, keysOperations, OutputOf } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../../kernel/page.ts';
import { bucketOf, kindOf, shownSuite } from '../hierarchy.ts';
import type { KeyDescription } from '../providers/provider.ts';
import type { ProviderKeys } from '../providers/provider-keys.ts';
import { shownRotation } from './rotation.ts';
import { countRotations, rotationsPage, wrapCounts } from './store.ts';

type Operations = typeof keysOperations;

export async function listRotations(
  call: Call,
  { cursor, limit }: InputOf<Operations['rotations']>,
): Promise<OutputOf<Operations['rotations']>> {
  const found = await rotationsPage(call.tx, { before: beforeOf(cursor), max: limit + 1 });
  const band = bandOf(await countRotations(call.tx));
  const { items, ...page } = pageFrom(found, { limit, band, cursorOf: (it) => it.rotation });
  call.append({ count: items.length });
  return { ...page, items: items.map((it) => shownRotation(it, call.at)) };
}

export async function listVersions(
  keys: ProviderKeys,
  call: Call,
  { cursor, limit, kind, state }: InputOf<Operations['versions']>,
): Promise<OutputOf<Operations['versions']>> {
  const all = keys
    .all()
    .filter(
      (it) =>
        (kind === undefined || kindOf(it.name) === kind) &&
        (state === undefined || it.state === state),
    )
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const from = cursor === undefined ? 0 : all.findIndex((it) => placeOf(it) > cursor);
  const rest = from < 0 ? [] : all.slice(from, from + limit + 1);
  const { items, ...page } = pageFrom(rest, { limit, band: bandOf(all.length), cursorOf: placeOf });
  const counts = await wrapCounts(
    call.tx,
    items.filter(isBucket).map(({ name, version }) => {
      return { bucket: bucketOf(name), epoch: version };
    }),
  );
  call.append({ count: items.length });
  return { ...page, items: items.map((it) => shownVersion(it, counts)) };
}

const isBucket = ({ name }: KeyDescription): boolean => kindOf(name) === 'bucket';

/** In order of name and version; also the cursor. */
const placeOf = ({ name, version }: KeyDescription): string =>
  `${name}#${String(version).padStart(9, '0')}`;

function shownVersion(it: KeyDescription, counts: ReadonlyMap<string, number>) {
  const { id, name, version, state, createdAt, changedAt } = it;
  const wraps = isBucket(it) ? (counts.get(`${bucketOf(name)}#${version}`) ?? 0) : undefined;
  return {
    id,
    key: name,
    version,
    state,
    suite: shownSuite(it),
    createdAt,
    changedAt,
    ...(wraps !== undefined && { wraps }),
  };
}
