// Backups by the clock and by command, through the one path: with entries, never two of a kind at once, begun again after a stop, removed
// when their time is over, and seen on the desk while something is wrong (R3.2.1).
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/crypto/index.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { atRest, taken } from '../backup-steps.ts';
import { codeOf, openApp, openHarness } from '../harness.ts';
import { filesOf, ownFolder } from './kit.ts';

const root = ownFolder();
const [dataFolder, keysFolder] = [join(root, 'a'), join(root, 'b')];
const backups = {
  data: { kind: 'folder', folder: dataFolder },
  keys: { kind: 'folder', folder: keysFolder },
} as const;
const harness = await openHarness({ customers: 4, backups });
const { app, clock, urls } = harness;
const { backup, custody, desk, governance, storage } = operations;
/** The clock moves by days here, and no session lasts that long. */
const ops = () => harness.present('ops');
const owner = openDatabase(urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());

const waiting = async () =>
  (await (await ops()).call(desk.desk, {})).waiting.filter(({ id }) => id.startsWith('backup-'));
const probe = async (clause: string) => {
  const { items } = await (await harness.present('auditor')).call(governance.clauses, {});
  return items.find((it) => it.clause === clause)?.state;
};
const acts = async () => {
  const { entries } = await app.audit.read({}, { limit: 60 });
  return entries.map(({ entry }) => `${entry.act} ${entry.result}`);
};
const ofKind = async (kind: 'data' | 'keys') =>
  (await atRest(await ops())).filter((it) => it.kind === kind);
const due = async () => {
  await app.backup.takeDue();
  return atRest(await ops());
};

describe('R3.2.1 backups by the clock', () => {
  test('before the first one the desk says so, and the clause is red', async () => {
    expect((await waiting()).map(({ id }) => id)).toEqual(['backup-data', 'backup-keys']);
    expect(await probe('R3.2.1')).toBe('red');
  });

  test('what is due is begun, looked at, on record, and the desk is clear', async () => {
    const sets = await due();
    expect(sets.map((it) => [it.kind, it.mode, it.state, it.verifyFailure])).toEqual(
      expect.arrayContaining([
        ['data', 'full', 'whole', null],
        ['keys', 'full', 'whole', null],
      ]),
    );
    expect(await waiting()).toEqual([]);
    expect([await probe('R3.2.1'), await probe('R3.2.6')]).toEqual(['green', 'green']);
    const seen = await acts();
    for (const act of ['backup.schedule done', 'backup.take done', 'backup.verify done']) {
      expect(seen.filter((it) => it === act)).toHaveLength(2);
    }
    expect((await due()).length).toBe(2);
  });

  test('R3.2.2 the register of storage offers its places, and the map misses those that nobody registered', async () => {
    const security = await harness.present('security');
    const { items } = await security.call(storage.uses, {});
    const kept = items.filter(({ dataSet }) => dataSet.endsWith('backup'));
    expect(kept.map((it) => [it.dataSet, it.locator, it.state])).toEqual([
      ['backup', dataFolder, 'unregistered'],
      ['key-store-backup', keysFolder, 'unregistered'],
    ]);
    const { violations } = await security.call(custody.copies, {});
    const unknown = violations.filter(({ fault }) => fault === 'not-registered');
    expect(unknown.map(({ about }) => about)).toEqual([dataFolder, keysFolder]);
  });

  test('a day later an incremental one follows; after a week a full one', async () => {
    clock.advance({ hours: 25 });
    await due();
    const [second] = await ofKind('data');
    expect(second?.mode).toBe('incremental');
    expect(second?.stored).toBeLessThan((second?.bytes ?? 0) / 2);
    clock.advance({ hours: 24 * 7 });
    await due();
    expect((await ofKind('data'))[0]?.mode).toBe('full');
  });

  test('what is past its days goes: its manifest, its pieces, and the catalogue says so', async () => {
    clock.advance({ hours: 24 * 40 });
    await due();
    const items = await due();
    const states = items.filter((it) => it.kind === 'data').map((it) => it.state);
    expect(states).toEqual(['whole', 'removed', 'removed', 'removed']);
    const chains = readdirSync(dataFolder).filter((name) => name !== 'holds-data');
    expect(chains).toEqual([items.find((it) => it.kind === 'data')?.set]);
  });
});

