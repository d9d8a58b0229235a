// A shredding that is killed anywhere: the next start finishes it, the certificate comes last and once, and says nothing that is
// not so (threats 27 and 28). Real PostgreSQL, real key store; the machine dies at each call of the provider and at each step.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestructionStatement } from '@shouxin/contract/proof';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createKeys, openSealedFile, type KeyProvider } from '../../controls/keys/index.ts';
import { createVault } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { transaction } from '../../kernel/database.ts';
import { createShredding, type ShreddingParts } from './index.ts';
import { findShredding, insertShredding } from './store.ts';

const database = await testDatabase();
const db = database.server.db;
const clock = fixedClock('2026-11-02T01:00:00Z');
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-shredding-')), 'keys');

type Point =
  | keyof Pick<KeyProvider, 'generate' | 'wrap' | 'unwrap' | 'destroy'>
  | `${'before' | 'within' | 'after'} ${'destroy' | 'certify'}`;

/** Dies when it comes to this point for the nth time. */
function dyingAt(point: Point | undefined, nth = 1) {
  let calls = 0;
  return (here: string) => {
    if (here !== point) return;
    calls += 1;
    if (calls === nth) throw new Error('killed');
  };
}

async function restart(die: (here: string) => void = () => {}) {
  const openProvider = async (mark?: number): Promise<KeyProvider> => {
    const it = await openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark });
    const dying = (name: 'generate' | 'wrap' | 'unwrap' | 'destroy') => ({
      [name]: async (...given: unknown[]) => {
        die(name);
        return (it[name] as (...all: unknown[]) => Promise<unknown>)(...given);
      },
    });
    const points = ['generate', 'wrap', 'unwrap', 'destroy'] as const;
    return Object.assign({}, it, ...points.map(dying)) as KeyProvider;
  };
  const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  const queued: string[] = [];
  const appended: string[] = [];
  const runDuty: ShreddingParts['runDuty'] = async (act, step) => {
    const name = act.replace('shredding.', '');
    die(`before ${name}`);
    const done = await transaction(db, async (tx) => {
      const append = () => (appended.push(act), newId(clock.now()));
      const result = await step({ tx, at: clock.now(), append } as unknown as Call);
      die(`within ${name}`);
      return result;
    });
    die(`after ${name}`);
    return done;
  };
  const shredding = createShredding({
    db,
    clock,
    tenant: 'demo',
    keys,
    customers: {} as ShreddingParts['customers'],
    sealer: {} as ShreddingParts['sealer'],
    audit: {
      checkpoint: async () => ({ size: 7, root: Buffer.alloc(32), note: '', at: clock.now() }),
      evidence: async () => '',
    },
    enqueue: async (_, __, payload) => void queued.push(payload.shredding),
    runDuty,
  });
  const work = async () => {
    await shredding.resume();
    for (const it of queued.splice(0)) await shredding.duties['shredding.destroy']({ shredding: it }); // prettier-ignore
    clock.advance({ seconds: 61 });
    await shredding.certifyDue();
  };
  return { ...keys, ...createVault(keys.keyring), shredding, work, appended };
}

type Running = Awaited<ReturnType<typeof restart>>;

