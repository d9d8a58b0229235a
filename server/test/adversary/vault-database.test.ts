// Somebody who owns the database: moves ciphertexts, puts old ones back, swaps wrapped keys, reads everything. Each attempt
// is detected or gains nothing, and the test says by what. Negative control: the untouched rows open.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeys, openSealedFile } from '../../src/controls/keys/index.ts';
import { createVault, type SealedRow, type Vault } from '../../src/controls/vault/index.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import { testDatabase } from '../database.ts';

const database = await testDatabase();
const db = database.server.db;
/** The adversary: owns every table, and holds no key. */
const dba = database.owner.db;
const clock = fixedClock();
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-adversary-')), 'keys');

await sql`CREATE TABLE public.stolen (customer uuid, item text, version int, sealed bytea, PRIMARY KEY (customer, item))`.execute(
  dba,
);
await sql`GRANT USAGE ON SCHEMA public TO shouxin_server`.execute(dba);
await sql`GRANT ALL ON public.stolen TO shouxin_server`.execute(dba);

/** A new process each time: nothing is leased, all comes from the database. */
async function restart(tenant = 'demo', folderOf = folder): Promise<Vault> {
  const openProvider = (mark?: number) =>
    openSealedFile({ folder: folderOf, tenant, suite: 2, clock, mark });
  const { keyring } = await createKeys({ db, tenant, suite: 2, clock, openProvider });
  return createVault(keyring);
}

const table = 'public.stolen';
const values = { NP01: '欧阳植入', NP08: '13912345678', NP10: '110101199003071233' };

interface Stored {
  readonly customer: string;
  readonly seal: Buffer;
  readonly version: number;
}

const placeOf = (customer: string, version: number) => ({
  subject: customer,
  class: 'A10',
  table,
  record: customer,
  version,
});

async function write(vault: Vault, customer: string, version: number): Promise<Stored> {
  const place = placeOf(customer, version);
  const named = Object.entries(values).map(([item, text]) => [item, `${text}/${version}`] as const);
  const fields = await vault.sealer.seal(db, place, new Map(named));
  for (const [item, sealed] of fields) {
    await sql`INSERT INTO public.stolen VALUES (${customer}, ${item}, ${version}, ${sealed})
      ON CONFLICT (customer, item) DO UPDATE SET version = ${version}, sealed = ${sealed}`.execute(
      db,
    );
  }
  const seal = await vault.sealer.rowSeal(db, { ...place, grading: 'C2', fields });
  return { customer, seal, version };
}

async function read(it: Stored): Promise<string[]> {
  const { rows } = await sql<{ item: string; sealed: Buffer }>`
    SELECT item, sealed FROM public.stolen WHERE customer = ${it.customer} ORDER BY item`.execute(
    db,
  );
  const place = placeOf(it.customer, it.version);
  const fields = new Map(rows.map(({ item, sealed }) => [item, sealed]));
  const row: SealedRow = { ...place, grading: 'C2', fields, seal: it.seal };
  const opened = await (await restart()).opener.open(db, place, { fields, row });
  return [...opened.values()].map((value) => value.reveal().toString());
}

let [one, two]: Stored[] = [];
beforeEach(async () => {
  const vault = await restart();
  [one, two] = [await write(vault, newId(), 1), await write(vault, newId(), 1)];
});
const victim = () => one ?? { customer: '', seal: Buffer.alloc(0), version: 0 };
const other = () => two ?? { customer: '', seal: Buffer.alloc(0), version: 0 };

