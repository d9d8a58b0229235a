// Where everything meets: database, controls, records, doors. What runs in the background and in which order things stop is
// read here; which room gets what is in app/controls.ts and app/records.ts.
import { join } from 'node:path';
import type { BackupGiven } from './app/backup.ts';
import { createControls, rules, type Controls, type ControlsParts } from './app/controls.ts';
import { createRecords } from './app/records.ts';
import { createAttackReports } from './app/attack-reports.ts';
import { placesOf } from './app/places.ts';
import { createSealReference } from './app/references.ts';
import { createDuty, type RunDuty } from './doors/duty.ts';
import { createHttp } from './doors/http/server.ts';
import { createIdempotency } from './doors/idempotency.ts';
import { createPerform } from './doors/perform.ts';
import { dropOldAnswers, isReachable } from './doors/store.ts';
import { createQueue, type Queue } from './doors/work/queue.ts';
import { createTimetable, type Timed, type Timetable } from './doors/work/timetable.ts';
import type { Clock } from './kernel/clock.ts';
import { openDatabase, type Database } from './kernel/database.ts';
import type { KeyProviderSettings } from './kernel/key-settings.ts';
import type { Log } from './kernel/log.ts';

export const consoleFolder = join(import.meta.dirname, '../../console/dist');

export interface AppParts extends Pick<BackupGiven, 'backups'> {
  /** The role without DDL and without UPDATE or DELETE on ledgers. */
  readonly serverUrl: string;
  readonly tenant: string;
  readonly suite: 'gm' | 'intl';
  readonly keysFolder: string;
  readonly witnessFile?: ControlsParts['witnessFile'];
  /** Absent: the sealed file, opened by the key beside it. */
  readonly keyProvider?: KeyProviderSettings;
  readonly production?: boolean;
  readonly unsealing?: ControlsParts['unsealing'];
  readonly clock: Clock;
  readonly log: Log;
  readonly behindTlsProxy: boolean;
  readonly consoleFolder: string;
  /** SHOUXIN_HOME, when the embedded PostgreSQL lies there; else the database's own address says where data is. */
  readonly home?: string;
  /** Folder in which reports of attacks lie. */
  readonly attackReportsFolder?: string;
}

export type App = Awaited<ReturnType<typeof createApp>>;

export async function createApp(parts: AppParts) {
  const { log, serverUrl } = parts;
  const database = openDatabase(serverUrl, {
    onIdleError: (error) => log.fault('idle connection', error),
  });
  try {
    return await joined(parts, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function joined(parts: AppParts, database: Database) {
  const { clock, log, serverUrl } = parts;
  const { db } = database;
  const controls = await createControls({ ...parts, db });
  const { audit, identity, secrets, sealer, disclosure } = controls;
  const sealReference = createSealReference(sealer, db);
  const runDuty = createDuty({ db, clock, audit, sealReference });
  const queue = createQueue({ serverUrl, log });
  const records = createRecords({
    db,
    clock,
    log,
    controls,
    enqueue: queue.enqueue,
    runDuty,
    places: placesOf(parts),
    attackReports: createAttackReports({ ...parts, keyring: controls.keys.keyring }),
    backup: parts,
  });
  const perform = createPerform({
    db,
    clock,
    log,
    routes: records.routes,
    audit,
    propose: records.approvals.propose,
    checkPurpose: disclosure.requirePurpose,
    sealReference,
    idempotency: createIdempotency({ db, secrets }),
    admit: identity.admit,
  });
  const timetable = createTimetable(log, timedOf({ db, runDuty }, records));
  const http = await createHttp({
    ...parts,
    perform,
    rules,
    recognise: (token, from) => identity.recognise({ token, ...from }),
    csrfFits: identity.csrfFits,
    ready: () => readyOf(database, controls),
    isDemonstration: async () => !parts.production && identity.hasDemonstrationAccounts(db),
  });
  const publish = createPublish(controls, runDuty);
  const life = lifeOf({ database, http, queue, timetable }, controls, records);
  return {
    ...controls,
    ...records,
    ...life,
    publish,
    db,
    http,
    perform,
    runDuty,
    clock,
    log,
    verificationKey: audit.verifierKey,
  };
}

const hourMs = 3_600_000;

/** What is done by the clock. */
function timedOf(
  { db, runDuty }: { readonly db: Database['db']; readonly runDuty: RunDuty },
  {
    approvals,
    backup,
    drills,
    imports,
    rotations,
    shredding,
    storage,
  }: ReturnType<typeof createRecords>,
): Timed[] {
  const expire = () =>
    runDuty(
      'approvals.expire',
      async (call) => void call.append({ count: await approvals.expire(call) }),
    );
  return [
    { everyMs: 600_000, name: 'approvals.expire', run: expire },
    { everyMs: hourMs, name: 'doors.drop-answers', run: () => dropOldAnswers(db) },
    { everyMs: hourMs, name: 'imports.sweep', run: () => imports.duties['imports.sweep']() },
    { everyMs: 5_000, name: 'keys.reencrypt', run: () => rotations.proceed() },
    { everyMs: hourMs, name: 'keys.retire', run: () => rotations.retire() },
    { everyMs: 60_000, name: 'backup.schedule', run: backup.takeDue },
    { everyMs: hourMs, name: 'drills.schedule', run: drills.startDue },
    { everyMs: 5_000, name: 'shredding.certify', run: shredding.certifyDue },
    { everyMs: hourMs, name: 'storage.count-coverage', run: storage.countWhenDue },
  ];
}

/** Rules, purposes and notices as this version ships them, into their ledgers; what is there already is left alone. */
function createPublish({ policy, consent, keys }: Controls, runDuty: RunDuty) {
  return () =>
    runDuty('server.start', async (call) => {
      await policy.publish(call);
      await consent.publish(call);
      const { provider, openedBy, generation } = await keys.health();
      const facts = { keyProvider: provider, keysOpenedBy: openedBy, keyGeneration: generation };
      call.append({ policyVersion: policy.version, facts });
    });
}

async function readyOf({ db }: Database, { audit, keys }: Controls) {
  const [isStored, hasKeys] = await Promise.all([isReachable(db), keys.isReady()]);
  const checks = { database: isStored, log: audit.state().kind === 'ready', keys: hasKeys };
  return { ready: Object.values(checks).every(Boolean), checks };
}

interface Running {
  readonly database: Database;
  readonly http: Awaited<ReturnType<typeof createHttp>>;
  readonly queue: Queue;
  readonly timetable: Timetable;
}

function lifeOf(
  { database, http, queue, timetable }: Running,
  { audit, identity, keys }: Controls,
  { backup, drills, imports, rotations, shredding, storage }: ReturnType<typeof createRecords>,
) {
  let stopIntegrating = async () => {};
  return {
    /** Background work begins; the doors are opened by whoever listens. */
    async start() {
      stopIntegrating = audit.start();
      const duties = {
        ...backup.duties,
        ...drills.duties,
        ...imports.duties,
        ...rotations.duties,
        ...shredding.duties,
        ...storage.duties,
      };
      await queue.start(database.db, duties);
      await backup.resume();
      await drills.resume();
      await imports.resume();
      await rotations.resume();
      await shredding.resume();
      timetable.start();
    },
    /** Doors first, then background work, then the log, then the database, then the keys. */
    async stop() {
      await http.close();
      await timetable.stop();
      await queue.stop();
      await stopIntegrating();
      await identity.settled();
      await database.close();
      await keys.close();
    },
  };
}
