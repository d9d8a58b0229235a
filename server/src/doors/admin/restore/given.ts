// What the command line of a restore says: which set, which backup of the keys, and from where. What is not named is what the settings
// name, and the newest there.
import { parseArgs } from 'node:util';
import { placeOf, type BackupPlace, type BackupPlaces } from '../../../kernel/backup-settings.ts';

export interface RestoreGiven {
  readonly from: BackupPlace;
  readonly set: string | undefined;
  /** Absent: the key store of this machine is the one in use, and nothing newer is known. */
  readonly keysFrom: BackupPlace | undefined;
  readonly keysSet: string | undefined;
}

/** The command was not one, or something of it is missing; the message says how to mend it. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

const usage =
  '用法 / Use: npm run restore -- [--from PLACE] [--set ID] [--keys PLACE] [--keys-set ID], or npm run restore -- accept-loss. ' +
  'PLACE is a folder or s3://bucket/prefix?endpoint=https://...; without it SHOUXIN_BACKUP and SHOUXIN_KEY_BACKUP.';

export type RestoreCommand = 'accept-loss' | RestoreGiven;

export function readRestore(parameters: readonly string[], places: BackupPlaces): RestoreCommand {
  if (parameters[0] === 'accept-loss' && parameters.length === 1) return 'accept-loss';
  const given = optionsOf(parameters);
  const from = placed(given.from, places.data, places.keyFiles?.data);
  if (!from) throw new RestoreRefused(usage);
  const keysFrom = placed(given.keys, places.keys, places.keyFiles?.keys);
  return { from, set: given.set, keysFrom, keysSet: given['keys-set'] };
}

function placed(
  text: string | undefined,
  otherwise: BackupPlace | undefined,
  keyFile: string | undefined,
): BackupPlace | undefined {
  if (text === undefined) return otherwise;
  const place = placeOf(text, keyFile);
  if (typeof place === 'string') throw new RestoreRefused(place);
  return place;
}

function optionsOf(parameters: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { from: text, set: text, keys: text, 'keys-set': text };
    return parseArgs({ args: [...parameters], options }).values;
  } catch {
    throw new RestoreRefused(usage);
  }
}
