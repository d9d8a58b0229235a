// Puts a set into an empty database and proves it while doing so: the structure is that of the set's migrations, each piece is checked
// before its rows go in, and at the end every table is read again and must give the very pieces that the manifest names. Until then
// the database carries a mark, and no server starts on it (R3.2.6, threat 26). A drill calls this with a database of its own.
import { refuse, Refusal } from '@shouxin/contract';
import type { BackupKeys } from '../../../controls/keys/index.ts';
import { openLongSession, type LongSession } from '../../../kernel/long-session.ts';
import { migrate, readMigrations } from '../../../kernel/migrate.ts';
import { cutRows } from '../set/cut.ts';
import type { Manifest, SetTable } from '../set/manifest.ts';
import type { OpenSet } from '../set/open-set.ts';
import { copyInto, copyOutOf, tablesOf } from '../set/store.ts';
import { refusalOf } from '../set/target.ts';
import { asCopy } from '../set/verify-set.ts';
import { putForward, type Forward } from './forward.ts';
import {
  advanceSequences,
  begunQuickly,
  bucketsInUse,
  dropHalf,
  emptied,
  markHalf,
  markWhole,
  putBack,
  standingOf,
  takeDown,
} from './store.ts';

export interface RestoreParts {
  /** As the owner, of an empty database. */
  readonly databaseUrl: string;
  readonly set: OpenSet;
  readonly keys: BackupKeys;
  /** What only moves forward, from where it is newest; absent: the set's own is. */
  readonly forward?: Forward | undefined;
  /** Takes out of the database what orders of destruction name; answers how many orders there are. */
  readonly followOrders: (databaseUrl: string) => Promise<number>;
  readonly onStep?: (step: RestoreStep) => void;
}

export type RestoreStep =
  | { readonly step: 'load' | 'check'; readonly table: string; readonly rows: number }
  | { readonly step: 'structure' | 'forward' | 'whole' };

export interface Restored {
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
  readonly log: Manifest['log'];
  /** Migrations that were run after, because the set is older than the program. */
  readonly migrated: readonly string[];
  readonly orders: number;
}

export const restoreSet = (parts: RestoreParts): Promise<Restored> => inSession(parts, restored);

/**
 * What another tool restored to the set's point is held against the manifest and taken forward as a set of ours is. Its rows are changed
 * from then on, so one that was cut off has to be restored by the tool again.
 */
export const settleSet = (parts: RestoreParts): Promise<Restored> =>
  inSession(parts, async (given, session) => {
    const standing = await standingOf(session);
    if (standing === 'empty')
      refuse('backup.restore-first', { facts: factsOf(given.set.manifest) });
    if (standing === 'half') refuse('backup.not-restored');
    const only = migrationsOf(given.set.manifest);
    await refuseOtherMigrations(session, only);
    await refuseOtherTables(session, given.set.manifest);
    await check(given, session).catch((error: unknown) => {
      const isOther = error instanceof Refusal && error.code === 'backup.damaged';
      throw isOther ? new Refusal('backup.not-at-point', error.more) : error;
    });
    await markHalf(session);
    return settled(given, session);
  });

const factsOf = ({ physical }: Manifest) => ({
  label: physical?.label ?? '',
  point: physical?.point ?? '',
});

async function inSession(
  parts: RestoreParts,
  work: (parts: RestoreParts, session: LongSession) => Promise<Restored>,
): Promise<Restored> {
  const session = await openLongSession(parts.databaseUrl, 'shouxin-restore');
  try {
    return await work(parts, session);
  } catch (error) {
    throw error instanceof Refusal ? error : (refusalOf(error) ?? error);
  } finally {
    await session.close();
  }
}

async function restored(parts: RestoreParts, session: LongSession): Promise<Restored> {
  const { databaseUrl, set, onStep } = parts;
  const { manifest } = set;
  if (manifest.physical) refuse('backup.restore-first', { facts: factsOf(manifest) });
  const only = migrationsOf(manifest);
  await begun(session);
  await migrate(databaseUrl, { only, isRestoring: true });
  onStep?.({ step: 'structure' });
  await refuseOtherTables(session, manifest);
  await load(parts, session);
  await check(parts, session);
  return settled(parts, session);
}

