// A stolen backup after a person was erased: with the old database and the present key store nothing of that person opens,
// and everything of everybody else does. And the machine may die at any step of the erasure.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createKeys, openSealedFile, type KeyProvider } from '../../src/controls/keys/index.ts';
import { createVault } from '../../src/controls/vault/index.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import { testDatabase } from '../database.ts';

const database = await testDatabase();
const db = database.server.db;
const dba = database.owner.db;
const clock = fixedClock();
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-shred-')), 'keys');

type Change = (provider: KeyProvider) => KeyProvider;

async function restart(change: Change = (it) => it) {
  const openProvider = async (mark?: number) =>
    change(await openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark }));
  const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  return { ...keys, ...createVault(keys.keyring) };
}

type Running = Awaited<ReturnType<typeof restart>>;

const placeOf = (subject: string, className = 'A10') => ({
  subject,
  class: className,
  table: 'customers.value',
  record: subject,
  version: 1,
});

async function sealFor(it: Running, subjects: readonly string[], className = 'A10') {
  const fields = subjects.map((subject) => ({
    ...placeOf(subject, className),
    column: 'NP01',
    value: `值${subject}`,
  }));
  const sealed = await it.sealer.sealMany(db, fields);
  return fields.map((field, at) => ({ ...field, envelope: sealed[at] ?? Buffer.alloc(0) }));
}

async function countOpening(it: Running, fields: Awaited<ReturnType<typeof sealFor>>) {
  let count = 0;
  for (const field of fields) {
    const opened = await it.opener.openMany(db, [field]).catch(() => []);
    if (opened[0]?.reveal().toString() === field.value) count += 1;
  }
  return count;
}

const subjectsOf = (count: number) => Array.from({ length: count }, () => newId());
const doomedOf = (subjects: readonly string[], className = 'A10') =>
  subjects.map((subject) => ({ subject, class: className }));

/** What a backup holds, put back by somebody who owns the database. */
async function restoreKeys(rows: readonly { row: unknown }[]): Promise<void> {
  await sql`DELETE FROM keys.customer_key`.execute(dba);
  await sql`INSERT INTO keys.customer_key
    SELECT (json_populate_record(NULL::keys.customer_key, r::json)).*
    FROM unnest(${rows.map(({ row }) => JSON.stringify(row))}::text[]) AS r`.execute(dba);
}

async function backUpKeys(): Promise<{ row: unknown }[]> {
  const { rows } = await sql<{ row: unknown }>`
    SELECT to_json(k) AS row FROM keys.customer_key k`.execute(dba);
  return rows;
}

describe('promise 4, threat 28: an old backup with the present key store', () => {
  it('opens nothing that was shredded and, with the present wrapped keys, all the rest', async () => {
    const running = await restart();
    const [gone, kept] = [subjectsOf(20), subjectsOf(400)];
    const [goneFields, keptFields] = [await sealFor(running, gone), await sealFor(running, kept)];
    const trails = await running.keyring.trailsOf(db, gone);
    const backup = await backUpKeys();
    expect(await countOpening(await restart(), goneFields)).toBe(20);

    const report = await running.shred(doomedOf(gone));
    expect(report.shredded).toBe(20);
    expect(report.destroyed.length).toBeGreaterThan(0);
    expect(report.leasesEndInMs).toBe(60_000);
    expect(await countOpening(running, goneFields)).toBe(0);
    expect(await countOpening(await restart(), keptFields)).toBe(400);

    const present = await backUpKeys();
    await restoreKeys(backup);
    expect(await countOpening(await restart(), goneFields)).toBe(0);
    await expect((await restart()).keyring.trailsOf(db, gone)).rejects.toThrow('destroyed');
    expect(trails).toHaveLength(20);
    await restoreKeys(present);
    expect(await countOpening(await restart(), keptFields)).toBe(400);
  });

  it('negative control: without destroying the bucket key, the old backup opens everything', async () => {
    const running = await restart();
    const [gone] = [subjectsOf(5)];
    const fields = await sealFor(running, gone);
    const backup = await backUpKeys();
    await sql`UPDATE keys.customer_key SET state = 'destroyed', wrapped = NULL
      WHERE subject = ANY (${gone}::uuid[])`.execute(dba);
    expect(await countOpening(await restart(), fields)).toBe(0);
    await restoreKeys(backup);
    expect(await countOpening(await restart(), fields)).toBe(5);
  });

  it('destroys one retention class and leaves the other', async () => {
    const running = await restart();
    const subjects = subjectsOf(10);
    const marketing = await sealFor(running, subjects, 'C');
    const identity = await sealFor(running, subjects);
    await running.shred(doomedOf(subjects, 'C'));
    const later = await restart();
    expect(await countOpening(later, marketing)).toBe(0);
    expect(await countOpening(later, identity)).toBe(10);
    await expect(sealFor(later, subjects, 'C')).rejects.toThrow('destroyed');
  });
});

describe('threats 27 and 29: a crash in the middle', () => {
  const steps = ['generate', 'wrap', 'unwrap', 'destroy'] as const;

  it.each(steps.flatMap((step) => [1, 2, 3].map((at) => ({ step, at }))))(
    'at $step number $at: nothing half-done is left, and a second run finishes',
    async ({ step, at }) => {
      const first = await restart();
      const [gone, kept] = [subjectsOf(6), subjectsOf(60)];
      const [goneFields, keptFields] = [await sealFor(first, gone), await sealFor(first, kept)];
      let calls = 0;
      const dying = await restart((provider) => ({
        ...provider,
        [step]: (...given: unknown[]) => {
          calls += 1;
          if (calls === at) return Promise.reject(new Error('killed'));
          const run = provider[step] as (...all: unknown[]) => Promise<unknown>;
          return run(...given);
        },
      }));
      await expect(dying.shred(doomedOf(gone))).rejects.toThrow('killed');
      const recovered = await restart();
      expect(await countOpening(recovered, keptFields)).toBe(60);
      await recovered.shred(doomedOf(gone));
      const after = await restart();
      expect(await countOpening(after, keptFields)).toBe(60);
      expect(await countOpening(after, goneFields)).toBe(0);
      const { rows } = await sql`
        SELECT 1 FROM keys.retired_bucket_key WHERE destroyed_at IS NULL`.execute(dba);
      expect(rows).toEqual([]);
    },
  );

  it('new customers made during a shred stay readable, all of them', async () => {
    const running = await restart();
    const gone = subjectsOf(30);
    await sealFor(running, gone);
    const made: Awaited<ReturnType<typeof sealFor>> = [];
    const making = Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 10; round += 1)
        made.push(...(await sealFor(running, subjectsOf(20))));
    });
    await Promise.all([running.shred(doomedOf(gone)), ...making]);
    expect(made).toHaveLength(1600);
    expect(await countOpening(await restart(), made)).toBe(1600);
  });
});
