// What the room of drills is built from: each other room as the few functions that it needs of it.
import type { Audit, RestoredLog } from '../../controls/audit/index.ts';
import type { BackupKeys } from '../../controls/keys/index.ts';
import type { Trial } from '../../controls/vault/index.ts';
import type { PlanScenario } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type {
  forwardOfDatabase,
  OpenSet,
  Physical,
  restoreSet,
  settleSet,
  StartedPhysical,
  WholeSets,
} from '../backup/index.ts';
import type { Customer } from '../customers/index.ts';

interface PlanTimes {
  readonly plan: string;
  readonly version: number;
  readonly rtoMinutes: number;
  readonly rpoMinutes: number;
}

export interface DrillParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly tenant: string;
  readonly scratchFolder: string;
  /** Whether there is a place from which sets are read. */
  readonly hasPlace: boolean;
  readonly keys: BackupKeys;
  /** The sets of the data that are whole, the newest first. */
  readonly wholeSets: WholeSets['wholeSets'];
  readonly openSet: (set: string) => Promise<OpenSet>;
  readonly forward: () => ReturnType<typeof forwardOfDatabase>;
  readonly restoreSet: typeof restoreSet;
  /** Of a set whose bytes pgBackRest holds: brought back in a folder, then proven. */
  readonly startPhysical: (set: Physical, folder: string) => Promise<StartedPhysical>;
  readonly settleSet: typeof settleSet;
  readonly followOrders: (databaseUrl: string) => Promise<number>;
  readonly checkLog: (restored: Tx, progress: (done: number, of: number) => void) => Promise<RestoredLog>; // prettier-ignore
  readonly load: (db: Tx, customers: readonly string[]) => Promise<readonly Customer[]>;
  readonly trial: Trial;
  readonly audit: Pick<Audit, 'checkpoint' | 'evidence'>;
  /** The approved plan of a scenario with the shortest recovery time. */
  readonly planFor: (tx: Tx, scenario: PlanScenario) => Promise<PlanTimes | undefined>;
  readonly rules: { number(key: string): number };
  readonly enqueue: (tx: Tx, duty: 'drills.run', payload: { drill: string }) => Promise<void>;
  readonly runDuty: <R>(act: 'drills.report' | 'drills.schedule', step: (call: Call) => Promise<R>) => Promise<R>; // prettier-ignore
  readonly onFault: (error: unknown) => void;
}
