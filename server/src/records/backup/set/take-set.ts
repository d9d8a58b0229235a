// Takes a set of a running database: one snapshot, every table streamed, cut, compressed, sealed and sent piece by piece, the signed
// manifest last. What is cut off has no manifest and is no set; begun again in its chain it sends what is not there yet.
import type { BackupKeys, KeyEpochs } from '../../../controls/keys/index.ts';
import { invariant } from '../../../kernel/invariant.ts';
import { openLongSession, type LongSession } from '../../../kernel/long-session.ts';
import { openChain, type OpenChain } from './chain.ts';
import { cutRows, usualCutting, type Cutting } from './cut.ts';
import {
  manifestFormat,
  manifestHash,
  manifestPath,
  piecePath,
  signManifest,
  type Manifest,
  type Physical,
  type SetTable,
} from './manifest.ts';
import { tableSealer } from './piece.ts';
import { beginSnapshot, copyOutOf, dropSnapshot, endSnapshot, factsOf, tablesOf } from './store.ts';
import type { TableShape } from './store.ts';
import type { Target } from './target.ts';

export interface Progress {
  readonly table: string;
  readonly tablesDone: number;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
  readonly stored: number;
}

export interface SetToTake {
  readonly kind: Manifest['kind'];
  readonly set: string;
  /** What it says of itself; a full set that was cut off and goes on in its chain is one all the same. */
  readonly mode: Manifest['mode'];
  /** One that is not there yet is begun: everything is stored anew. A full set begins the chain of its own name. */
  readonly chain: string;
  readonly at: Date;
  /** Rooms whose tables it holds; absent: all. */
  readonly rooms?: readonly string[];
}

export interface TakeParts {
  readonly databaseUrl: string;
  readonly tenant: string;
  readonly keys: BackupKeys;
  readonly target: Target;
  readonly cutting?: Cutting;
  readonly onProgress?: (progress: Progress) => Promise<void> | void;
  /** Holds the bytes in our place: only the manifest is made, of the moment of its restore point. */
  readonly elsewhere?: Elsewhere | undefined;
  /** What lies beside the tables, of the same moment as they. */
  readonly files?: (to: Target, set: Pick<Manifest, 'chain' | 'set'>) => Promise<Manifest['files']>;
}

export interface Elsewhere {
  /** Nobody writes while `begin` begins the snapshot; the restore point is of that moment. */
  hold<R>(begin: () => Promise<R>): Promise<{ readonly begun: R; readonly at: PointMade }>;
  /** The set that leads to the point, once all that is needed lies in the archive. */
  settled(at: PointMade): Promise<Physical>;
}

export interface PointMade {
  readonly point: string;
  readonly lsn: string;
  readonly wal: string;
}

export interface TakenSet {
  readonly manifest: Manifest;
  readonly hash: string;
  /** Bytes that were sent; the rest lay there already. */
  readonly stored: number;
}

export async function takeSet(parts: TakeParts, asked: SetToTake): Promise<TakenSet> {
  const { target, keys, tenant } = parts;
  const session = await openLongSession(parts.databaseUrl, 'shouxin-backup');
  try {
    const chain = await openChain(target, keys, { tenant, chain: asked.chain });
    const { epochs, tables, files, at } = await steadySnapshot(parts, session, asked);
    const facts = await factsOf(session);
    const copied = await copyTables({ parts, session, chain }, tables);
    await endSnapshot(session);
    const physical = at && (await parts.elsewhere?.settled(at));
    const { wrapped } = chain;
    const manifest: Manifest = {
      format: manifestFormat,
      kind: asked.kind,
      set: asked.set,
      chain: asked.chain,
      mode: asked.mode,
      tenant,
      takenAt: asked.at.toISOString(),
      ...facts,
      key: { ...wrapped, wrapped: wrapped.wrapped.toString('base64') },
      keys: epochs,
      cutting: parts.cutting ?? usualCutting,
      tables: copied.tables,
      ...(physical && { physical }),
      files,
    };
    const bytes = await signManifest(manifest, keys);
    await target.put(manifestPath(manifest), bytes);
    return { manifest, hash: manifestHash(bytes), stored: copied.stored };
  } finally {
    await session.close();
  }
}

