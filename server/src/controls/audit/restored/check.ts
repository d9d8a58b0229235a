// A log that came back with a set, in a database of its own: read again from its first entry to its last, and compared with the log that
// runs, which signed the same root at the same size or is not the same log (SECURITY threats 5 and 25).
import { originOf } from '@shouxin/contract/proof';
import type { Clock } from '../../../kernel/clock.ts';
import { isSameBytes, type Signer } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import { checkIntegrity, type Progress } from '../check-integrity.ts';
import { checkpointsAfter, lastCheckpoint } from '../store.ts';

export interface RestoredLog {
  readonly entries: number;
  /** Links that are not what they must be. */
  readonly broken: number;
  /** The newest signed checkpoint; absent: the log is empty. */
  readonly checkpoint: { readonly size: number; readonly root: Uint8Array } | undefined;
  /** Whether the log that runs holds the same checkpoint. */
  readonly continues: boolean;
}

export interface RestoredParts {
  readonly clock: Clock;
  readonly tenant: string;
  readonly signer: Signer;
  readonly sm2?: Signer | undefined;
  /** Of the log that runs. */
  readonly db: Tx;
}

export async function checkRestored(
  { clock, tenant, signer, sm2, db }: RestoredParts,
  restored: Tx,
  progress?: Progress,
): Promise<RestoredLog> {
  const last = await lastCheckpoint(restored);
  const origin = originOf(tenant);
  // It is a copy: nothing but its own end can be its witness. That it is no older than it says is what `continues` tells.
  const witness = {
    read: () =>
      Promise.resolve(last && { origin, size: last.size, root: last.root, note: last.note }),
    write: () => Promise.resolve(),
  };
  const log = { db: restored, clock, signer, witness, origin, ...(sm2 && { sm2 }) };
  const { entries, findings } = await checkIntegrity(log, {}, progress);
  const same = last && (await checkpointsAfter(db, last.size - 1, 1))[0];
  const continues = !last || (same?.size === last.size && isSameBytes(same.root, last.root));
  return { entries, broken: findings.length, checkpoint: last, continues };
}
