// A log to attack: a room on a real database with its own key and witness file, entries to put in, and the owner's
// connection, with which a bad administrator does what the server's role may not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntryToAppend } from '@shouxin/contract/proof';
import { afterAll } from 'vitest';
import { createAudit, fileWitness, type AuditParts } from '../../src/controls/audit/index.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { signerFromSeed, sm2SignerFrom, takeKey } from '../../src/kernel/crypto/index.ts';
import type { TestDatabase } from '../database.ts';

export const seed = new Uint8Array(32).fill(7);
export const tenant = 'test';

export function witnessPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-witness-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'witness.json');
}

export function partsOf(database: TestDatabase, change: Partial<AuditParts> = {}): AuditParts {
  return {
    db: database.server.db,
    clock: fixedClock(),
    signer: signerFromSeed(seed),
    sm2: sm2SignerFrom(takeKey(Buffer.alloc(32, 7))),
    tenant,
    witness: fileWitness(witnessPath()),
    ...change,
  };
}

export function openLog(database: TestDatabase, change: Partial<AuditParts> = {}) {
  return createAudit(partsOf(database, change));
}

export function entry(change: Partial<EntryToAppend> = {}): EntryToAppend {
  return {
    actor: { kind: 'staff', id: '0199c0de-0000-7000-8000-000000000001', account: 'teller' },
    act: 'customers.reveal',
    result: 'done',
    ...change,
  };
}

export function entries(count: number, change: Partial<EntryToAppend> = {}): EntryToAppend[] {
  return Array.from({ length: count }, (_, i) => entry({ count: i, ...change }));
}

/** What an owner can do and the server cannot: changes to the ledgers, with the triggers out of the way. */
export async function asOwner(database: TestDatabase, ...statements: string[]): Promise<void> {
  const client = await database.owner.pool.connect();
  const switchTriggers = async (how: string) => {
    for (const table of ['entry', 'leaf', 'node', 'checkpoint', 'sm3_node', 'sm3_checkpoint']) {
      await client.query(`ALTER TABLE audit.${table} ${how} TRIGGER append_only`);
    }
  };
  try {
    await client.query('BEGIN');
    await switchTriggers('DISABLE');
    for (const statement of statements) await client.query(statement);
    await switchTriggers('ENABLE');
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
