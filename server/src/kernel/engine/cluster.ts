// Makes the data folder of the embedded PostgreSQL at first start: checksums on, UTF-8, sorting
// that depends on no library of the machine, every connection by password. It appears under its
// final name only when it is complete, so a kill in between leaves nothing half made.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPassword, readPassword } from './password.ts';
import type { Launcher } from './launch.ts';

export const ownerRole = 'shouxin_owner';

export interface ClusterPlan {
  readonly launcher: Launcher;
  readonly initdb: string;
  readonly dataFolder: string;
  readonly keys: string;
  /** A private folder for the moment, outside data and keys. */
  readonly scratch: string;
}

/** The data folder is there and the password for it is not (or PostgreSQL does not take it). */
export class KeysMissing extends Error {
  override readonly name = 'KeysMissing';
}

/** Returns the owner's password; makes the cluster when there is none. */
export async function prepareCluster(plan: ClusterPlan): Promise<string> {
  const known = readPassword(plan.keys, ownerRole);
  if (existsSync(join(plan.dataFolder, 'PG_VERSION'))) {
    if (known !== undefined) return known;
    throw new KeysMissing(
      `${plan.dataFolder} holds a database, and its password is not in ${plan.keys}. ` +
        'Set SHOUXIN_KEYS to the keys folder that belongs to this data folder.',
    );
  }
  const password = known ?? createPassword(plan.keys, ownerRole);
  await initialise(plan, password);
  return password;
}

async function initialise(plan: ClusterPlan, password: string): Promise<void> {
  const { launcher, dataFolder, scratch } = plan;
  const unfinished = `${dataFolder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (launcher.way === 'other user') chmodSync(dirname(dataFolder), 0o711);
  launcher.own(unfinished);
  const passwordFile = join(scratch, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  launcher.own(passwordFile);
  try {
    await run(plan, ['-D', unfinished, `--pwfile=${passwordFile}`]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, dataFolder);
}

const initParameters = [
  `--username=${ownerRole}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '--no-instructions',
];

function run(plan: ClusterPlan, parameters: string[]): Promise<void> {
  const child = plan.launcher.spawn(
    plan.initdb,
    [...parameters, ...initParameters],
    ['ignore', 'pipe', 'pipe'],
  );
  let said = '';
  const listen = (chunk: unknown) => {
    said = `${said}${String(chunk)}`.slice(-4_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`PostgreSQL could not make its data folder:\n${said.trim()}`));
    });
  });
}