describe('R3.2.1 backups by command', () => {
  test('security and operations may, others may not; one of a kind at a time', async () => {
    const who = await harness.present('security');
    const card = await taken(who, 'keys');
    expect(card).toMatchObject({
      state: 'whole',
      askedBy: who.me.displayName,
      verifyFailure: null,
    });
    const teller = await harness.enter('teller');
    expect(await codeOf(teller.call(backup.take, { kind: 'data' }))).toBe('identity.not-permitted');
    await sql`INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at)
      VALUES (${newId(clock.now())}, 'data', 'full', ${newId(clock.now())}, 'x', 'x', ${clock.now()})`.execute(
      owner.db,
    );
    expect(await codeOf(who.call(backup.take, { kind: 'data' }))).toBe('backup.running');
  });

  test('one that a stop cut off has failed, and is begun again in its chain', async () => {
    const { rows } = await sql<{ set: string; chain: string }>`
      SELECT set, chain FROM backup.backup_set WHERE place = 'x'`.execute(owner.db);
    const [cut] = rows;
    await app.backup.resume();
    const who = await harness.present('security');
    const items = await atRest(who);
    expect(items.find((it) => it.set === cut?.set)?.failure).toBe('backup.not-whole');
    expect(items[0]).toMatchObject({ kind: 'data', state: 'whole' });
    expect(existsSync(join(dataFolder, cut?.chain ?? '', `${items[0]?.set}.manifest`))).toBe(true);
  });

  test('damage is found by looking, and stands on the desk', async () => {
    const who = await ops();
    const [newest] = (await atRest(who)).filter((it) => it.kind === 'data');
    const manifest = filesOf(dataFolder).find((path) => path.includes(`${newest?.set}.manifest`));
    const piece = filesOf(dirname(manifest ?? '')).find((path) => path.includes('pieces')) ?? '';
    writeFileSync(piece, Buffer.alloc(40, 1));
    await who.call(backup.verify, { set: newest?.set ?? '' });
    await expect.poll(async () => (await who.call(backup.list, {})).items.find((it) => it.set === newest?.set)?.verifyFailure, { timeout: 10_000 }).toBe('backup.damaged'); // prettier-ignore
    const { waiting: items } = await who.call(desk.desk, {});
    expect(items.find(({ id }) => id === 'backup-data')?.detail.zh).toContain('损坏');
  });
});

describe('SECURITY 4.4: data and keys never in one place', () => {
  test('also where two names lead to it: refused, failed on record, and nothing is written there', async () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'other'));
    const places = {
      data: { kind: 'folder', folder: join(folder, 'real') },
      keys: { kind: 'folder', folder: join(folder, 'other') },
    } as const;
    const { serverUrl } = urls;
    const second = await openApp({ serverUrl, keysFolder: harness.keysFolder, clock, lines: [], backups: places }); // prettier-ignore
    try {
      const set = '01a20000-0000-7000-8000-000000000001';
      for (const [kind, id] of [
        ['data', set],
        ['keys', set.replace(/1$/, '2')],
      ] as const) {
        // prettier-ignore
        await sql`INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at)
          VALUES (${id}, ${kind}, 'full', ${id}, 'x', 'x', ${clock.now()})`.execute(owner.db);
        await second.backup.duties['backup.take']({ set: id });
      }
      const { rows } = await sql<{ failure: string | null }>`
        SELECT failure FROM backup.backup_set WHERE set::text LIKE '01a20000%' ORDER BY set`.execute(
        owner.db,
      );
      expect(rows.map(({ failure }) => failure)).toEqual([null, 'backup.same-place']);
      expect(filesOf(folder).some((path) => path.includes('keystore'))).toBe(false);
    } finally {
      await second.stop();
    }
  });
});
