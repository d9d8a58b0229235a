// Settings of the places of backups: one for the data, another for the keys, and never one for both (SECURITY 4.4). A folder, or an
// object store that speaks the S3 interface; its access key comes from a file, as every secret does.
import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { path } from './transit-settings.ts';

export interface FolderPlace {
  readonly kind: 'folder';
  readonly folder: string;
}

export interface ObjectPlace {
  readonly kind: 's3';
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Begins every name; may be empty. */
  readonly prefix: string;
  /** Two lines: access key id, secret access key. */
  readonly keyFile: string;
}

export type BackupPlace = FolderPlace | ObjectPlace;

/** The institution's pgBackRest, which holds the bytes; ours then is the signed manifest of what they must give back. */
export interface PgBackRestSettings {
  readonly stanza: string;
  /** Its configuration file; absent: where it looks by itself. */
  readonly config?: string | undefined;
  /** Folder of the programs of the PostgreSQL that is backed up (`pg_config --bindir`), for a drill. */
  readonly programs?: string | undefined;
}

export interface BackupPlaces {
  readonly data?: BackupPlace | undefined;
  readonly keys?: BackupPlace | undefined;
  /** Access keys, for a place that a command names. */
  readonly keyFiles?: { readonly data?: string | undefined; readonly keys?: string | undefined };
  readonly pgBackRest?: PgBackRestSettings | undefined;
}

export const backupShape = {
  SHOUXIN_BACKUP: z.string().max(500).optional(),
  SHOUXIN_BACKUP_S3_KEY_FILE: path.optional(),
  SHOUXIN_KEY_BACKUP: z.string().max(500).optional(),
  SHOUXIN_KEY_BACKUP_S3_KEY_FILE: path.optional(),
  SHOUXIN_PGBACKREST: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, {
      error: 'SHOUXIN_PGBACKREST must be the name of a stanza of pgBackRest',
    })
    .optional(),
  SHOUXIN_PGBACKREST_CONFIG: path.optional(),
  SHOUXIN_PGBACKREST_POSTGRES: path.optional(),
};

/** As a person finds it, and as the register of storage names it. */
export function locatorOf(place: BackupPlace): string {
  if (place.kind === 'folder') return resolve(place.folder);
  return `s3://${place.bucket}/${place.prefix}?endpoint=${place.endpoint}`;
}

type Values = z.output<z.ZodObject<typeof backupShape>>;

/** `s3://bucket/prefix?endpoint=https://...&region=cn-north-1`, or a folder. */
export function placeOf(text: string, keyFile: string | undefined): BackupPlace | string {
  if (!text.startsWith('s3://')) return { kind: 'folder', folder: resolve(text) };
  if (!URL.canParse(text)) return `${text} is not s3://bucket/prefix?endpoint=https://...`;
  const { hostname: bucket, pathname, searchParams } = new URL(text);
  const endpoint = searchParams.get('endpoint') ?? '';
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/?$/.test(endpoint);
  if (!URL.canParse(endpoint) || !(endpoint.startsWith('https://') || isLocal)) {
    return `${text} names no endpoint: add ?endpoint=https://...`;
  }
  if (keyFile === undefined) return `${text} needs the file with its access key (..._S3_KEY_FILE)`;
  const prefix = pathname.replaceAll(/^\/+|\/+$/g, '');
  const region = searchParams.get('region') ?? 'us-east-1';
  return { kind: 's3', endpoint: endpoint.replace(/\/$/, ''), region, bucket, prefix, keyFile };
}

interface Beside {
  readonly home: string;
  readonly keys: string;
  /** The PostgreSQL is ours: nothing archives it. */
  readonly isEmbedded: boolean;
}

/** What is wrong with each, and with both together. */
export function backupPlacesOf(
  values: Partial<Values>,
  { home, keys, isEmbedded }: Beside,
): { places: BackupPlaces; mistakes: string[] } {
  const mistakes: string[] = [];
  const read = (name: 'SHOUXIN_BACKUP' | 'SHOUXIN_KEY_BACKUP'): BackupPlace | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const place = placeOf(text, values[`${name}_S3_KEY_FILE`]);
    if (typeof place === 'string') {
      mistakes.push(`${name}: ${place}`);
      return undefined;
    }
    mistakes.push(...besideMistakes(name, place, { home, keys }));
    return place;
  };
  const places = {
    data: read('SHOUXIN_BACKUP'),
    keys: read('SHOUXIN_KEY_BACKUP'),
    keyFiles: {
      data: values.SHOUXIN_BACKUP_S3_KEY_FILE,
      keys: values.SHOUXIN_KEY_BACKUP_S3_KEY_FILE,
    },
    pgBackRest: pgBackRestOf(values),
  };
  if (places.pgBackRest && values.SHOUXIN_BACKUP === undefined) {
    mistakes.push('SHOUXIN_PGBACKREST needs SHOUXIN_BACKUP too: the signed manifests of its sets lie there'); // prettier-ignore
  }
  if (places.pgBackRest && isEmbedded) {
    mistakes.push('SHOUXIN_PGBACKREST is for a PostgreSQL of your own: set DATABASE_URL, or leave it out'); // prettier-ignore
  }
  if (places.data && places.keys && areOne(places.data, places.keys)) {
    mistakes.push(
      'SHOUXIN_BACKUP and SHOUXIN_KEY_BACKUP are one place: whoever steals it has both data and keys. Choose another for the keys',
    );
  }
  return { places, mistakes };
}

function pgBackRestOf(values: Partial<Values>): PgBackRestSettings | undefined {
  const stanza = values.SHOUXIN_PGBACKREST;
  if (stanza === undefined) return undefined;
  const { SHOUXIN_PGBACKREST_CONFIG: config, SHOUXIN_PGBACKREST_POSTGRES: programs } = values;
  return { stanza, config, programs };
}

function besideMistakes(
  name: string,
  place: BackupPlace,
  { home, keys }: { home: string; keys: string },
): string[] {
  if (place.kind !== 'folder') return [];
  const meets = (folder: string) =>
    isWithin(place.folder, folder) || isWithin(folder, place.folder);
  if (meets(home))
    return [`${name} must lie apart from SHOUXIN_HOME: what takes one takes the other`];
  if (meets(keys)) return [`${name} must lie apart from SHOUXIN_KEYS`];
  return [];
}

/** One inside the other is one place; so is one bucket, whose access key reaches all of it. */
export function areOne(a: BackupPlace, b: BackupPlace): boolean {
  if (a.kind === 'folder' && b.kind === 'folder') {
    return isWithin(a.folder, b.folder) || isWithin(b.folder, a.folder);
  }
  if (a.kind === 's3' && b.kind === 's3') return a.endpoint === b.endpoint && a.bucket === b.bucket;
  return false;
}

/** Inside it, or the same. */
function isWithin(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}