async function settled(parts: RestoreParts, session: LongSession): Promise<Restored> {
  const { databaseUrl, set, onStep } = parts;
  const { manifest } = set;
  const migrated = await migrate(databaseUrl, { isRestoring: true });
  if (parts.forward) await putForward(session, parts.forward);
  const orders = await parts.followOrders(databaseUrl);
  await refuseUnopenable(session, parts.keys);
  onStep?.({ step: 'forward' });
  await session.run('ANALYZE');
  await markWhole(session);
  onStep?.({ step: 'whole' });
  const sum = (of: 'rows' | 'bytes') => manifest.tables.reduce((so, it) => so + it[of], 0);
  const { log, tables } = manifest;
  return { tables: tables.length, rows: sum('rows'), bytes: sum('bytes'), log, migrated, orders };
}

/** The numbers of the set's migrations, each the very file that this program has. */
function migrationsOf({ migrations }: Manifest): Set<number> {
  const files = new Map(readMigrations().map((it) => [it.number, it]));
  for (const { number, name, sha256 } of migrations) {
    const file = files.get(number);
    if (!file) refuse('backup.newer-schema', { facts: { migration: name } });
    if (file.sha256 !== sha256) refuse('backup.other-schema', { facts: { migration: name } });
  }
  return new Set(migrations.map(({ number }) => number));
}

/** The database says of itself that it is of these migrations, and of no other. */
async function refuseOtherMigrations(session: LongSession, only: ReadonlySet<number>) {
  const rows = await session.rows<{ number: number; name: string }>(
    'SELECT number, name FROM kernel.migration ORDER BY number',
  );
  const other = rows.find(({ number }) => !only.has(number));
  if (other) refuse('backup.other-schema', { facts: { migration: other.name } });
  if (rows.length !== only.size) refuse('backup.other-schema');
}

async function begun(session: LongSession): Promise<void> {
  const standing = await standingOf(session);
  if (standing === 'taken') refuse('backup.not-empty');
  if (standing === 'half') await dropHalf(session);
  await markHalf(session);
  await begunQuickly(session);
}

async function refuseOtherTables(session: LongSession, { tables }: Manifest): Promise<void> {
  const shapeOf = (it: { name: string; columns: readonly string[] }) =>
    `${it.name}(${it.columns.join()})`;
  const expected = (await tablesOf(session)).map(shapeOf);
  const given = tables.map(shapeOf);
  const differing = [
    ...expected.filter((it) => !given.includes(it)),
    ...given.filter((it, at) => !expected.includes(it) || given.indexOf(it) !== at),
  ];
  if (differing.length === 0) return;
  const [table = ''] = (differing[0] ?? '').split('(', 1);
  refuse('backup.tables-differ', { facts: { table, count: differing.length } });
}

async function load({ set, onStep }: RestoreParts, session: LongSession): Promise<void> {
  const names = set.manifest.tables.map(({ name }) => name);
  const takenDown = await takeDown(session, names);
  await emptied(session, names);
  for (const table of set.manifest.tables) {
    const rows = await copyInto(session, table, asCopy(set.rowsOf(table)));
    if (rows !== table.rows) refuse('backup.damaged', { facts: { part: table.name } });
    onStep?.({ step: 'load', table: table.name, rows });
  }
  await putBack(session, names, takenDown);
  await advanceSequences(session);
}

/** What lies in the database now, read as a set would be taken of it, has the names that the manifest signs. */
async function check({ set, onStep }: RestoreParts, session: LongSession): Promise<void> {
  await session.run('SET synchronize_seqscans = off');
  for (const table of set.manifest.tables) {
    await checkTable({ set, session }, table);
    onStep?.({ step: 'check', table: table.name, rows: table.rows });
  }
}

async function checkTable(
  { set, session }: { readonly set: OpenSet; readonly session: LongSession },
  table: SetTable,
): Promise<void> {
  const nameOf = set.nameIn(table.name);
  let [at, others] = [0, 0];
  for await (const block of cutRows(copyOutOf(session, table), set.manifest.cutting)) {
    if (nameOf(block.bytes) !== table.pieces[at]?.[0]) others += 1;
    at += 1;
  }
  if (others > 0 || at !== table.pieces.length)
    refuse('backup.damaged', { facts: { part: table.name } });
}

/** Each wrapped key needs its version of the bucket's key; where one is gone, the table is older than the store. */
async function refuseUnopenable(session: LongSession, keys: BackupKeys): Promise<void> {
  const { epochs } = await keys.epochs();
  const gone = (await bucketsInUse(session)).filter(({ bucket, epoch }) => {
    const [newest, oldest] = epochs[`bucket/${String(bucket).padStart(3, '0')}`] ?? [0, 0];
    return epoch > newest || epoch < oldest;
  });
  if (gone.length > 0) refuse('backup.keys-older', { facts: { buckets: gone.length } });
}
