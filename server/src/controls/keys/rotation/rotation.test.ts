// Replacing the keys that wrap customer keys: everything opens all the time, wherever it is killed, and what was compromised
// seals nothing more (R1.3.2a, SECURITY T17, threat 29).
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../test/database.ts';
import type { Call } from '../../../kernel/call.ts';
import { fixedClock } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { createVault } from '../../vault/index.ts';
import { createKeys, openSealedFile, type KeyProvider } from '../index.ts';
import { secondsLeft } from './rotation.ts';
import { insertRotation } from './store.ts';

const database = await testDatabase();
const db = database.server.db;
const clock = fixedClock('2026-11-02T01:00:00Z');
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-rotation-')), 'keys');

type Change = (provider: KeyProvider) => KeyProvider;

async function restart(change: Change = (it) => it) {
  const openProvider = async (mark?: number) =>
    change(await openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark }));
  const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  const appended: string[] = [];
  const runDuty = <R>(act: string, step: (call: Call) => Promise<R>): Promise<R> =>
    transaction(db, (tx) => {
      const append = () => String(appended.push(act));
      return step({ tx, at: clock.now(), append } as unknown as Call);
    });
  const rules = { number: () => 35 };
  const tags = {
    left: () => Promise.resolve(0),
    some: () => Promise.resolve(0),
    amended: () => Promise.resolve(undefined),
  };
  const rotations = keys.rotations({
    enqueue: async () => {},
    runDuty,
    rules,
    tags,
    keepers: [],
    onFault: (error) => expect.fail(String(error)),
  });
  const work = (rotation: string) => rotations.duties['keys.rotate']?.({ rotation });
  return { ...keys, ...createVault(keys.keyring), rotations, work, appended };
}

type Running = Awaited<ReturnType<typeof restart>>;

async function sealFor(it: Running, count: number) {
  const fields = Array.from({ length: count }, () => {
    const subject = newId();
    return {
      subject,
      class: 'A10',
      table: 'customers.value',
      record: subject,
      version: 1,
      column: 'NP01',
      value: `值${subject}`,
    };
  });
  const sealed = await it.sealer.sealMany(db, fields);
  return fields.map((field, at) => ({ ...field, envelope: sealed[at] ?? Buffer.alloc(0) }));
}

async function countOpening(it: Running, fields: Awaited<ReturnType<typeof sealFor>>) {
  const opened = await it.opener.openMany(db, fields);
  return opened.filter((value, at) => value.reveal().toString() === fields[at]?.value).length;
}

async function begun(names: readonly string[], key: string | null = null): Promise<string> {
  await sql`UPDATE keys.rotation SET ended_at = now()`.execute(database.owner.db);
  const rotation = newId(clock.now());
  const by = { proposal: newId(), proposedBy: '安', approvedBy: '个' };
  const reason = key === null ? ('period' as const) : ('compromised' as const);
  const it = { rotation, kind: 'bucket' as const, reason, key, ...by };
  const steps = names.map((name) => ({ name, total: 0 }));
  await insertRotation(db, { ...it, startedAt: clock.now(), endedAt: null }, steps);
  return rotation;
}

async function bucketsAt(tx: Tx, subjects: readonly string[]) {
  const { rows } = await sql<{ name: string; epoch: number; state: string }>`
    SELECT DISTINCT 'bucket/' || lpad(bucket::text, 3, '0') AS name, epoch, state FROM keys.customer_key
    WHERE subject = ANY (${subjects}::uuid[]) ORDER BY 1, 2`.execute(tx);
  return rows;
}

const stateOf = async (id: string) => {
  const described = await openSealedFile({ folder, tenant: 'demo', suite: 2, clock });
  return (await described.describe()).find((it) => it.id === id)?.state;
};

const versionsOf = async (name: string) => {
  const provider = await openSealedFile({ folder, tenant: 'demo', suite: 2, clock });
  return (await provider.describe()).filter((it) => it.name === name);
};

