// `npm run attack -- --as thief|dba`: copies the institution, attacks the copy as that person would, says what each attempt
// obtained and writes a signed report. Ends well only when everything held. The folders of the institution are only read.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Words } from '@shouxin/contract';
import {
  makeAttempts,
  sumOf,
  type AttackAttempt,
  type AttackReport,
} from '@shouxin/contract/proof';
import { createApp, type App, type AppParts } from '../../../app.ts';
import { fileWitness } from '../../../controls/audit/index.ts';
import { openDatabase } from '../../../kernel/database.ts';
import { migrate } from '../../../kernel/migrate.ts';
import { ensureServerRole } from '../../../kernel/server-role.ts';
import { prepareQueue } from '../../work/queue.ts';
import { AttackRefused, makeCopy, type Copy } from './copy.ts';
import { logAttempts } from './dba-log.ts';
import { valueAttempts } from './dba-values.ts';
import { hireTeller } from './insider.ts';
import { controlValue, knownValues, secretsOf } from './known-values.ts';
import { oneTimeSigner, signReport } from './report.ts';
import { findVictims, logEverything, plantControl, removeControl } from './store.ts';
import { thiefAttempts } from './thief.ts';

export interface Attack {
  readonly as: 'thief' | 'dba';
  /** A backup that was put back into a folder; absent: the institution's own data. */
  readonly data?: string | undefined;
  readonly values?: string | undefined;
  /** Absent: beside the data, where the control card finds it. */
  readonly report?: string | undefined;
}

type Say = (line: string) => void;

export interface AttackParts extends Omit<AppParts, 'serverUrl'> {
  readonly home: string;
  readonly hasOwnDatabase: boolean;
}

const usage =
  'Use "npm run attack -- --as thief" or "--as dba"; with --data FOLDER (a backup that was put back), ' +
  '--values FILE (known values, one a line), --report FILE. Or "--as clerk" or "--as stolen-token", on a running server.';

export function readAttack(parameters: readonly string[]): Attack {
  const { as, data, values, report } = optionsOf(parameters);
  if (as !== 'thief' && as !== 'dba') throw new AttackRefused(usage);
  return { as, data, values, report };
}

function optionsOf(parameters: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { as: text, data: text, values: text, report: text };
    return parseArgs({ args: [...parameters], options }).values;
  } catch {
    throw new AttackRefused(usage);
  }
}

/** Where reports lie beside the data of the institution. */
export const reportsFolder = (home: string): string => join(home, 'attack');

/** True when everything held. */
export async function runAttack(attack: Attack, parts: AttackParts, say: Say): Promise<boolean> {
  if (!parts.hasOwnDatabase && attack.data === undefined) {
    throw new AttackRefused(
      'The database is at DATABASE_URL, which is never attacked. Put a backup of its data folder into FOLDER/postgres and give FOLDER with --data.',
    );
  }
  const data = attack.data ?? parts.home;
  say('正在复制 / Copying ...');
  const isLive = attack.data === undefined;
  const copy = makeCopy({ data, keys: parts.keysFolder, isLive });
  try {
    const attempts = await (attack.as === 'thief' ? asThief : asDba)({ attack, parts, copy, say });
    return await report({ attack, parts, copy, say }, attempts);
  } finally {
    copy.remove();
  }
}

interface Running {
  readonly attack: Attack;
  readonly parts: AttackParts;
  readonly copy: Copy;
  readonly say: Say;
}

/** The owner's reading of a whole table takes longer than a request may. */
const statementTimeoutMs = 600_000;

async function asThief({ attack, parts, copy, say }: Running): Promise<AttackAttempt[]> {
  const engine = await copy.asThief();
  const { db, close } = openDatabase(engine.ownerUrl, { connectionsMax: 1, statementTimeoutMs });
  const control = controlValue();
  try {
    const known = await knownValues(db, attack.values);
    await plantControl(db, control.value);
    const secrets = secretsOf(copy.keys);
    const loot = { home: copy.home, db, known, secrets, control, tenant: parts.tenant };
    return await makeAttempts(thiefAttempts(loot), say);
  } finally {
    await removeControl(db);
    await close();
    await engine.stop();
  }
}

