// A data folder that another tool restored, started for a while with the programs of its own version: reachable only through a socket
// that this user alone may enter, without a password of its own world, never archiving, gone with its folder when it is stopped.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLauncher, type Launcher } from './launch.ts';
import { clearOrphan, makeSocketFolder, removeSocketFolder } from './orphan.ts';
import { startPostmaster } from './postmaster.ts';
import { asParameters, createAddress, settings } from './settings.ts';

export interface RestoredPlan {
  /** Holds `postgres`, the data folder, and whatever starting it needs. */
  readonly folder: string;
  /** Where the programs of its version lie. */
  readonly programs: string;
}

export interface RestoredEngine {
  url(role: string, database: string): string;
  stop(): Promise<void>;
}

const port = 5432;
const bytesToldMax = 4_000;

export const dataFolderIn = (folder: string): string => join(folder, 'postgres');

/** Names the folder of the socket, for whoever clears up after a kill. */
const memoIn = (folder: string): string => join(folder, 'socket-folder');

/** Ready means: recovered up to its target. That takes as long as the log that is replayed. */
export async function startRestored({ folder, programs }: RestoredPlan): Promise<RestoredEngine> {
  const launcher = createLauncher();
  const dataFolder = dataFolderIn(folder);
  const sockets = makeSocketFolder();
  launcher.own(sockets);
  writeFileSync(memoIn(folder), sockets);
  try {
    const postmaster = await startPostmaster({
      launcher,
      program: join(programs, 'postgres'),
      dataFolder,
      logFile: join(folder, 'postgres.log'),
      parameters: [
        ...createAddress(sockets, port),
        ...asParameters(ownSettings(launcher, folder, dataFolder)),
      ],
    });
    return {
      url: (role, database) =>
        `postgres://${encodeURIComponent(role)}@localhost:${port}/${encodeURIComponent(database)}?host=${encodeURIComponent(sockets)}`,
      async stop() {
        await postmaster.stop();
        removeSocketFolder(sockets);
      },
    };
  } catch (error) {
    removeSocketFolder(sockets);
    throw error;
  }
}

/** What the institution's own files say of it does not count here: who may enter, where to archive, what to load. */
function ownSettings(launcher: Launcher, folder: string, dataFolder: string) {
  const configuration = join(folder, 'settings');
  mkdirSync(configuration, { recursive: true, mode: 0o700 });
  launcher.own(configuration);
  const write = (name: string, text: string) => {
    const path = join(configuration, name);
    writeFileSync(path, text, { mode: 0o600 });
    launcher.own(path);
    return path;
  };
  return {
    ...settings,
    log_connections: 'off',
    config_file: write('postgresql.conf', ''),
    hba_file: write('pg_hba.conf', 'local all all trust\n'),
    ident_file: write('pg_ident.conf', ''),
    data_directory: dataFolder,
    archive_mode: 'off',
    shared_preload_libraries: '',
    hot_standby: 'off',
    ssl: 'off',
    recovery_target_action: 'promote',
  };
}

/** A server of a restored folder that outlived a kill of ours. */
export const clearRestored = async (folder: string): Promise<void> => {
  await clearOrphan(dataFolderIn(folder));
  const memo = memoIn(folder);
  if (existsSync(memo)) removeSocketFolder(readFileSync(memo, 'utf8'));
};

export interface Ran {
  readonly status: number | null;
  readonly output: string;
  /** The end of what it said beside its output. */
  readonly said: string;
}

/** Runs a program as PostgreSQL itself is run: never as root, with nothing of our environment. */
export function runAsPostgres(program: string, parameters: readonly string[]): Promise<Ran> {
  const child = createLauncher().spawn(program, parameters, ['ignore', 'pipe', 'pipe']);
  let [output, said] = ['', ''];
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-bytesToldMax)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output, said }));
  });
}

/** An empty folder that the program may fill. */
export function emptyFolderFor(folder: string): string {
  const dataFolder = dataFolderIn(folder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  createLauncher().own(dataFolder);
  return dataFolder;
}
