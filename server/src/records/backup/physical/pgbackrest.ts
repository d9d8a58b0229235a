// pgBackRest as it is asked: which sets it has and how far its archive goes, one restored to a point, its repository looked through. Only
// its commands and its JSON; no file of its repository is read here (pgBackRest command reference, `info`).
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@shouxin/contract';
import { z } from 'zod';
import { runAsPostgres, type Ran } from '../../../kernel/engine/index.ts';
import type { PgBackRestSettings } from '../../../kernel/backup-settings.ts';
import type { Physical } from '../set/manifest.ts';

const info = z.array(
  z.object({
    name: z.string(),
    status: z.object({ code: z.int() }),
    archive: z.array(z.object({ min: z.string().nullable(), max: z.string().nullable() })),
    backup: z.array(
      z.object({
        label: z.string(),
        error: z.boolean().nullish(),
        archive: z.object({ start: z.string().nullable(), stop: z.string().nullable() }),
        lsn: z.object({ start: z.string(), stop: z.string() }).nullish(),
      }),
    ),
  }),
);

const missingStanza = 1;

export interface PhysicalSet {
  readonly label: string;
  /** Where in the write-ahead log it became consistent. */
  readonly stop: bigint;
  readonly firstWal: string;
}

export interface Stanza {
  readonly sets: readonly PhysicalSet[];
  /** The newest file of the write-ahead log in the archive. */
  readonly archivedUntil: string;
}

export interface PgBackRest {
  readonly stanza: string;
  look(): Promise<Stanza>;
  /** Every file of the repository against its checksum. */
  verify(): Promise<void>;
  /** Into an empty folder; started there it recovers to the point and no further. */
  restore(set: Physical, dataFolder: string): Promise<void>;
}

/** `16/B374D848` as a number. */
export function lsnOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** Of this file of the log: a newer one, from whoever else archives here, leads elsewhere. */
export const timelineOf = (wal: string): number => Number.parseInt(wal.slice(0, 8), 16);

/** What leads to the point and no further. */
export const restoreOptions = ({ label, point, wal }: Physical): readonly string[] => [
  `--set=${label}`,
  '--type=name',
  `--target=${point}`,
  `--target-timeline=${timelineOf(wal)}`,
  '--target-action=promote',
];

/** Whether the archive reaches a file of the log. Names of other timelines say nothing of this one: undefined. */
export function reaches({ archivedUntil }: Pick<Stanza, 'archivedUntil'>, wal: string) {
  const isSame = archivedUntil !== '' && timelineOf(archivedUntil) === timelineOf(wal);
  return isSame ? archivedUntil >= wal : undefined;
}

/** Its own words may name anything; its number does not, and is what its manual goes by. */
class PgBackRestFailed extends Error {
  constructor(command: string, { status, said, output }: Ran) {
    super(`pgbackrest ${command} failed`);
    const [, number = 'none'] = /ERROR: \[(\d+)\]/.exec(`${said}${output}`) ?? [];
    this.name = `pgbackrest ${command}: exit ${status}, error ${number}`;
  }
}

export function openPgBackRest(
  { stanza, config }: PgBackRestSettings,
  onFault: (error: unknown) => void,
): PgBackRest {
  const run = async (command: string, ...options: string[]): Promise<string> => {
    const given = [`--stanza=${stanza}`, ...(config ? [`--config=${config}`] : []), '--log-level-file=off']; // prettier-ignore
    const ran = await runAsPostgres(findProgram(), [...given, ...options, command]);
    if (ran.status === 0) return ran.output;
    onFault(new PgBackRestFailed(command, ran));
    return refuse('backup.tool-failed', { facts: { command } });
  };
  return {
    stanza,
    look: async () => stanzaIn(await run('info', '--output=json'), stanza),
    verify: async () => {
      const said = await run('verify', '--output=text', '--verbose');
      if (!/status: ok/.test(said)) refuse('backup.damaged', { facts: { part: 'pgbackrest' } });
    },
    restore: async (set, dataFolder) => {
      await run('restore', ...restoreOptions(set), `--pg1-path=${dataFolder}`, '--archive-mode=off'); // prettier-ignore
    },
  };
}

function stanzaIn(json: string, name: string): Stanza {
  const stanza = info.parse(JSON.parse(json)).find((it) => it.name === name);
  // Asked for by name, one that is not there is answered with a status of its own.
  if (!stanza || stanza.status.code === missingStanza) return refuse('backup.no-stanza', { facts: { stanza: name } }); // prettier-ignore
  const sets = stanza.backup.flatMap(({ label, error, lsn, archive }) =>
    error === true || !lsn ? [] : [{ label, stop: lsnOf(lsn.stop), firstWal: archive.start ?? '' }],
  );
  const archivedUntil = stanza.archive.reduce(
    (newest, { max }) => (max !== null && max > newest ? max : newest),
    '',
  );
  return { sets, archivedUntil };
}

const name = 'pgbackrest';

function findProgram(): string {
  for (const folder of ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return refuse('backup.tool-failed', { facts: { command: name } });
}
