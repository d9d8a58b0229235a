// Queued duties on graphile-worker: enqueued in the transaction of the change that asked for them, so a crash loses none,
// and taken up again after a kill. A payload holds ids only, never a value.
import { makeWorkerUtils, run, type Runner } from 'graphile-worker';
import { SafeClient } from '../../kernel/database-client.ts';
import { openDatabase, type Database, type Tx } from '../../kernel/database.ts';
import type { Log } from '../../kernel/log.ts';
import { addJob, unlockJobs } from '../store.ts';

export type Duty = (payload: Readonly<Record<string, string>>) => Promise<void>;

export interface Queue {
  /** In the caller's transaction: the duty exists exactly when the change does. */
  enqueue(tx: Tx, duty: string, payload: Readonly<Record<string, string>>): Promise<void>;
  /** Takes up what a killed server left locked, then works. */
  start(db: Tx, duties: Readonly<Record<string, Duty>>): Promise<void>;
  stop(): Promise<void>;
}

const schema = 'graphile_worker';

/** The library turns row security on for its tables, which would hide every job from a role that is not the owner. */
const rightsOfTheServer = `
  GRANT USAGE ON SCHEMA ${schema} TO shouxin_server;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO shouxin_server;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO shouxin_server;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO shouxin_server;
  DO $$
  DECLARE it record;
  BEGIN
    FOR it IN SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = '${schema}'::regnamespace
      AND c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'shouxin_server')
    LOOP
      EXECUTE format('CREATE POLICY shouxin_server ON ${schema}.%I TO shouxin_server USING (true) WITH CHECK (true)', it.relname);
    END LOOP;
  END
  $$;`;

/** Installs the library's own tables as the owner and lets the server's role work with them. */
export async function prepareQueue(ownerUrl: string): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: ownerUrl, schema, logger: quiet() });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
  const client = new SafeClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(rightsOfTheServer);
  } finally {
    await client.end();
  }
}

const pauseMs = 500;

/** The library gives up when it cannot say that a job has ended, as while PostgreSQL restarts: then it is started again. */
export function createQueue({ serverUrl, log }: { serverUrl: string; log: Log }): Queue {
  // Connections of our own kind: one that is lost while it ends must not end the process.
  const connections = openDatabase(serverUrl, { name: 'shouxin-duties', connectionsMax: 6 });
  let runner: Runner | undefined;
  let keeping = Promise.resolve();
  let isStopping = false;

  async function begin(db: Tx, duties: Readonly<Record<string, Duty>>): Promise<void> {
    await unlockJobs(db);
    runner = await runnerOf({ pool: connections.pool, log, duties });
    if (isStopping) await runner.stop();
  }

  async function keep(db: Tx, duties: Readonly<Record<string, Duty>>): Promise<void> {
    for (;;) {
      await runner?.promise.catch((error: unknown) => log.fault('queue', error));
      if (isStopping) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await begin(db, duties).catch((error: unknown) => log.fault('queue', error));
    }
  }

  return {
    async enqueue(tx, duty, payload) {
      await addJob(tx, duty, payload);
    },
    async start(db, duties) {
      await begin(db, duties);
      keeping = keep(db, duties);
    },
    async stop() {
      isStopping = true;
      // Refused only when it has stopped by itself.
      await runner?.stop().catch(() => {});
      await keeping;
      await connections.close();
    },
  };
}

interface Running {
  readonly pool: Database['pool'];
  readonly log: Log;
  readonly duties: Readonly<Record<string, Duty>>;
}

function runnerOf({ pool, log, duties }: Running): Promise<Runner> {
  const named = Object.entries(duties).map(([name, duty]) => [
    name,
    (payload: unknown) => guarded(log, duty, payload),
  ]);
  return run({
    pgPool: pool,
    schema,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: quiet(),
    taskList: Object.fromEntries(named),
    // Without a delay an end that cannot be stored is an unhandled rejection, which would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
}

/** The library keeps a failed job's message in its table, so what it is told holds no message. */
async function guarded(log: Log, duty: Duty, payload: unknown): Promise<void> {
  const failed = await duty(payload as Record<string, string>).then(
    () => false,
    (error: unknown) => {
      log.fault('duty failed', error);
      return true;
    },
  );
  if (failed) throw new Error('duty failed');
}

function quiet() {
  return new (class {
    scope() {
      return this;
    }
    error() {}
    warn() {}
    info() {}
    debug() {}
  })() as never;
}