async function asDba({ attack, parts, copy, say }: Running): Promise<AttackAttempt[]> {
  return withDefence(parts, copy, async ({ app, ownerUrl }) => {
    const { db, close } = openDatabase(ownerUrl, { connectionsMax: 2, statementTimeoutMs });
    try {
      const known = await knownValues(db, attack.values);
      const [one, two] = await findVictims(db);
      if (!one || !two) {
        throw new AttackRefused(
          'The copy has no two customers of one branch with name and mobile: there is nothing to exchange.',
        );
      }
      const clerk = await hireTeller(app, one.unit);
      const scene = { home: copy.home, db, clerk, known, one: one.customer, two: two.customer };
      const ofValues = await makeAttempts(valueAttempts(scene), say);
      await app.audit.integrateAll();
      return [...ofValues, ...(await makeAttempts(logAttempts(db, logOf(app, parts, copy)), say))];
    } finally {
      await close();
    }
  });
}

/** What checks the log from outside the database: the keys of its signatures, and the witness. */
function logOf({ keys, clock }: App, { tenant }: AttackParts, copy: Copy) {
  const sm2 = keys.keyring.sm2AuditSigner();
  return {
    clock,
    tenant,
    signer: keys.keyring.auditSigner(),
    ...(sm2 && { sm2 }),
    witness: fileWitness(join(copy.keys, 'witness.json')),
  };
}

interface Defence {
  readonly app: App;
  readonly ownerUrl: string;
}

/** The program on the copy, with the keys; it listens nowhere. PostgreSQL logs all it can, as a bad administrator would have it. */
async function withDefence<R>(
  parts: AttackParts,
  copy: Copy,
  work: (defence: Defence) => Promise<R>,
): Promise<R> {
  const engine = await copy.asOwner();
  try {
    const { ownerUrl } = engine;
    await migrate(ownerUrl);
    const { url: serverUrl } = await ensureServerRole(ownerUrl, copy.keys);
    await prepareQueue(ownerUrl);
    const owner = openDatabase(ownerUrl, { connectionsMax: 1 });
    try {
      await logEverything(owner.db);
    } finally {
      await owner.close();
    }
    const app = await createApp({ ...parts, serverUrl, keysFolder: copy.keys, home: copy.home });
    try {
      return await work({ app, ownerUrl });
    } finally {
      await app.stop();
    }
  } finally {
    await engine.stop();
  }
}

async function report(running: Running, attempts: AttackAttempt[]): Promise<boolean> {
  const { attack, parts, copy, say } = running;
  const held = attempts.every((it) => it.held);
  const unsigned: Omit<AttackReport, 'signedBy'> = {
    as: attack.as,
    at: parts.clock.now().toISOString(),
    tenant: parts.tenant,
    target: attack.data === undefined ? ofOwnData : ofBackup,
    attempts,
    held,
  };
  const sign = ({ keys }: App) =>
    signReport({ ...unsigned, signedBy: 'institution' }, keys.keyring.auditSigner());
  const signed = await withDefence(parts, copy, ({ app }) => sign(app)).catch(() => undefined);
  const text = signed ?? (await signReport({ ...unsigned, signedBy: 'one-time' }, oneTimeSigner()));
  const path = attack.report ?? join(reportsFolder(parts.home), `attack-${attack.as}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  if (!signed) say(oneTimeSaid);
  say(sumOf(attempts));
  say(`报告 / Report: ${path}`);
  return held;
}

const ofOwnData: Words = {
  zh: '机构数据目录的副本',
  en: "a copy of the institution's data folder",
};
const ofBackup: Words = { zh: '已还原备份的副本', en: 'a copy of a backup that was put back' };
const oneTimeSaid =
  '密钥未能打开，报告用一次性密钥签名，不能证明出自本机构 / The keys cannot be opened: the report is signed by a key made for it, not by the institution';
