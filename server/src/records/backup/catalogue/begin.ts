// Asking for a set: one row of the catalogue and its duty, in the transaction of the entry that says who wanted it. Whether it begins a
// chain or goes on in one is decided here.
import { refuse } from '@shouxin/contract';
import type { BackupKeys } from '../../../controls/keys/index.ts';
import type { Call } from '../../../kernel/call.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { brokenConstraint, type Tx } from '../../../kernel/database.ts';
import type { PgBackRest } from '../physical/pgbackrest.ts';
import type { Places } from './places.ts';
import { insertSet, standingSets, type BackupKind, type StoredSet } from './store.ts';

export type BackupDuty = 'backup.take' | 'backup.verify';

export interface BackupParts {
  readonly db: Tx;
  /** As the server's own role, which may read everything and change no ledger. */
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly tenant: string;
  readonly keys: BackupKeys;
  readonly places: Places;
  /** Holds the bytes of the data; ours is the manifest then. */
  readonly pgBackRest?: PgBackRest | undefined;
  /** What lies in SHOUXIN_KEYS and moves forward: the sealed store, where it is a file, and how far the log was witnessed. */
  readonly forwardFiles: () => Promise<
    readonly { readonly name: string; readonly bytes: Buffer }[]
  >;
  readonly rules: { number(key: string): number };
  readonly enqueue: (tx: Tx, duty: BackupDuty, payload: { set: string }) => Promise<void>;
  /** One step of a duty: a transaction with its entry. */
  readonly runDuty: <R>(act: BackupDuty | 'backup.remove' | 'backup.schedule', step: (call: Call) => Promise<R>) => Promise<R>; // prettier-ignore
}

export interface Asked {
  readonly kind: BackupKind;
  readonly mode: StoredSet['mode'];
  readonly askedBy: string;
  /** One that was cut off, whose chain this one goes on in. */
  readonly after?: StoredSet;
}

const dayMs = 86_400_000;

export async function begin(parts: BackupParts, call: Call, asked: Asked): Promise<string> {
  const place = parts.places[asked.kind]?.locator ?? refuse('backup.no-target');
  const set = newId(call.at);
  const chain = asked.after?.chain ?? (await openChainOf(parts, call, asked));
  const mode = asked.after?.mode ?? (chain === undefined ? 'full' : 'incremental');
  const { kind, askedBy } = asked;
  const row = { set, kind, mode, chain: chain ?? set, place, askedBy, askedAt: call.at };
  await insertSet(call.tx, row).catch((error: unknown) => {
    throw brokenConstraint(error) === 'backup_set_running' ? refuse('backup.running') : error;
  });
  await parts.enqueue(call.tx, 'backup.take', { set });
  return set;
}

/** The chain in which the next one goes on; absent: everything is stored anew, as also every backup of the keys is. */
async function openChainOf(
  { rules, pgBackRest }: BackupParts,
  call: Call,
  { kind, mode }: Asked,
): Promise<string | undefined> {
  if (kind === 'keys' || mode === 'full' || pgBackRest) return undefined;
  const whole = (await standingSets(call.tx, kind)).filter((it) => it.manifest !== null);
  const full = whole.find((it) => it.mode === 'full');
  if (!full) return undefined;
  const isOld = call.at.getTime() - full.askedAt.getTime() > rules.number('backup.full.every_days') * dayMs; // prettier-ignore
  return isOld ? undefined : full.chain;
}
