// The manifest: what a set is made of, and the only thing that makes it one. It is written last and signed; rows of a table are what
// its list of pieces says, in that order and to its end. It names keys by version and holds no material of any.
import { refuse } from '@shouxin/contract';
import { z } from 'zod';
import type { BackupKeys } from '../../../controls/keys/index.ts';
import { canonical } from '../../../kernel/canonical.ts';
import { isSignedBy, publicKeyFrom, sha256 } from '../../../kernel/crypto/index.ts';
import type { Target } from './target.ts';

export const manifestFormat = 'shouxin/backup/v1';
const bytesMax = 512 * 1024 * 1024;

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const whole = z.int().min(0);
const dotted = z.string().regex(/^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$/);
const column = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

/** Name, rows, bytes of the rows. */
const piece = z.tuple([hex(64), whole, whole]);
export type Piece = z.infer<typeof piece>;

/** Where the bytes lie when they are not ours: a set of pgBackRest, and the restore point of the very moment of this manifest. */
const physical = z.strictObject({
  tool: z.literal('pgbackrest'),
  stanza: z.string().max(64),
  label: z.string().max(64),
  point: z.string().max(63),
  /** The file of the write-ahead log that holds the point. */
  wal: z.string().regex(/^[0-9A-F]{24}$/),
});
export type Physical = z.infer<typeof physical>;

const table = z.strictObject({
  name: dotted,
  columns: z.array(column).min(1).max(1000),
  rows: whole,
  bytes: whole,
  pieces: z.array(piece),
});
export type SetTable = z.infer<typeof table>;

/** The data key of a chain, as it also lies beside its pieces: what was cut off goes on under it. */
export const wrappedKey = z.strictObject({
  id: z.string().max(80),
  suite: z.union([z.literal(1), z.literal(2)]),
  wrapped: z.base64().max(500),
});

export const manifestSchema = z.strictObject({
  format: z.literal(manifestFormat),
  kind: z.enum(['data', 'keys']),
  set: z.uuid(),
  chain: z.uuid(),
  mode: z.enum(['full', 'incremental']),
  tenant: z.string().max(32),
  takenAt: z.iso.datetime(),
  /** server_version_num of the PostgreSQL it was read from. */
  postgres: whole,
  key: wrappedKey,
  migrations: z.array(z.strictObject({ number: whole, name: z.string(), sha256: hex(64) })),
  /** The newest signed checkpoint of the log that the snapshot holds. */
  log: z.strictObject({ size: whole, root: hex(64) }).nullable(),
  keys: z.strictObject({
    provider: z.string().max(80),
    generation: whole,
    epochs: z.record(z.string(), z.tuple([whole, whole])),
  }),
  cutting: z.strictObject({ min: whole, more: whole, max: whole }),
  tables: z.array(table),
  /** Absent: the pieces lie beside the manifest. */
  physical: physical.optional(),
  /** Beside the tables: the sealed key store. */
  files: z.array(z.strictObject({ name: z.string().max(80), bytes: whole, sha256: hex(64) })),
});
export type Manifest = z.infer<typeof manifestSchema>;

const fileSchema = z.strictObject({
  manifest: z.string().max(bytesMax),
  signedBy: z.string().max(80),
  publicKey: hex(64),
  signature: z.base64().max(200),
});

export const manifestPath = (it: Pick<Manifest, 'chain' | 'set'>): string =>
  `${it.chain}/${it.set}.manifest`;
export const keyPath = (chain: string): string => `${chain}/chain.key`;
export const piecePath = (chain: string, name: string): string =>
  `${chain}/pieces/${name.slice(0, 2)}/${name}`;
export const filePath = (it: Pick<Manifest, 'chain' | 'set'>, name: string): string =>
  `${it.chain}/${it.set}.files/${name}`;

const message = (text: string) => Buffer.from(`${manifestFormat}\n${text}`);

export async function signManifest(manifest: Manifest, keys: BackupKeys): Promise<Buffer> {
  const text = canonical(manifestSchema.parse(manifest));
  const { id, publicKey, signature } = await keys.sign(message(text));
  const file = { manifest: text, signedBy: id, publicKey, signature: signature.toString('base64') };
  return Buffer.from(`${JSON.stringify(file)}\n`);
}

export interface Expected {
  readonly tenant: string;
  readonly keys: BackupKeys;
}

/** Its own account of itself, before anybody looked at the signature: which key store to look for. */
export function claimedIn(bytes: Uint8Array): Manifest {
  return parsed(bytes).manifest;
}

/** Whose set it is, whose key signed it, and whether every byte of it is signed. */
export async function readManifest(bytes: Uint8Array, by: Expected): Promise<Manifest> {
  const { file, manifest } = parsed(bytes);
  if (manifest.tenant !== by.tenant) refuse('backup.other-institution');
  const known = await by.keys.signerOf(file.signedBy);
  if (known === undefined || known !== file.publicKey) refuse('backup.wrong-keys');
  const signature = Buffer.from(file.signature, 'base64');
  const key = publicKeyFrom(Buffer.from(known, 'hex'));
  if (!isSignedBy(key, message(file.manifest), signature)) refuse('backup.damaged', { facts: { part: 'manifest' } }); // prettier-ignore
  return manifest;
}

function parsed(bytes: Uint8Array) {
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const file = fileSchema.parse(JSON.parse(text));
    const manifest = manifestSchema.parse(JSON.parse(file.manifest));
    // One form only: what is read is what was signed, to the last byte of the file.
    const isCanonical = canonical(manifest) === file.manifest;
    if (isCanonical && text === `${JSON.stringify(file)}\n`) return { file, manifest };
  } catch {
    // Said below.
  }
  return refuse('backup.damaged', { facts: { part: 'manifest' } });
}

export const manifestHash = (bytes: Uint8Array): string =>
  Buffer.from(sha256(bytes)).toString('hex');

export interface Found {
  readonly chain: string;
  readonly set: string;
}

/** Every set at a target that has a manifest, the oldest first: ids hold the time. */
export async function setsAt(target: Target): Promise<Found[]> {
  const found: Found[] = [];
  for await (const path of target.list('')) {
    const [, chain, set] = /^([0-9a-f-]{36})\/([0-9a-f-]{36})\.manifest$/.exec(path) ?? [];
    if (chain !== undefined && set !== undefined) found.push({ chain, set });
  }
  return found.toSorted((a, b) => (a.set < b.set ? -1 : 1));
}