describe('threat 3: a DBA against sealed rows', () => {
  it('negative control: what was not touched opens', async () => {
    expect(await read(victim())).toEqual(['欧阳植入/1', '13912345678/1', '110101199003071233/1']);
  });

  it('moves a ciphertext to another customer: found by the row seal', async () => {
    await sql`UPDATE public.stolen s SET sealed = o.sealed FROM public.stolen o
      WHERE s.customer = ${victim().customer} AND o.customer = ${other().customer}
        AND s.item = o.item AND s.item = 'NP10'`.execute(dba);
    await expect(read(victim())).rejects.toMatchObject({ broken: 'row' });
  });

  it('moves it and gives the seal of the other row as well: found by the associated data', async () => {
    await sql`UPDATE public.stolen s SET sealed = o.sealed FROM public.stolen o
      WHERE s.customer = ${victim().customer} AND o.customer = ${other().customer}
        AND s.item = o.item`.execute(dba);
    await expect(read({ ...victim(), seal: other().seal })).rejects.toMatchObject({
      problem: 'unknown',
    });
  });

  it('swaps two columns of one customer: found by the row seal', async () => {
    await sql`UPDATE public.stolen s SET sealed = o.sealed FROM public.stolen o
      WHERE s.customer = ${victim().customer} AND o.customer = s.customer
        AND s.item = 'NP01' AND o.item = 'NP08'`.execute(dba);
    await expect(read(victim())).rejects.toMatchObject({ broken: 'row' });
  });

  it('puts an older, authentic value back: found by the row seal, 50 of 50', async () => {
    const vault = await restart();
    let found = 0;
    for (let round = 0; round < 50; round += 1) {
      const customer = newId();
      const item = ['NP01', 'NP08', 'NP10'][round % 3];
      await write(vault, customer, 1);
      const { rows } = await sql<{ sealed: Buffer }>`
        SELECT sealed FROM public.stolen WHERE customer = ${customer} AND item = ${item}`.execute(
        dba,
      );
      const newer = await write(vault, customer, 2);
      await sql`UPDATE public.stolen SET sealed = ${rows[0]?.sealed}
        WHERE customer = ${customer} AND item = ${item}`.execute(dba);
      await read(newer).catch((error: { broken?: string }) => {
        if (error.broken === 'row') found += 1;
      });
    }
    expect(found).toBe(50);
  });

  it('puts a whole older row with its older seal back under the new version: found', async () => {
    const vault = await restart();
    const customer = newId();
    const older = await write(vault, customer, 1);
    const { rows } = await sql<{ item: string; sealed: Buffer }>`
      SELECT item, sealed FROM public.stolen WHERE customer = ${customer}`.execute(dba);
    await write(vault, customer, 2);
    for (const { item, sealed } of rows) {
      await sql`UPDATE public.stolen SET sealed = ${sealed}
        WHERE customer = ${customer} AND item = ${item}`.execute(dba);
    }
    await expect(read({ ...older, version: 2 })).rejects.toMatchObject({ broken: 'row' });
  });

  it('deletes one field of a row: found by the row seal', async () => {
    await sql`DELETE FROM public.stolen WHERE customer = ${victim().customer} AND item = 'NP08'`.execute(
      dba,
    );
    await expect(read(victim())).rejects.toMatchObject({ broken: 'row' });
  });

  it('flips any one byte of a stored value: found', async () => {
    const { rows } = await sql<{ sealed: Buffer }>`
      SELECT sealed FROM public.stolen WHERE customer = ${victim().customer} AND item = 'NP08'`.execute(
      dba,
    );
    const good = rows[0]?.sealed ?? Buffer.alloc(0);
    const opener = (await restart()).opener;
    const place = { ...placeOf(victim().customer, 1), column: 'NP08' };
    for (let at = 0; at < good.length; at += 1) {
      const envelope = Buffer.from(good);
      envelope[at] = (envelope[at] ?? 0) ^ 0x01;
      await expect(opener.openMany(db, [{ ...place, envelope }])).rejects.toThrow(
        /broken seal|unknown/,
      );
    }
  });
});

describe('threats 2 and 13: a DBA against the wrapped keys', () => {
  it.each(['wrapped', 'bucket', 'epoch', 'suite', 'wrapped, kid', 'wrapped, bucket, epoch, kid'])(
    'swaps %s of two customers: the key is refused',
    async (columns) => {
      const pairs = columns.split(', ').map((name) => `${name} = o.${name}`);
      const changed = columns === 'suite' ? 'suite = 3 - s.suite' : pairs.join(', ');
      const bumped = columns === 'epoch' ? 'epoch = s.epoch + 1' : changed;
      const moved = columns === 'bucket' ? 'bucket = (s.bucket + 1) % 256' : bumped;
      await sql`UPDATE keys.customer_key s SET ${sql.raw(moved)} FROM keys.customer_key o
        WHERE s.subject = ${victim().customer} AND o.subject = ${other().customer}`.execute(dba);
      await expect(read(victim())).rejects.toMatchObject({
        problem: expect.stringMatching(/not-authentic|unknown/),
      });
      expect(await read(other())).toHaveLength(3);
    },
  );

  it('gives one customer the key row of another: the key is refused', async () => {
    await sql`DELETE FROM keys.customer_key WHERE subject = ${victim().customer}`.execute(dba);
    await sql`UPDATE keys.customer_key SET subject = ${victim().customer}
      WHERE subject = ${other().customer}`.execute(dba);
    await expect(read(victim())).rejects.toMatchObject({ problem: 'not-authentic' });
  });

  it('opens the stolen database with another key store, or as another institution: nothing', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'shouxin-thief-'));
    const stranger = openSealedFile({
      folder: elsewhere,
      tenant: 'demo',
      suite: 2,
      clock,
      mark: 1,
    });
    await expect(stranger).rejects.toThrow(/missing/);
    await expect(restart('other')).rejects.toThrow(/another institution/);
  });

  it('R3.1.4 reads everything there is: no planted value in any of six forms', async () => {
    const dump: string[] = [];
    for (const from of [
      'public.stolen',
      'keys.customer_key',
      'keys.keystore_mark',
      'vault.chunk',
    ]) {
      const { rows } = await sql<{ row: string }>`
        SELECT t::text AS row FROM ${sql.raw(from)} t`.execute(dba);
      dump.push(...rows.map(({ row }) => row));
    }
    const { rows: blobs } = await sql<{ sealed: Buffer }>`SELECT sealed FROM public.stolen`.execute(
      dba,
    );
    const raw = Buffer.concat(blobs.map(({ sealed }) => sealed));
    const all = dump.join('\n').toLowerCase();
    expect(all.length).toBeGreaterThan(5000);
    for (const value of Object.values(values)) {
      const bytes = Buffer.from(value);
      for (const form of [
        value,
        bytes.toString('hex'),
        bytes.toString('base64'),
        encodeURIComponent(value),
      ]) {
        expect(all).not.toContain(form.toLowerCase());
      }
      expect(raw.includes(bytes)).toBe(false);
      expect(raw.includes(Buffer.from(value, 'utf16le'))).toBe(false);
    }
  });
});
