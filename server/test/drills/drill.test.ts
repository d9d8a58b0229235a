// Recovery drills on the real engine: a set comes back in a database of its own and is proven, what is wrong with it is found and named,
// and nothing of the drill stays but a report that anybody can verify (R3.2.5, R3.2.6, SECURITY T23).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations, type DrillCard } from '@shouxin/contract';
import type { DrillStatement } from '@shouxin/contract/proof';
import { drill as drillCommand } from '../../../client/src/cli/drill.ts';
import { verifyCommand, verifyDrillReport } from '../../../client/src/verify/index.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, transaction } from '../../src/kernel/database.ts';
import { scratchOf } from '../../src/app/drills.ts';
import { openApp, openHarness, openOwnEngine, codeOf } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { numberOf } from '../keys-steps.ts';
import { personOf } from '../journeys/people.ts';
import { filesOf, ownFolder, until } from '../backup/kit.ts';

const own = await openOwnEngine();
const [dataPlace, keysPlace] = [join(ownFolder(), 'data-sets'), join(ownFolder(), 'key-sets')];
const backups = {
  data: { kind: 'folder', folder: dataPlace },
  keys: { kind: 'folder', folder: keysPlace },
} as const;
const harness = await openHarness({ ...own, customers: 20, backups });
const owner = openDatabase(own.urls.ownerUrl);
afterAll(() => owner.close());
const { app } = harness;
const { approvals, backup, drills, shredding } = operations;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const [security, dpo] = [await harness.as('security'), await harness.as('dpo')];
const scratch = scratchOf(own.keysFolder);

async function taken(mode: 'full' | 'incremental' = 'incremental'): Promise<string> {
  const { set } = await security.call(backup.take, { kind: 'data', mode });
  return until(async () => {
    const { items } = await security.call(backup.list, {});
    return items.find((it) => it.set === set && it.state === 'whole')?.set;
  });
}

interface Drilled {
  readonly card: DrillCard;
  readonly report: DrillStatement | null;
}

async function drilled(
  input: { chosen?: 'newest' | 'named'; set?: string } = {},
): Promise<Drilled> {
  const asked = { chosen: 'newest' as const, ...input };
  const { drill } = await security.call(drills.start, asked);
  return ended(drill);
}

function ended(drill: string): Promise<Drilled> {
  return until(async () => {
    const it = await security.call(drills.view, { drill });
    return it.card.state === 'running' || it.card.state === 'waiting' ? undefined : it;
  });
}

const wrongIn = (it: Drilled) =>
  it.report?.checks.filter(({ isMet }) => !isMet).map(({ check }) => check);