describe('R1.3.2a rotating bucket keys', () => {
  it('destroys a replaced version when no backup needs it any more, not before', async () => {
    const running = await restart();
    await running.work(await begun(['bucket/007']));
    const [newest] = (await versionsOf('bucket/007')).toSorted((a, b) => b.version - a.version);
    const id = `bucket/007#${(newest?.version ?? 0) - 1}`;
    await running.rotations.retire();
    expect(await stateOf(id)).toBe('deactivated');
    clock.advance({ days: 36 });
    await (await restart()).rotations.retire();
    expect(await stateOf(id)).toBe('destroyed');
  });

  it('wraps every customer key again, puts the old version out of use, and everything opens', async () => {
    const running = await restart();
    const fields = await sealFor(running, 1300);
    const before = await bucketsAt(db, fields.map((it) => it.subject)); // prettier-ignore
    const names = before.map(({ name }) => name);
    const rotation = await begun(names);
    await running.work(rotation);
    const after = await bucketsAt(db, fields.map((it) => it.subject)); // prettier-ignore
    expect(after.map(({ name }) => name)).toEqual(names);
    for (const [at, { epoch }] of after.entries()) expect(epoch).toBe((before[at]?.epoch ?? 0) + 1);
    expect(await stateOf('bucket/000#1')).toBe('deactivated');
    expect(await stateOf('bucket/000#2')).toBe('active');
    expect(await countOpening(await restart(), fields)).toBe(1300);
    const { rows } = await sql<{ done: number; total: number }>`
      SELECT sum(done)::int AS done, sum(total)::int AS total FROM keys.rotation_step
      WHERE rotation = ${rotation}`.execute(db);
    expect(rows).toEqual([{ done: 1300, total: 1300 }]);
    expect(running.appended.filter((act) => act === 'keys.rotate')).toHaveLength(1);
  });

  it('loses no key that others make and shred meanwhile', async () => {
    const running = await restart();
    const [kept, gone] = [await sealFor(running, 200), await sealFor(running, 20)];
    const names = Array.from({ length: 40 }, (_, at) => `bucket/${String(at).padStart(3, '0')}`);
    const rotation = await begun(names);
    const made: Awaited<ReturnType<typeof sealFor>> = [];
    const making = Array.from({ length: 4 }, async () => {
      for (let round = 0; round < 10; round += 1) {
        made.push(...(await sealFor(running, 20)));
        await countOpening(running, kept);
      }
    });
    const doomed = gone.map(({ subject }) => ({ subject, class: 'A10' }));
    await Promise.all([running.work(rotation), running.shred(doomed), ...making]);
    const later = await restart();
    expect(await countOpening(later, [...made, ...kept])).toBe(1000);
    await expect(countOpening(later, gone)).rejects.toThrow('destroyed');
  });

  const points = ['generate', 'wrap', 'unwrap', 'transition'] as const;
  it.each(
    points.flatMap((point) =>
      (point === 'generate' ? [1] : [1, 2, 3, 7]).map((at) => ({ point, at })),
    ),
  )(
    'killed at $point number $at: everything opens, and the next start finishes',
    async ({ point, at }) => {
      const first = await restart();
      const fields = await sealFor(first, 10);
      const names = (await bucketsAt(db, fields.map((it) => it.subject))).map((it) => it.name); // prettier-ignore
      const rotation = await begun(names);
      let calls = 0;
      const dying = await restart((provider) => ({
        ...provider,
        [point]: (...given: unknown[]) => {
          calls += 1;
          if (calls === at) return Promise.reject(new Error('killed'));
          return (provider[point] as (...all: unknown[]) => Promise<unknown>)(...given);
        },
      }));
      await expect(dying.work(rotation)).rejects.toThrow('killed');
      expect(await countOpening(await restart(), fields)).toBe(10);
      const next = await restart();
      await next.work(rotation);
      expect(await countOpening(await restart(), fields)).toBe(10);
      for (const name of names) {
        const active =
          next.keyring && (await versionsOf(name)).filter((it) => it.state === 'active');
        expect(active).toHaveLength(1);
      }
    },
  );
});

describe('R1.3.2a a version that is compromised', () => {
  it('puts the customer keys it wrapped out of use: they open, and seal nothing more', async () => {
    const running = await restart();
    const [field] = await sealFor(running, 1);
    if (!field) throw new Error('one was sealed');
    const [at] = await bucketsAt(db, [field.subject]);
    const id = `${at?.name}#${at?.epoch}`;
    await running.work(await begun([at?.name ?? ''], id));
    expect(await stateOf(id)).toBe('compromised');
    expect(await countOpening(running, [field])).toBe(1);
    const wanted = { subject: field.subject, class: 'A10' };
    const [sealed] = await running.sealer.sealMany(db, [{ ...field, version: 2 }]);
    expect(sealed?.subarray(4, 20)).not.toEqual(field.envelope.subarray(4, 20));
    const { rows } = await sql<{ state: string }>`
      SELECT state FROM keys.customer_key WHERE subject = ${wanted.subject} ORDER BY state`.execute(
      db,
    );
    expect(rows.map(({ state }) => state)).toEqual(['active', 'compromised']);
    expect(await countOpening(await restart(), [field])).toBe(1);
  });
});

describe('what is left', () => {
  const startedAt = new Date('2026-11-02T01:00:00Z');
  const at = new Date('2026-11-02T01:00:10Z');
  const it_ = { startedAt, endedAt: null, done: 100, total: 600 };
  it('is told at the pace so far, and not before there is one', () => {
    const base = it_ as unknown as Parameters<typeof secondsLeft>[0];
    expect(secondsLeft(base, at)).toBe(50);
    expect(secondsLeft({ ...base, done: 0 }, at)).toBeNull();
    expect(secondsLeft({ ...base, endedAt: at }, at)).toBeNull();
  });
});