interface Steady {
  readonly epochs: KeyEpochs;
  readonly tables: TableShape[];
  readonly files: Manifest['files'];
  readonly at: PointMade | undefined;
}

const triesMax = 50;

/**
 * A snapshot during which the key store did not change: what its wrapped keys need is what the store holds at this generation, no
 * more and no less. While buckets are being replaced it is tried again.
 */
async function steadySnapshot(
  parts: TakeParts,
  session: LongSession,
  { set, chain, rooms }: SetToTake,
): Promise<Steady> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const before = await parts.keys.epochs();
    const { begun: all, at } = await snapshotOf(parts, session);
    const files = (await parts.files?.(parts.target, { set, chain })) ?? [];
    const epochs = await parts.keys.epochs();
    if (before.generation === epochs.generation) {
      const tables = all.filter(({ name }) => rooms?.includes(roomOf(name)) ?? true);
      return { epochs, tables, files, at };
    }
    await dropSnapshot(session);
  }
  invariant(false, 'the key store stood still for a moment');
}

async function snapshotOf({ elsewhere }: TakeParts, session: LongSession) {
  const begin = async () => {
    await beginSnapshot(session);
    return tablesOf(session);
  };
  return elsewhere ? elsewhere.hold(begin) : { begun: await begin(), at: undefined };
}

export const roomOf = (table: string): string => table.split('.', 1)[0] ?? '';

interface Copying {
  readonly parts: TakeParts;
  readonly session: LongSession;
  readonly chain: OpenChain;
}

async function copyTables(copying: Copying, shapes: readonly TableShape[]) {
  const { parts } = copying;
  const tables: SetTable[] = [];
  let [rows, bytes, stored] = [0, 0, 0];
  const tell = (table: string) =>
    parts.onProgress?.({
      table,
      tablesDone: tables.length,
      tables: shapes.length,
      rows,
      bytes,
      stored,
    });
  for (const shape of shapes) {
    await tell(shape.name);
    const copied = await copyTable(copying, shape, async (it) => {
      [rows, bytes, stored] = [rows + it.rows, bytes + it.bytes, stored + it.stored];
      await tell(shape.name);
    });
    tables.push(copied);
  }
  await tell('');
  return { tables, stored };
}

interface Step {
  readonly rows: number;
  readonly bytes: number;
  readonly stored: number;
}

const underWayMax = 2;

async function copyTable(
  { parts, session, chain }: Copying,
  shape: TableShape,
  onStep: (step: Step) => Promise<void>,
): Promise<SetTable> {
  const sealer = tableSealer(chain, shape.name);
  const sending = createSending(parts.target);
  const pieces: SetTable['pieces'] = [];
  let [rows, total] = [0, 0];
  try {
    for await (const block of cutRows(copyOutOf(session, shape), parts.cutting ?? usualCutting)) {
      const { bytes } = block;
      const name = sealer.nameOf(bytes);
      let stored = 0;
      if (!parts.elsewhere && !chain.pieces.has(name)) {
        const sealed = sealer.seal(name, bytes);
        stored = sealed.length;
        await sending.add(piecePath(chain.chain, name), sealed);
        chain.pieces.add(name);
      }
      pieces.push([name, block.rows, bytes.length]);
      [rows, total] = [rows + block.rows, total + bytes.length];
      await onStep({ rows: block.rows, bytes: bytes.length, stored });
    }
    await sending.all();
  } finally {
    await sending.ended();
  }
  return { ...shape, rows, bytes: total, pieces };
}

/** Two at a time while the next is being read: what is held in memory is a few blocks. */
function createSending(target: Target) {
  const underWay: Promise<void>[] = [];
  return {
    async add(path: string, bytes: Uint8Array): Promise<void> {
      if (underWay.length >= underWayMax) await underWay.shift();
      const sending = target.put(path, bytes);
      // Its failure is taken up where it is waited for; until then it must not count as unheard.
      sending.catch(() => {});
      underWay.push(sending);
    },
    all: () => Promise.all(underWay),
    ended: () => Promise.allSettled(underWay),
  };
}