describe('R3.2.5 a recovery drill', () => {
  let [first, early]: string[] = [];
  beforeAll(async () => {
    early = await codeOf(security.call(drills.start, {}));
    first = await taken('full');
  });

  test('R3.2.6 restores a set by itself, meets every check, tells its times and leaves nothing behind', async () => {
    expect(early).toBe('backup.not-whole');
    const it = await drilled();
    expect(it.card).toMatchObject({ state: 'passed', set: first, failure: null });
    expect(it.report?.checks.map(({ check, isMet }) => [check, isMet])).toEqual([
      ['rows', true],
      ['row-seals', true],
      ['openings', true],
      ['log-intact', true],
      ['log-continues', true],
      ['destroyed-stays', true],
      ['recovery-time', true],
      ['recovery-point', true],
    ]);
    const looked = Object.fromEntries(
      it.report?.checks.map((one) => [one.check, one.looked]) ?? [],
    );
    expect(looked['row-seals']).toBe(20);
    expect(looked['openings']).toBeGreaterThan(200);
    expect(looked['log-intact']).toBe(it.report?.restoredLog?.size);
    expect(it.card.recoverySeconds).toBeLessThan(60);
    expect(existsSync(scratch)).toBe(false);
    const standing = await security.call(drills.standing, {});
    expect(standing).toMatchObject({ provenAt: it.card.startedAt, isLate: false });
  });

  test('its report is proven offline by the log, and nothing near it is', async () => {
    const { items } = await security.call(drills.list, {});
    const { drill = '' } = items[0] ?? {};
    const file = await security.call(drills.report, { drill });
    const text = Buffer.from(await (await file.blob()).arrayBuffer());
    const trust = { vkey: app.verificationKey };
    expect(verifyDrillReport(text, trust)).toMatchObject({ kind: 'valid', report: { drill } });
    const bent = Buffer.from(text.toString('utf8').replace('\\"wrong\\":0', '\\"wrong\\":1'));
    expect(verifyDrillReport(bent, trust)).toMatchObject({ kind: 'refused' });
  });

  test('the command follows it to its end and writes a report that the verifier says in words', async () => {
    const report = join(ownFolder(), 'drill.json');
    const said: string[] = [];
    const isPassed = await drillCommand(
      security,
      { newest: true, report },
      { say: (it) => void said.push(it), pauseMs: 50 },
    );
    expect(isPassed).toBe(true);
    expect(said.join('\n')).toMatch(/恢复演练：通过.*\n(.*\n)*.*达标　客户档案封印：20 \/ 20/);
    const printed: string[] = [];
    const key = app.verificationKey;
    const asked = {
      file: report,
      key,
      language: 'zh',
      print: (line: string) => printed.push(line),
    };
    expect(await verifyCommand({ ...asked, language: 'zh' })).toBe(0);
    expect(printed.join('\n')).toMatch(/有效 VALID(.*\n)*.*恢复用时（RTO）/);
  });

  test('one at a time, only of a set that is there, and by who may', async () => {
    const named = { chosen: 'named' as const, set: '00000000-0000-7000-8000-000000000000' };
    expect(await codeOf(security.call(drills.start, named))).toBe('not-found');
    expect(await codeOf(security.call(drills.start, { chosen: 'named' }))).toBe('input.invalid');
    expect(await codeOf(teller.call(drills.start, {}))).toBe('identity.not-permitted');
    const { drill } = await security.call(drills.start, {});
    expect(await codeOf(security.call(drills.start, {}))).toBe('drills.running');
    expect(await codeOf(security.call(drills.report, { drill }))).toBe('drills.no-report');
    await until(async () => {
      const { card } = await security.call(drills.view, { drill });
      return card.endedAt ?? undefined;
    });
  });

  test('R3.3.2 who was destroyed after the set was made is tried with the keys of today, and nothing opens', async () => {
    const person = personOf();
    const customer = await registered({ teller, reviewer }, { values: person });
    const set = await taken();
    const number = await numberOf({ teller, reviewer }, customer);
    await security.stepUp();
    const { proposal } = await security.call(shredding.propose, { number, ground: '客户要求删除' });
    await dpo.call(approvals.approve, { proposal });
    await until(async () => {
      const { rows } = await sql`SELECT FROM shredding.destruction`.execute(owner.db);
      return rows.length > 0 ? true : undefined;
    });
    const it = await drilled({ chosen: 'named', set });
    expect(it.card.state).toBe('passed');
    const check = it.report?.checks.find((one) => one.check === 'destroyed-stays');
    expect(check).toMatchObject({ wrong: 0, isMet: true });
    expect(check?.looked).toBeGreaterThan(10);
    expect(it.report?.restored?.orders).toBe(1);
  });
});

