// A PostgreSQL of the institution's own with pgBackRest beside it (Debian: postgresql, pgbackrest), in a folder of the test file: archiving
// on, one stanza, a repository that nobody else uses.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { runAsPostgres } from '../src/kernel/engine/index.ts';
import { createLauncher } from '../src/kernel/engine/launch.ts';
import { startPostmaster } from '../src/kernel/engine/postmaster.ts';
import { createAddress } from '../src/kernel/engine/settings.ts';
import { migrate } from '../src/kernel/migrate.ts';
import { ensureServerRole } from '../src/kernel/server-role.ts';

const tool = '/usr/bin/pgbackrest';
const versions = '/usr/lib/postgresql';
const newest = existsSync(versions) ? readdirSync(versions).toSorted().at(-1) : undefined;
const programs = join(versions, newest ?? '', 'bin');

export const hasPgBackRest = existsSync(tool) && existsSync(join(programs, 'initdb'));
const [administrator, owner] = ['postgres', 'bank_owner'];
const stanza = 'bank';

export async function openArchived() {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-pgbackrest-'));
  const at = (name: string) => join(folder, name);
  const launcher = createLauncher();
  for (const name of ['postgres', 'sockets', 'repository', 'lock', 'log', 'spool', 'keys']) {
    mkdirSync(at(name), { mode: 0o700 });
    launcher.own(at(name));
  }
  const config = at('pgbackrest.conf');
  writeFileSync(config, configurationOf(at));
  launcher.own(config);
  const run = async (program: string, ...given: string[]) => {
    const ran = await runAsPostgres(program, given);
    if (ran.status !== 0)
      throw new Error(`${program} ${given.join(' ')}: ${ran.said}${ran.output}`);
    return ran.output;
  };
  await run(join(programs, 'initdb'), '-D', at('postgres'), `--username=${administrator}`, '--auth=trust', '--encoding=UTF8', '--locale=C'); // prettier-ignore
  const archive = `${tool} --config=${config} --stanza=${stanza} archive-push %p`;
  const postmaster = await startPostmaster({
    launcher,
    program: join(programs, 'postgres'),
    dataFolder: at('postgres'),
    logFile: at('postgres.log'),
    parameters: [
      ...createAddress(at('sockets'), 5432),
      '-c',
      'archive_mode=on',
      '-c',
      `archive_command=${archive}`,
    ],
  });
  afterAll(async () => {
    await postmaster.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const urlOf = (role: string, database: string) => `postgres://${role}:none@localhost:5432/${database}?host=${encodeURIComponent(at('sockets'))}`; // prettier-ignore
  const asAdministrator = async (database: string, ...statements: string[]) => {
    const client = new pg.Client({ connectionString: urlOf(administrator, database) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await asAdministrator('postgres', `CREATE ROLE ${owner} LOGIN CREATEROLE`, `CREATE DATABASE bank OWNER ${owner}`); // prettier-ignore
  const ownerUrl = urlOf(owner, 'bank');
  await migrate(ownerUrl);
  const { url: serverUrl } = await ensureServerRole(ownerUrl, at('keys'));
  const ask = (command: string, ...options: string[]) =>
    run(tool, `--config=${config}`, `--stanza=${stanza}`, ...options, command);
  await ask('stanza-create');
  return {
    folder,
    keysFolder: at('keys'),
    urls: { ownerUrl, serverUrl },
    repository: at('repository'),
    settings: { stanza, config, programs },
    backup: (type: 'full' | 'incr') => ask('backup', `--type=${type}`),
    ask,
    /** What an administrator of the database gives once. */
    allowPoints: () =>
      asAdministrator('bank', `GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO ${owner}`), // prettier-ignore
  };
}

function configurationOf(at: (name: string) => string): string {
  return `[global]
repo1-path=${at('repository')}
lock-path=${at('lock')}
log-path=${at('log')}
spool-path=${at('spool')}
log-level-file=off
start-fast=y
archive-timeout=20
process-max=2

[${stanza}]
pg1-path=${at('postgres')}
pg1-socket-path=${at('sockets')}
pg1-port=5432
pg1-user=${administrator}
pg1-database=postgres
`;
}