async function sealFor(it: Running, classes: readonly string[], subject = newId()) {
  const fields = classes.map((of) => {
    const place = { subject, class: of, table: 'customers.value', record: subject, version: 1 };
    return { ...place, column: 'NP01', value: `值${of}${subject}` };
  });
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

/** The order, as the approval leaves it. */
async function ordered(it: Running, customer: string, only: string | null = null): Promise<string> {
  const held = (await it.heldBy(db, customer)).filter((key) => key.class === (only ?? key.class));
  const shredding = newId(clock.now());
  const by = { proposedBy: 'security', proposedByName: '安', approvedBy: 'dpo', approvedByName: '个' }; // prettier-ignore
  await insertShredding(db, {
    ...by,
    shredding,
    customer,
    number: 'C-7K2M-91QF',
    class: only,
    classes: held.map((key) => key.class),
    oldest: Object.fromEntries(held.map(({ kid, oldest }) => [kid, oldest])),
    proposal: newId(),
    approvedAt: clock.now(),
  });
  return shredding;
}

async function statementOf(shredding: string): Promise<DestructionStatement> {
  const it = await findShredding(db, shredding);
  expect(it?.certifiedAt).not.toBeNull();
  const { rows } = await sql<{ n: number }>`
    SELECT count(*) AS n FROM shredding.certificate WHERE shredding = ${shredding}`.execute(db);
  expect(rows).toEqual([{ n: 1 }]);
  return JSON.parse(it?.statement ?? '{}');
}

/** Each kind of call of the provider, the first times; each edge of the two transactions. */
const points: readonly (readonly [Point, number])[] = [
  ...(['generate', 'wrap', 'unwrap', 'destroy'] as const).flatMap((point) =>
    (point === 'wrap' || point === 'unwrap' ? [1, 2, 5] : [1, 2]).map(
      (nth) => [point, nth] as const,
    ),
  ),
  ...(['destroy', 'certify'] as const).flatMap((step) =>
    (['before', 'within', 'after'] as const).map((when) => [`${when} ${step}`, 1] as const),
  ),
];
const again: readonly Point[] = ['destroy', 'within certify'];

describe('R3.3.2 a shredding', () => {
  it('does nothing twice, waits for the leases, and names every version that wrapped the key', async () => {
    const running = await restart();
    const fields = await sealFor(running, ['A10', 'C']);
    const customer = fields[0]?.subject ?? '';
    const shredding = await ordered(running, customer);
    await running.shredding.resume();
    await running.shredding.duties['shredding.destroy']({ shredding });
    expect(await countOpening(running, fields)).toBe(0);
    await running.shredding.certifyDue();
    expect((await findShredding(db, shredding))?.certifiedAt).toBeNull();
    await running.work();
    await running.work();
    const it = await statementOf(shredding);
    expect(running.appended).toEqual(['shredding.destroy', 'shredding.certify']);
    expect(Date.parse(it.effectiveAt) - Date.parse(it.keysDestroyedAt)).toBe(60_000);
    expect(it.issuedAt > it.effectiveAt).toBe(true);
    expect(it.keys.map((key) => key.class)).toEqual(['A10', 'C']);
    for (const { bucket } of it.keys) expect(it.destroyed.map(({ key }) => key)).toContain(bucket);
  });

  it('of one class leaves the other, and certifies nothing of it', async () => {
    const running = await restart();
    const fields = await sealFor(running, ['A10', 'C']);
    const shredding = await ordered(running, fields[0]?.subject ?? '', 'C');
    await running.work();
    expect(await countOpening(await restart(), fields)).toBe(1);
    expect((await statementOf(shredding)).keys).toMatchObject([{ class: 'C' }]);
  });

  it('begins again where a key was made meanwhile, and only then certifies', async () => {
    const running = await restart();
    const [first] = await sealFor(running, ['A10']);
    const customer = first?.subject ?? '';
    const shredding = await ordered(running, customer);
    await running.shredding.duties['shredding.destroy']({ shredding });
    const late = await sealFor(running, ['C'], customer);
    clock.advance({ seconds: 61 });
    await running.shredding.certifyDue();
    expect((await findShredding(db, shredding))?.certifiedAt).toBeNull();
    expect(await countOpening(await restart(), late)).toBe(0);
    await running.work();
    expect((await statementOf(shredding)).keys.map((key) => key.class)).toEqual(['A10', 'C']);
  });

  it('threat 28: certifies nothing while the old bucket key is still there', async () => {
    const running = await restart();
    const [field] = await sealFor(running, ['A10']);
    const shredding = await ordered(running, field?.subject ?? '');
    // What a delete would leave: the row is gone from the table, and the key that wrapped it is not.
    await sql`UPDATE keys.customer_key SET state = 'destroyed', wrapped = NULL
      WHERE subject = ${field?.subject}`.execute(database.owner.db);
    await sql`INSERT INTO shredding.destruction VALUES
      (${shredding}, ${clock.now()}, ${clock.now()})`.execute(database.owner.db);
    await expect(running.shredding.certifyDue()).rejects.toThrow('no version opens any more');
    expect((await findShredding(db, shredding))?.certifiedAt).toBeNull();
    await sql`DELETE FROM shredding.destruction WHERE shredding = ${shredding}`.execute(database.owner.db); // prettier-ignore
    await sql`DELETE FROM shredding.shredding WHERE shredding = ${shredding}`.execute(database.owner.db); // prettier-ignore
  });
});

describe('threat 27: killed', () => {
  const twice = points.flatMap(([point, nth]) => again.map((next) => ({ point, nth, next })));
  const schedules = [...points.map(([point, nth]) => ({ point, nth, next: undefined })), ...twice];

  it.each(schedules)(
    'at $point number $nth, then at $next: finished at the next start',
    async (at) => {
      const first = await restart();
      const [gone, kept] = [await sealFor(first, ['A10', 'C']), await sealFor(first, ['A10', 'C'])];
      const shredding = await ordered(first, gone[0]?.subject ?? '');
      for (const die of [dyingAt(at.point, at.nth), dyingAt(at.next)]) {
        const outcome = await restart(die)
          .then((it) => it.work())
          .then(
            () => 'done',
            (error: Error) => error.message,
          );
        const recovered = await restart();
        expect(await countOpening(recovered, kept)).toBe(2);
        const it = await findShredding(db, shredding);
        // Whatever happened: where there is a certificate nothing opens, and only a death can be why there is none.
        const open = it?.certifiedAt ? await countOpening(recovered, gone) : 0;
        expect(open).toBe(0);
        expect(it?.certifiedAt ? 'done' : outcome).toBe(it?.certifiedAt ? 'done' : 'killed');
      }
      const last = await restart();
      await last.work();
      expect(await countOpening(last, gone)).toBe(0);
      expect(await countOpening(await restart(), kept)).toBe(2);
      expect((await statementOf(shredding)).keys).toHaveLength(2);
    },
  );
});
