// A PostgreSQL that lives for one drill: the embedded one, empty, or what pgBackRest restored; on a folder of its own, gone with everything
// in it when the drill ends. What a kill left is cleared at the next start of the server.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../kernel/crypto/index.ts';
import { openDatabase, type Database } from '../../../kernel/database.ts';
import { clearRestored, startEngine } from '../../../kernel/engine/index.ts';

export interface Scratch {
  readonly url: string;
  /** Open only while it is looked into: a restore asks for an empty database. */
  open(): Database;
  close(): Promise<void>;
}

interface Running {
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

/** How the PostgreSQL in an empty folder is made. */
export type StartIn = (folder: string) => Promise<Running>;

export async function openScratch(folder: string, start: StartIn = started): Promise<Scratch> {
  await clearScratch(folder);
  // Never where one before was: what a killed server had begun to set up there may still be writing.
  const engine = await start(join(folder, newId())).catch((error: unknown) => {
    remove(folder);
    throw error;
  });
  const open: Database[] = [];
  return {
    url: engine.ownerUrl,
    open() {
      const database = openDatabase(engine.ownerUrl, {
        name: 'shouxin-drill',
        connectionsMax: 2,
        statementTimeoutMs: 0,
      });
      open.push(database);
      return database;
    },
    async close() {
      for (const { close } of open.splice(0)) await close();
      await engine.stop();
      remove(folder);
    },
  };
}

const started = (folder: string) =>
  startEngine({ home: join(folder, 'data'), keys: join(folder, 'keys') });

/** A PostgreSQL of a drill that was killed is stopped first: starting on its folder does that. */
export async function clearScratch(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    await clearRestored(join(folder, name, 'data'));
    await started(join(folder, name)).then(
      (engine) => engine.stop(),
      () => {},
    );
  }
  remove(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
