// Brings a set of pgBackRest back for a drill: restored into an empty folder, started with the programs of its version, recovered to the
// point of the manifest, and reached as the owner of its database.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@shouxin/contract';
import { emptyFolderFor, StartFailed, startRestored } from '../../../kernel/engine/index.ts';
import { openLongSession } from '../../../kernel/long-session.ts';
import type { Physical } from '../set/manifest.ts';
import type { PgBackRest } from './pgbackrest.ts';

export interface PhysicalParts {
  readonly pgBackRest: PgBackRest | undefined;
  readonly programs: string | undefined;
  /** Of the database in use: a name that may sign in, and the database, are in it. */
  readonly databaseUrl: string;
  readonly onFault: (error: unknown) => void;
}

export interface StartedPhysical {
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

export async function startPhysical(
  { pgBackRest, programs, databaseUrl, onFault }: PhysicalParts,
  set: Physical,
  folder: string,
): Promise<StartedPhysical> {
  if (!pgBackRest || pgBackRest.stanza !== set.stanza) refuse('backup.tool-failed');
  if (programs === undefined || !existsSync(join(programs, 'postgres'))) refuse('backup.no-programs'); // prettier-ignore
  const inside = join(folder, 'data');
  await pgBackRest.restore(set, emptyFolderFor(inside));
  const engine = await startRestored({ folder: inside, programs }).catch((error: unknown) => {
    onFault(error);
    return refuseStart(error, set);
  });
  try {
    const { username, pathname } = new URL(databaseUrl);
    const database = decodeURIComponent(pathname.slice(1));
    const owner = await ownerOf(engine.url(decodeURIComponent(username), database));
    return { ownerUrl: engine.url(owner, database), stop: () => engine.stop() };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const otherPrograms = /incompatible with server|unrecognized configuration parameter/;

/** Programs of another version, or a log that does not lead to the point. */
function refuseStart(error: unknown, { wal }: Physical): never {
  const said = error instanceof StartFailed ? error.said : String(error);
  if (otherPrograms.test(said)) refuse('backup.no-programs');
  if (error instanceof StartFailed) refuse('backup.piece-missing', { facts: { part: wal } });
  throw error;
}

async function ownerOf(url: string): Promise<string> {
  const session = await openLongSession(url, 'shouxin-drill');
  try {
    // Who owns the tables; of the database that may be somebody else.
    const [found] = await session.rows<{ owner: string }>(
      `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'kernel.migration'::regclass`,
    );
    return found?.owner ?? refuse('backup.tables-differ');
  } finally {
    await session.close();
  }
}
