// `npm run restore`: from a bare machine, a set of the data and a backup of the keys to a database that may be served. Nothing that is
// there is written over; what was destroyed since stays destroyed; what the set does not hold is said in numbers (R3.2.6).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@shouxin/contract';
import { createApp, type AppParts } from '../../../app.ts';
import { targetOf, witnessName } from '../../../app/backup.ts';
import { fileWitness } from '../../../controls/audit/index.ts';
import { isOutage, openDatabase } from '../../../kernel/database.ts';
import { startEngine } from '../../../kernel/engine/index.ts';
import { ensureServerRole } from '../../../kernel/server-role.ts';
import {
  findSet,
  forwardOfSet,
  openSet,
  restoreOptions,
  restoreSet,
  settleSet,
  type OpenSet,
  type Restored,
} from '../../../records/backup/index.ts';
import { followOrders } from '../../../records/shredding/index.ts';
import { prepareQueue } from '../../work/queue.ts';
import type { RestoreGiven } from './given.ts';
import { openKeys, type OpenKeys } from './open-keys.ts';
import { firstWitness } from './witness.ts';

export interface RestoreCommandParts extends Omit<AppParts, 'serverUrl'> {
  readonly home: string;
  readonly databaseUrl: string | undefined;
}

type Say = (line: string) => void;

export async function runRestore(
  given: RestoreGiven,
  parts: RestoreCommandParts,
  say: Say,
): Promise<void> {
  say('正在打开密钥库 / Opening the key store ...');
  const from = given.keysFrom && targetOf(given.keysFrom);
  const keys = await openKeys({ parts, from, set: given.keysSet });
  try {
    const data = targetOf(given.from);
    const by = { tenant: parts.tenant, keys: keys.keys };
    const set = await openSet(data, await findSet(data, given.set), by);
    await refuseOlderKeys(set, keys);
    const { set: id, takenAt } = set.manifest;
    say(`备份集 / Set ${id}, ${takenAt}`);
    sayPhysical(set, parts.backups?.pgBackRest?.config, say);
    await withDatabase(parts, async (ownerUrl) => {
      await refuseUnrestored(set, ownerUrl);
      const put = set.manifest.physical ? settleSet : restoreSet;
      const restored = await put({
        databaseUrl: ownerUrl,
        set,
        keys: keys.keys,
        forward: forwardFor(set, keys.backup),
        followOrders: followed,
        onStep: (it) => it.step === 'load' && it.rows > 0 && say(`  ${it.table} ${it.rows}`),
      });
      await made({ parts, set, keys, restored }, ownerUrl, say);
    });
  } finally {
    await keys.close();
  }
}

/** What has to be done before, in words that can be copied. */
function sayPhysical(
  { manifest: { physical } }: OpenSet,
  config: string | undefined,
  say: Say,
): void {
  if (!physical) return;
  const options = [
    `--stanza=${physical.stanza}`,
    ...(config === undefined ? [] : [`--config=${config}`]),
    ...restoreOptions(physical),
  ];
  say(
    '数据由 pgBackRest 恢复，本命令随后核对 / pgBackRest restores the bytes, this command proves them:',
  );
  say(`  pgbackrest ${options.join(' ')} restore`);
}

/** Before pgBackRest has restored it there may be no PostgreSQL at all. */
async function refuseUnrestored({ manifest: { physical } }: OpenSet, ownerUrl: string) {
  if (!physical) return;
  const { pool, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    if (!isOutage(error)) throw error;
    const { label, point } = physical;
    refuse('backup.restore-first', { facts: { label, point } });
  } finally {
    await close();
  }
}

async function refuseOlderKeys(set: OpenSet, { keys }: OpenKeys): Promise<void> {
  if (set.manifest.kind !== 'data') refuse('backup.not-whole');
  const { generation } = await keys.epochs();
  const needed = set.manifest.keys.generation;
  if (generation < needed) refuse('backup.keys-older', { facts: { generation, needed } });
}

/** The wrapped keys of whichever is newer: of two at one generation, the one that was taken later. */
function forwardFor(set: OpenSet, backup: OpenSet | undefined) {
  if (!backup) return undefined;
  const [one, other] = [set.manifest, backup.manifest];
  const isNewer = other.keys.generation > one.keys.generation || other.takenAt >= one.takenAt;
  return isNewer ? forwardOfSet(backup) : undefined;
}

async function followed(databaseUrl: string): Promise<number> {
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 1, statementTimeoutMs: 0 });
  try {
    return await followOrders(db);
  } finally {
    await close();
  }
}

export async function withDatabase<R>(
  { home, keysFolder, databaseUrl }: RestoreCommandParts,
  work: (ownerUrl: string) => Promise<R>,
): Promise<R> {
  if (databaseUrl !== undefined) return work(databaseUrl);
  const engine = await startEngine({ home, keys: keysFolder });
  try {
    return await work(engine.ownerUrl);
  } finally {
    await engine.stop();
  }
}

interface Made {
  readonly parts: RestoreCommandParts;
  readonly set: OpenSet;
  readonly keys: OpenKeys;
  readonly restored: Restored;
}

/** Opened once as the server will open it; the log says what was restored, or why nothing may be written yet. */
async function made({ parts, set, keys, restored }: Made, ownerUrl: string, say: Say) {
  const { keysFolder } = parts;
  await bringWitness(keys, { ownerUrl, keysFolder, tenant: parts.tenant });
  const { url: serverUrl } = await ensureServerRole(ownerUrl, keysFolder);
  await prepareQueue(ownerUrl);
  say(`已恢复 / Restored: ${restored.rows} rows, ${restored.tables} tables, ${restored.orders} orders of destruction followed.`); // prettier-ignore
  const app = await createApp({ ...parts, serverUrl });
  try {
    const state = app.audit.state();
    if (state.kind === 'ready') {
      await app.runDuty('backup.restore', async (call) => {
        const { set: id, takenAt, log } = set.manifest;
        const facts = { set: id, takenAt, logSize: log?.size ?? 0, orders: restored.orders };
        call.append({ count: restored.rows, facts });
      });
      say('可以启动：npm start / Whole and open: npm start');
      return;
    }
    say(`${state.words.zh} / ${state.words.en}`);
    if (state.missing !== undefined) say(`日志缺少 ${state.missing} 条 / Entries missing: ${state.missing}`); // prettier-ignore
    say('由两人运行 npm run restore -- accept-loss 记录损失后方可写入 / Two persons record what is lost: npm run restore -- accept-loss'); // prettier-ignore
  } finally {
    await app.stop();
  }
}

/** What the log was witnessed at, from the backup of the keys; on a machine that has one already, that one stays. */
async function bringWitness(
  { backup }: OpenKeys,
  { ownerUrl, keysFolder, tenant }: { ownerUrl: string; keysFolder: string; tenant: string },
): Promise<void> {
  const path = join(keysFolder, witnessName);
  if (existsSync(path)) return;
  const isThere = backup?.manifest.files.some(({ name }) => name === witnessName);
  const bytes = isThere ? await backup?.file(witnessName) : undefined;
  await firstWitness({ witness: fileWitness(path), path, bytes, ownerUrl, tenant });
}
