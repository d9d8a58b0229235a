// Real rooms on a real database, joined as the program joins them, for tests that follow one story through several rooms.
// People are actors made up here; everything that happens goes through perform, so each act leaves its entry.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allOperations,
  Refusal,
  type Operation,
  type Post,
  type RefusalCode,
} from '@shouxin/contract';
import { createAudit, fileWitness } from '../../src/controls/audit/index.ts';
import { createKeys, openSealedFile } from '../../src/controls/keys/index.ts';
import { createVault } from '../../src/controls/vault/index.ts';
import { createPerform, type Doorkeeper } from '../../src/doors/perform.ts';
import type { Actor } from '../../src/kernel/call.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import type { Tx } from '../../src/kernel/database.ts';
import { createLog } from '../../src/kernel/log.ts';
import type { TestDatabase } from '../database.ts';

export const units = {
  east: { id: newId(), code: 'B001', name: { zh: '城东支行', en: 'East branch' } },
  west: { id: newId(), code: 'B002', name: { zh: '城西支行', en: 'West branch' } },
} as const;

export function actorOf(account: string, post: Post, unit: Actor['unit'] = units.east): Actor {
  return {
    ...{ kind: 'staff', id: newId(), account, displayName: account, post, unit },
    session: Buffer.alloc(32, account).toString('base64'),
    ...{ terminal: 'T-01', address: '203.0.113.7', steppedUp: false },
  };
}

export async function openFoundations(database: TestDatabase, at = '2026-11-23T02:00:00Z') {
  const db = database.server.db;
  const clock = fixedClock(at);
  const folder = await mkdtemp(join(tmpdir(), 'shouxin-stage-'));
  const keyFolder = join(folder, 'keys');
  const openProvider = (mark?: number) =>
    openSealedFile({ folder: keyFolder, tenant: 'demo', suite: 2, clock, mark });
  const { keyring } = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  const vault = createVault(keyring);
  const witness = fileWitness(join(folder, 'witness.json'));
  const signer = keyring.auditSigner();
  const audit = await createAudit({ db, clock, signer, tenant: 'demo', witness });
  return { db, clock, keyring, vault, audit };
}

export type Foundations = Awaited<ReturnType<typeof openFoundations>>;

interface Stage extends Pick<Doorkeeper, 'routes' | 'propose' | 'checkPurpose'> {
  readonly foundations: Foundations;
}

/** `ask(actor, 'room.verb', input)`: the output, or the refusal thrown. */
export function createAsk({ foundations, routes, propose, checkPurpose }: Stage) {
  const { db, clock, audit } = foundations;
  const faults: unknown[] = [];
  const log = {
    ...createLog('silent'),
    fault: (_: string, error: unknown) => void faults.push(error),
  };
  const perform = createPerform({
    ...{ db, clock, log, routes, audit, propose, checkPurpose },
    sealReference: () => Promise.resolve({ commitment: 'AA==', detail: 'AA==' }),
    idempotency: { find: () => Promise.resolve(undefined), keep: () => Promise.resolve() },
  });
  const operations = new Map(allOperations.map((it): [string, Operation] => [it.id, it]));
  return async (
    actor: Actor,
    act: string,
    input: object,
    file?: { type: string; content: Uint8Array },
  ) => {
    const operation = operations.get(act);
    if (!operation) throw new Error(`no operation ${act}`);
    try {
      const answered = await perform({
        ...{ operation, input, actor, terminal: actor.terminal, address: actor.address },
        file: file && { type: file.type, bytes: inPieces(file.content) },
      });
      return answered.output as never;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'fault.internal') throw faults.at(-1) ?? error;
      throw error;
    }
  };
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += 60_000) {
    yield content.subarray(from, from + 60_000);
  }
}

export async function codeOf(work: Promise<unknown>): Promise<RefusalCode | 'no refusal'> {
  try {
    await work;
    return 'no refusal';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Everything the database holds, as text: where a planted value would be found. */
export async function dumpOf(tx: Tx): Promise<string> {
  const { sql } = await import('kysely');
  const tables = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`.execute(tx);
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ line: string }>`
      SELECT t::text AS line FROM ${sql.raw(name)} t`.execute(tx);
    texts.push(...rows.map((row) => row.line));
  }
  return texts.join('\n');
}
