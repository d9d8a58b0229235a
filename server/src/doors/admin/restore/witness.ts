// The witness of a log that was restored: the one from the backup of the keys, which knows how far the log had come; where there is none,
// the newest signed checkpoint that the set itself holds.
import { writeFileSync } from 'node:fs';
import type { Witness } from '../../../controls/audit/index.ts';
import { originOf } from '@shouxin/contract/proof';
import { openDatabase } from '../../../kernel/database.ts';
import { lastCheckpointOf } from './store.ts';

export interface FirstWitness {
  readonly witness: Witness;
  readonly path: string;
  readonly bytes: Buffer | undefined;
  readonly ownerUrl: string;
  readonly tenant: string;
}

export async function firstWitness({ witness, path, bytes, ownerUrl, tenant }: FirstWitness) {
  if (bytes) {
    writeFileSync(path, bytes, { mode: 0o600 });
    return;
  }
  const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    const last = await lastCheckpointOf(db);
    if (last) await witness.write({ origin: originOf(tenant), ...last });
  } finally {
    await close();
  }
}
