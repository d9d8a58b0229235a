// The room of drills, put together: it restores with the backup room, follows orders with shredding, and looks at what came back with
// customers, the vault and the log, each given as one function.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRestored } from '../controls/audit/index.ts';
import type { RunDuty } from '../doors/duty.ts';
import type { Queue } from '../doors/work/queue.ts';
import type { Clock } from '../kernel/clock.ts';
import { sha256 } from '../kernel/crypto/index.ts';
import { openDatabase, type Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import {
  forwardOfDatabase,
  openPgBackRest,
  restoreSet,
  settleSet,
  startPhysical,
  type WholeSets,
} from '../records/backup/index.ts';
import type { Customers } from '../records/customers/index.ts';
import type { Plans } from '../records/plans/index.ts';
import { createDrills } from '../records/drills/index.ts';
import { followOrders } from '../records/shredding/index.ts';
import type { BackupGiven } from './backup.ts';
import { rules, type Controls } from './controls.ts';

interface Parts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly log: Log;
  readonly controls: Controls;
  readonly enqueue: Queue['enqueue'];
  readonly runDuty: RunDuty;
  readonly backup: Pick<BackupGiven, 'serverUrl' | 'keysFolder' | 'backups'>;
  readonly sets: WholeSets;
  readonly customers: Pick<Customers, 'load'>;
  readonly planFor: Plans['planFor'];
}

export function drillsOf(parts: Parts) {
  const { db, clock, log, controls, enqueue, runDuty, sets, customers } = parts;
  const { keyring, backups } = controls.keys;
  const { tenant } = keyring;
  const { serverUrl, keysFolder } = parts.backup;
  const checked = {
    clock,
    tenant,
    signer: keyring.auditSigner(),
    sm2: keyring.sm2AuditSigner(),
    db,
  };
  return createDrills({
    db,
    clock,
    tenant,
    rules,
    enqueue,
    runDuty,
    ...sets,
    restoreSet,
    settleSet,
    startPhysical: (set, folder) => {
      const settings = parts.backup.backups?.pgBackRest;
      const onFault = (error: unknown) => log.fault('drills', error);
      const pgBackRest = settings && openPgBackRest(settings, onFault);
      const given = { pgBackRest, programs: settings?.programs, databaseUrl: serverUrl, onFault };
      return startPhysical(given, set, folder);
    },
    scratchFolder: scratchOf(keysFolder),
    keys: backups,
    forward: () => forwardOfDatabase(serverUrl),
    followOrders: async (url) => {
      const restored = openDatabase(url, { connectionsMax: 1, statementTimeoutMs: 0 });
      try {
        return await followOrders(restored.db);
      } finally {
        await restored.close();
      }
    },
    checkLog: (restored, progress) => checkRestored(checked, restored, progress),
    load: (of, ids) => customers.load(of, { by: 'customer', customers: ids }),
    trial: controls.trial,
    planFor: parts.planFor,
    audit: controls.audit,
    onFault: (error) => log.fault('drills', error),
  });
}

/** One place for one institution on one machine, so that what a kill left is found again. */
export function scratchOf(keysFolder: string): string {
  const name = Buffer.from(sha256(Buffer.from(keysFolder)))
    .toString('hex')
    .slice(0, 12);
  return join(tmpdir(), `shouxin-drill-${name}`);
}