describe('R3.2.6 what is wrong with a set', () => {
  test('a value that was bent before the set was taken: the row seal', async () => {
    const customer = await registered({ teller, reviewer });
    const bend = () =>
      sql`UPDATE customers.value SET sealed = set_byte(sealed, 50, get_byte(sealed, 50) # 1)
        WHERE customer = ${customer} AND item = 'NP08'`.execute(owner.db);
    await bend();
    await taken();
    const it = await drilled();
    await bend();
    expect(it.card).toMatchObject({ state: 'failed', failure: null });
    expect(wrongIn(it)).toContain('row-seals');
    expect(it.report?.checks.find((one) => one.check === 'row-seals')?.wrong).toBe(1);
    expect((await security.call(drills.standing, {})).isLate).toBe(true);
  });

  test('a log that is not the one that runs: it never signed the root that the set holds', async () => {
    const set = await taken();
    const { items } = await security.call(backup.list, {});
    const size = items.find((one) => one.set === set)?.logSize ?? 0;
    await until(async () => {
      await security.call(backup.list, {});
      return ((await app.audit.checkpoint())?.size ?? 0) > size ? true : undefined;
    });
    const bend = () =>
      transaction(owner.db, async (tx) => {
        await sql`SET LOCAL session_replication_role = replica`.execute(tx);
        await sql`UPDATE audit.checkpoint SET root = set_byte(root, 3, get_byte(root, 3) # 1)
          WHERE size = ${size}`.execute(tx);
      });
    await bend();
    const it = await drilled({ chosen: 'named', set });
    await bend();
    expect(wrongIn(it)).toEqual(['log-continues']);
  });

  test('a byte that flipped in its place: the drill ends with the name of it, and says so in the log', async () => {
    const set = await taken('full');
    const [path = ''] = filesOf(join(dataPlace, set)).filter((file) => file.includes('/pieces/'));
    const bytes = readFileSync(path);
    const at = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
    writeFileSync(path, bytes);
    const it = await drilled({ chosen: 'named', set });
    bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
    writeFileSync(path, bytes);
    expect(it.card).toMatchObject({ state: 'failed', failure: 'backup.damaged' });
    expect(it.report).toMatchObject({
      outcome: 'failed',
      failure: 'backup.damaged',
      restored: null,
    });
    expect(existsSync(scratch)).toBe(false);
    const { entries } = await app.audit.read({ act: 'drills.report' }, { limit: 1 });
    expect(entries[0]?.entry).toMatchObject({ result: 'failed', code: 'backup.damaged' });
  });
});

describe('R3.2.5 I8.7 drills by the clock', () => {
  test('one begins when it is due, not before, and of a random set', async () => {
    await app.drills.startDue();
    expect((await security.call(drills.list, {})).items.some((it) => it.askedBy === 'drills.schedule')).toBe(false); // prettier-ignore
    harness.clock.advance({ days: 8 });
    const guard = await harness.enter('security');
    await app.drills.startDue();
    const { items } = await guard.call(drills.list, {});
    expect(items[0]).toMatchObject({ askedBy: 'drills.schedule', chosen: 'random' });
    await until(async () => (await guard.call(drills.list, {})).items[0]?.endedAt ?? undefined);
    const standing = await guard.call(drills.standing, {});
    expect(Date.parse(standing.dueAt ?? '')).toBeGreaterThan(harness.clock.now().getTime());
  });

  test('what a stop cut off proves nothing and says so; its database is gone after the next start', async () => {
    const guard = await harness.as('security');
    await sql`INSERT INTO drills.drill (drill, chosen, asked_by, started_at, step)
      VALUES (gen_random_uuid(), 'newest', 'x', now(), 'restore')`.execute(owner.db);
    mkdirSync(join(scratch, 'one', 'data'), { recursive: true });
    const { keysFolder, clock } = harness;
    const again = await openApp({ serverUrl: own.urls.serverUrl, keysFolder, clock, lines: [] });
    try {
      await again.drills.resume();
    } finally {
      await again.stop();
    }
    expect(existsSync(scratch)).toBe(false);
    const { rows } = await sql`SELECT FROM drills.drill WHERE outcome = 'cut-off'`.execute(
      owner.db,
    );
    expect(rows).toHaveLength(1);
    expect((await guard.call(drills.standing, {})).provenAt).not.toBeNull();
  });
});
