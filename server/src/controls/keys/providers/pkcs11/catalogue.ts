// The catalogue: what every key of the institution in the token is, kept in the token too, as one private data object:
//   "SHOUXIN-CATALOGUE" | format=1 | deflated JSON of { tenant, generation, keys }
// A change writes the next one before it deletes the last, so that a kill leaves the old one, the new one or both; the highest
// generation counts.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { keyStates, type KeyDescription } from '../provider.ts';
import { KeystoreRefused } from '../sealed-file/files.ts';
import { attributes, objectClass, type Handle, type Template } from './cryptoki.ts';
import type { Working } from './connection.ts';

export interface CataloguedKey {
  readonly description: KeyDescription;
  /** CKA_ID of its object, hex. */
  readonly object: string;
  /** What only this key can make; empty once destroyed. */
  readonly check: Buffer;
  /** Its destruction has begun, and is finished at the next opening if a kill came between. */
  readonly isEnding?: boolean | undefined;
}

export interface CatalogueContent {
  readonly generation: number;
  readonly keys: readonly CataloguedKey[];
}

const magic = Buffer.from('SHOUXIN-CATALOGUE\u0001');
const bytesMax = 64 * 1024 * 1024;

const suite = z.union([z.literal(1), z.literal(2)]);
const row = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.int().positive(),
  use: z.enum(['wrap', 'mac', 'sign']),
  suite,
  dataSuite: suite.optional(),
  label: z.string(),
  state: z.enum(keyStates),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  publicKey: z.string().optional(),
  object: z.string().regex(/^[0-9a-f]{32}$/),
  check: z.base64(),
  isEnding: z.boolean().optional(),
});
const form = z.strictObject({
  tenant: z.string(),
  generation: z.int().positive(),
  keys: z.array(row).max(100_000),
});

export const labelOf = (tenant: string, name: string): string => `shouxin/${tenant}/${name}`;

function encode(tenant: string, { generation, keys }: CatalogueContent): Buffer {
  const rows = keys.map(({ description, object, check, isEnding }) => ({
    ...description,
    object,
    check: check.toString('base64'),
    ...(isEnding && { isEnding }),
  }));
  const text = JSON.stringify({ tenant, generation, keys: rows });
  return Buffer.concat([magic, deflateRawSync(text)]);
}

function decode(tenant: string, bytes: Buffer): CatalogueContent {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw damaged(tenant);
  let read: z.output<typeof form>;
  try {
    const text = inflateRawSync(bytes.subarray(magic.length), { maxOutputLength: bytesMax });
    read = form.parse(JSON.parse(text.toString('utf8')));
  } catch {
    throw damaged(tenant);
  }
  if (read.tenant !== tenant) throw damaged(tenant);
  const keys = read.keys.map(({ object, check, isEnding, ...description }) => ({
    description,
    object,
    check: Buffer.from(check, 'base64'),
    ...(isEnding && { isEnding }),
  }));
  return { generation: read.generation, keys };
}

function damaged(tenant: string): KeystoreRefused {
  return new KeystoreRefused(
    `The data object ${labelOf(tenant, 'catalogue')} in the token is damaged or is not a catalogue of this institution. ` +
      'Restore the token from its newest backup.',
  );
}

const objectOf = (tenant: string): Template => [
  [attributes.class, objectClass.data],
  [attributes.token, true],
  [attributes.private, true],
  [attributes.label, labelOf(tenant, 'catalogue')],
  [attributes.application, 'shouxin'],
];

export interface FoundCatalogue extends CatalogueContent {
  readonly handle: Handle;
}

/** All that are in the token, the newest first. */
export async function findCatalogues(
  { cryptoki, session }: Working,
  tenant: string,
): Promise<FoundCatalogue[]> {
  const found: FoundCatalogue[] = [];
  for (const handle of await cryptoki.find(session, objectOf(tenant))) {
    const [value] = await cryptoki.read(session, handle, [attributes.value]);
    found.push({ ...decode(tenant, value ?? Buffer.alloc(0)), handle });
  }
  const newestFirst = found.toSorted((a, b) => b.generation - a.generation);
  const [first, second] = newestFirst;
  if (first && first.generation === second?.generation) {
    throw new KeystoreRefused(
      `Two servers wrote generation ${first.generation} of the catalogue into the token. Stop every copy of the server but one, ` +
        'and restore the token from its newest backup.',
    );
  }
  return newestFirst;
}

/** After this returns the token holds this catalogue and no other. */
export async function replaceCatalogue(
  on: Working,
  tenant: string,
  content: CatalogueContent,
): Promise<void> {
  const { cryptoki, session } = on;
  const older = await cryptoki.find(session, objectOf(tenant));
  await cryptoki.create(session, [
    ...objectOf(tenant),
    [attributes.value, encode(tenant, content)],
  ]);
  for (const handle of older) await cryptoki.destroy(session, handle);
}
