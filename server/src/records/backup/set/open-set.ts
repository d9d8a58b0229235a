// A set at its target, opened: its manifest believed, its pieces read one after the other, each checked before a byte of it is used.
import { Refusal, refuse } from '@shouxin/contract';
import type { BackupKeys } from '../../../controls/keys/index.ts';
import { NotAuthentic, sha256 } from '../../../kernel/crypto/index.ts';
import { keyOf } from './chain.ts';
import {
  filePath,
  manifestPath,
  piecePath,
  readManifest,
  setsAt,
  type Expected,
  type Found,
  type Manifest,
  type SetTable,
} from './manifest.ts';
import { tableSealer, type Chain } from './piece.ts';
import type { Target } from './target.ts';

export interface OpenSet {
  readonly manifest: Manifest;
  /** Rows of a table as COPY writes them, block by block, without head and end. */
  rowsOf(table: SetTable): AsyncIterable<Buffer>;
  /** The names that blocks of this table have under the set's key. */
  nameIn(table: string): (bytes: Uint8Array) => string;
  file(name: string): Promise<Buffer>;
}

/** The set that is asked for, or the newest. */
export async function findSet(target: Target, set?: string): Promise<Found> {
  const all = await setsAt(target);
  const found = set === undefined ? all.at(-1) : all.find((it) => it.set === set);
  return found ?? refuse('backup.not-whole');
}

export async function openSet(target: Target, which: Found, by: Expected): Promise<OpenSet> {
  const bytes = await target.get(manifestPath(which)).catch((error: unknown) => {
    throw error instanceof Refusal && error.code === 'backup.piece-missing'
      ? new Refusal('backup.not-whole')
      : error;
  });
  const manifest = await readManifest(bytes, by);
  if (manifest.set !== which.set || manifest.chain !== which.chain) refuse('backup.tables-differ');
  const chain = await chainOf(manifest, by.keys);
  return {
    manifest,
    rowsOf: (table) => rowsOf(target, chain, table),
    nameIn: (table) => tableSealer(chain, table).nameOf,
    file: (name) => fileOf(target, manifest, name),
  };
}

async function chainOf(manifest: Manifest, keys: BackupKeys): Promise<Chain> {
  const { tenant, chain, key: of } = manifest;
  const wrapped = { ...of, wrapped: Buffer.from(of.wrapped, 'base64') };
  return { tenant, chain, suite: of.suite, key: await keyOf(keys, chain, wrapped) };
}

async function* rowsOf(target: Target, chain: Chain, table: SetTable): AsyncIterable<Buffer> {
  const sealer = tableSealer(chain, table.name);
  for (const [name, , length] of table.pieces) {
    const sealed = await target.get(piecePath(chain.chain, name)).catch((error: unknown) => {
      throw error instanceof Refusal && error.code === 'backup.piece-missing'
        ? new Refusal(error.code, { facts: { table: table.name } })
        : error;
    });
    yield opened(() => sealer.open(name, sealed, length), table.name);
  }
}

function opened(open: () => Buffer, part: string): Buffer {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof NotAuthentic)) throw error;
    return refuse('backup.damaged', { facts: { part } });
  }
}

async function fileOf(target: Target, manifest: Manifest, name: string): Promise<Buffer> {
  const stated = manifest.files.find((it) => it.name === name) ?? refuse('backup.piece-missing');
  const bytes = await target.get(filePath(manifest, name));
  const found = Buffer.from(sha256(bytes)).toString('hex');
  if (bytes.length !== stated.bytes || found !== stated.sha256) {
    refuse('backup.damaged', { facts: { part: name } });
  }
  return bytes;
}
