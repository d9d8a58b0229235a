// An institution whose PostgreSQL is backed up by pgBackRest: its sets get a signed manifest of the very moment of a restore point, are
// looked at, and come back in a drill that proves them row by row (R3.2.1, R3.2.5, R3.2.6).
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratchOf } from '../../src/app/drills.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { findBinaries } from '../../src/kernel/engine/binaries.ts';
import { startRestored } from '../../src/kernel/engine/index.ts';
import {
  findSet,
  folderTarget,
  openPgBackRest,
  openSet,
  restoreSet,
  settleSet,
  startPhysical,
} from '../../src/records/backup/index.ts';
import { openHarness } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { hasPgBackRest, openArchived } from '../pgbackrest.ts';
import { filesOf, follow, ownFolder, refusalOf, until } from './kit.ts';

describe.skipIf(!hasPgBackRest)('R3.2.1 an institution with pgBackRest', async () => {
  if (!hasPgBackRest) return;
  const own = await openArchived();
  const place = join(ownFolder(), 'manifests');
  const backups = {
    data: { kind: 'folder', folder: place },
    keys: { kind: 'folder', folder: join(ownFolder(), 'keys') },
    pgBackRest: own.settings,
  } as const;
  const harness = await openHarness({ ...own, customers: 12, backups });
  const { app } = harness;
  const { backup, drills } = operations;
  const security = await harness.as('security');
  const pair = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
  const scratch = scratchOf(own.keysFolder);
  const owner = openDatabase(own.urls.ownerUrl);
  afterAll(() => owner.close());

  const cardOf = async (set: string) =>
    (await security.call(backup.list, {})).items.find((it) => it.set === set);

  async function taken() {
    const { set } = await security.call(backup.take, { kind: 'data' });
    return until(async () => {
      const card = await cardOf(set);
      return card?.state === 'taking' ? undefined : card;
    });
  }

  async function drilled(set: string) {
    const { drill } = await security.call(drills.start, { chosen: 'named', set });
    return until(async () => {
      const it = await security.call(drills.view, { drill });
      return it.card.endedAt === null ? undefined : it;
    });
  }

  const opened = async (set: string) => {
    const target = folderTarget(place);
    const found = await findSet(target, set);
    return openSet(target, found, { tenant: 'demo', keys: app.keys.backups });
  };

  test('without the right to a restore point there is no set, and it says who gives it', async () => {
    expect(await taken()).toMatchObject({ state: 'failed', failure: 'backup.no-restore-point' });
    await own.allowPoints();
  });

  test('without a backup of pgBackRest there is no set, and it says which command is missing', async () => {
    expect(await taken()).toMatchObject({ state: 'failed', failure: 'backup.no-physical' });
  });

  describe('once it has one', () => {
    let set = '';
    beforeAll(async () => {
      await own.backup('full');
      // What came after the backup of the files is in the log alone.
      await registered(pair);
      set = (await taken()).set;
    });

    test('a set is its label, a restore point and a signed manifest; no byte of a row lies with it', async () => {
      const card = await cardOf(set);
      expect(card).toMatchObject({ state: 'whole', mode: 'full', failure: null, stored: 0 });
      expect(card?.label).toMatch(/^\d{8}-\d{6}F$/);
      const { manifest } = await opened(set);
      expect(manifest.physical).toMatchObject({ tool: 'pgbackrest', label: card?.label });
      expect(manifest.tables.reduce((sum, it) => sum + it.rows, 0)).toBe(card?.rows);
      expect(filesOf(place).filter((path) => path.includes('/pieces/'))).toEqual([]);
    });

    test('it is looked at by pgBackRest itself, and found right', async () => {
      const card = await until(async () => {
        const it = await cardOf(set);
        return it?.verifiedAt ? it : undefined;
      });
      expect(card).toMatchObject({ verifyFailure: null });
    });

    test('R3.2.5 R3.2.6 a drill brings it back with its log, meets every check and leaves nothing behind', async () => {
      await registered(pair);
      const it = await drilled(set);
      expect(it.card).toMatchObject({ state: 'passed', set, failure: null });
      const checks = new Map(it.report?.checks.map((one) => [one.check, one]));
      // Twelve and the one of the log; not the one after the point.
      expect(checks.get('row-seals')).toMatchObject({ looked: 13, wrong: 0 });
      expect(checks.get('rows')?.looked).toBe((await cardOf(set))?.rows);
      expect([...checks.values()].every(({ isMet }) => isMet)).toBe(true);
      expect(existsSync(scratch)).toBe(false);
    });

    test('while people write, the manifest is of the very moment of the restore point', async () => {
      let isOver = false;
      const writing = (async () => {
        while (!isOver) await registered(pair);
      })();
      const card = await taken();
      isOver = true;
      await writing;
      expect(card).toMatchObject({ state: 'whole' });
      expect((await drilled(card.set)).card).toMatchObject({ state: 'passed' });
    });

    test('R3.2.6 recovery for real: restored by pgBackRest, proven by ours, not twice', async () => {
      const { physical } = (await opened(set)).manifest;
      const inside = join(own.folder, 'recovered');
      const to = [`--set=${physical?.label}`, '--type=name', `--target=${physical?.point}`];
      await own.ask('restore', ...to, '--target-action=promote', '--archive-mode=off', `--pg1-path=${join(inside, 'postgres')}`); // prettier-ignore
      const engine = await startRestored({ folder: inside, programs: own.settings.programs });
      try {
        const databaseUrl = engine.url('bank_owner', 'bank');
        const given = { databaseUrl, set: await opened(set), keys: app.keys.backups, followOrders: follow }; // prettier-ignore
        expect(await refusalOf(restoreSet(given))).toBe('backup.restore-first');
        const recovered = openDatabase(databaseUrl, { connectionsMax: 1 });
        const [known] = (await sql<{ set: string }>`SELECT set FROM backup.backup_set LIMIT 1`.execute(recovered.db)).rows; // prettier-ignore
        await sql`INSERT INTO backup.verification (set, at) VALUES (${known?.set}, '2020-01-01')`.execute(recovered.db); // prettier-ignore
        expect(await refusalOf(settleSet(given))).toBe('backup.not-at-point');
        await sql`DELETE FROM backup.verification WHERE at = '2020-01-01'`.execute(recovered.db);
        await recovered.close();
        expect(await settleSet(given)).toMatchObject({ orders: 0, migrated: [] });
      } finally {
        await engine.stop();
      }
    });

    test('the timeline of another cluster in the archive leads no drill astray', async () => {
      const archive = filesOf(join(own.repository, 'archive', 'bank'));
      const inside = dirname(dirname(archive.find((path) => /\/[0-9A-F]{16}\//.test(path)) ?? ''));
      const history = join(inside, '00000002.history');
      writeFileSync(history, '1\t0/1000028\tno recovery target specified\n');
      const last = await taken();
      expect(last).toMatchObject({ state: 'whole' });
      expect((await drilled(last.set)).card).toMatchObject({ state: 'passed', failure: null });
      rmSync(history);
    });

    test('a stanza that is not there, and a set that was cut off after its manifest, are known for what they are', async () => {
      const elsewhere = openPgBackRest({ ...own.settings, stanza: 'nobody' }, () => {});
      expect(await refusalOf(elsewhere.look())).toBe('backup.no-stanza');
      const last = await taken();
      await sql`UPDATE backup.backup_set SET manifest = NULL, ended_at = NULL WHERE set = ${last.set}`.execute(owner.db); // prettier-ignore
      await app.backup.resume();
      expect(await cardOf(last.set)).toMatchObject({ state: 'whole', label: last.label });
      expect(await opened(last.set)).toBeDefined();
    });

    test('a log that does not lead to the point, and programs of another version, each by its name', async () => {
      const last = await taken();
      const { physical } = (await opened(last.set)).manifest;
      if (!physical) throw new Error('its bytes are elsewhere');
      const archived = filesOf(join(own.repository, 'archive', 'bank'));
      const [file = ''] = archived.filter((path) => path.includes(physical.wal));
      renameSync(file, `${file}.aside`);
      const it = await drilled(last.set);
      expect(it.card).toMatchObject({ state: 'failed', failure: 'backup.piece-missing' });
      renameSync(`${file}.aside`, file);
      const onFault = () => {};
      const pgBackRest = openPgBackRest(own.settings, onFault);
      const parts = { pgBackRest, databaseUrl: own.urls.serverUrl, onFault };
      const { postgres } = await findBinaries();
      for (const programs of [undefined, '/nowhere', dirname(postgres)]) {
        const folder = join(own.folder, `other-${programs?.length}`);
        const started = startPhysical({ ...parts, programs }, physical, folder);
        expect(await refusalOf(started), programs).toBe('backup.no-programs');
      }
      expect(existsSync(scratch)).toBe(false);
    });

    test('a repository that lost or bent something fails the set by name', async () => {
      const last = await taken();
      const label = last.label ?? '';
      const [file = ''] = filesOf(join(own.repository, 'backup', 'bank', label, 'pg_data', 'base'));
      writeFileSync(file, 'bent');
      await security.call(backup.verify, { set: last.set });
      const bent = await until(async () => {
        const it = await cardOf(last.set);
        return it?.verifyFailure ? it : undefined;
      });
      expect(bent.verifyFailure).toBe('backup.damaged');
      const it = await drilled(last.set);
      expect(it.card).toMatchObject({ state: 'failed', failure: 'backup.tool-failed' });
      expect(existsSync(scratch)).toBe(false);
    });
  });
});
