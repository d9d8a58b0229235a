// A PostgreSQL that lives for one drill: the embedded one, on a folder of its own, gone with everything in it when the drill ends. What
// a kill left is cleared at the next start of the server.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../../kernel/database.ts';
import { startEngine } from '../../../kernel/engine/index.ts';

export interface Scratch {
  readonly url: string;
  /** Open only while it is looked into: a restore asks for an empty database. */
  open(): Database;
  close(): Promise<void>;
}

export async function openScratch(folder: string): Promise<Scratch> {
  await clearScratch(folder);
  const engine = await started(folder);
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
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const started = (folder: string) =>
  startEngine({ home: join(folder, 'data'), keys: join(folder, 'keys') });

/** A PostgreSQL of a drill that was killed is stopped first: starting on its folder does that. */
export async function clearScratch(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await started(folder).then(
    (engine) => engine.stop(),
    () => {},
  );
  rmSync(folder, { recursive: true, force: true });
}
