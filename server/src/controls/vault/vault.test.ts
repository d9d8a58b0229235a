// The vault on a real database: what the rooms call, in one go for many customers, and what it refuses.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { rule } from '@shouxin/contract/items';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { newId, randomBytes, suiteOf } from '../../kernel/crypto/index.ts';
import { transaction } from '../../kernel/database.ts';
import { createKeys, gradeSuitesFrom, openSealedFile } from '../keys/index.ts';
import type { GradeSuites } from '../keys/grade-suites.ts';
import { createVault, isCommittedTo, ObjectTooLarge, type FieldToOpen } from './index.ts';
import type { FieldToSeal, Place } from './place.ts';

const database = await testDatabase();
const db = database.server.db;
const clock = fixedClock('2026-11-02T01:00:00Z');
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-vault-')), 'keys');

async function openVault(suite: 1 | 2, gradeSuites: GradeSuites = {}) {
  const openProvider = (mark?: number) =>
    openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark });
  const { keyring } = await createKeys({
    db,
    tenant: 'demo',
    suite,
    gradeSuites,
    clock,
    openProvider,
  });
  return createVault(keyring);
}

const { sealer, opener, reencrypt } = await openVault(2);
const placeOf = (subject = newId()): Place => ({
  subject,
  class: 'A10',
  table: 'customers.value',
  record: subject,
  version: 1,
});
const values = new Map<string, string | Uint8Array>([
  ['NP01', '张三'],
  ['NP10', '11010119900307123X'],
  ['NP14', Buffer.from('1990-03-07')],
]);

describe('R3.1.3 the vault', () => {
  it('seals a row and opens it again, in another process and in either suite', async () => {
    for (const suite of [1, 2] as const) {
      const writer = await openVault(suite);
      const place = placeOf();
      const fields = await transaction(db, (tx) => writer.sealer.seal(tx, place, values));
      expect(fields.get('NP01')?.[2]).toBe(suite);
      const reader = await openVault(suite === 1 ? 2 : 1);
      const opened = await reader.opener.open(db, place, { fields });
      expect([...opened.keys()]).toEqual([...values.keys()]);
      expect(opened.get('NP10')?.reveal().toString()).toBe('11010119900307123X');
    }
  });

  it('R1.3.2a seals each grade under the suite of its rule, and opens what was sealed under others', async () => {
    const place = placeOf();
    const fieldsOf = (version: number): FieldToSeal[] => [
      { ...place, version, column: 'NP02', value: '女', grade: 'C1' },
      { ...place, version, column: 'NP08', value: '13800000000', grade: 'C2' },
      { ...place, version, column: 'NP30', value: '6222', grade: 'C3' },
      { ...place, version, column: 'NP99', value: 'ungraded' },
    ];
    const rules = [{}, { C3: suiteOf(1) }, { C2: suiteOf(1), C3: suiteOf(2) }, {}];
    const expected = [
      [2, 2, 2, 2],
      [2, 2, 1, 2],
      [2, 1, 2, 2],
      [2, 2, 2, 2],
    ];
    const kept: FieldToOpen[] = [];
    for (const [version, gradeSuites] of rules.entries()) {
      const writer = await openVault(2, gradeSuites);
      const fields = fieldsOf(version);
      const envelopes = await transaction(db, (tx) => writer.sealer.sealMany(tx, fields));
      expect(envelopes.map((it) => it[2])).toEqual(expected[version]);
      kept.push(...fields.map((it, at) => ({ ...it, envelope: envelopes[at] ?? Buffer.alloc(0) })));
    }
    // One key of the subject, whatever the rules were: shredding it shreds all, and its pseudonym in the log stays.
    const { rows } = await sql<{ n: number }>`
      SELECT count(*) AS n FROM keys.customer_key WHERE subject = ${place.subject}`.execute(db);
    expect(rows[0]?.n).toBe(1);
    for (const gradeSuites of rules) {
      const reader = await openVault(1, gradeSuites);
      const opened = await reader.opener.openMany(db, kept);
      expect(opened.map((it) => it.reveal().toString())).toEqual(
        rules.flatMap(() => ['女', '13800000000', '6222', 'ungraded']),
      );
    }
    const [first] = kept;
    if (!first) throw new Error('nothing was sealed');
    // Another suite's number on the same bytes, and a suite nobody knows.
    for (const suite of [1, 3]) {
      const envelope = Buffer.from(first.envelope);
      envelope[2] = suite;
      await expect(opener.openMany(db, [{ ...first, envelope }])).rejects.toThrow('broken seal');
    }
  });

  it('R1.3.2a refuses a rule that names an unknown suite, before anything is sealed', () => {
    expect(gradeSuitesFrom(() => 0)).toEqual({});
    expect(gradeSuitesFrom((key) => (key === 'crypto.suite.c3' ? 1 : 0))).toEqual({
      C3: suiteOf(1),
    });
    expect(() => gradeSuitesFrom(() => 3)).toThrow('unknown cipher suite');
    expect(gradeSuitesFrom(rule)).toEqual({});
  });

  it('seals for many customers and classes at once, in order', async () => {
    const fields: FieldToSeal[] = Array.from({ length: 300 }, (_, at) => ({
      ...placeOf(),
      class: at % 3 === 0 ? 'C' : 'A10',
      column: 'NP08',
      value: `138${String(at).padStart(8, '0')}`,
    }));
    const envelopes = await transaction(db, (tx) => sealer.sealMany(tx, fields));
    const listed = fields.map((it, at) => ({ ...it, envelope: envelopes[at] ?? Buffer.alloc(0) }));
    const opened = await (await openVault(2)).opener.openMany(db, listed);
    expect(opened.map((it) => it.reveal().toString())).toEqual(fields.map(({ value }) => value));
  });

  it('shows no value when what it opened is printed', async () => {
    const place = placeOf();
    const fields = await sealer.seal(db, place, values);
    const opened = await opener.open(db, place, { fields });
    const shown = inspect(opened, { depth: 9, showHidden: true }) + JSON.stringify([...opened]);
    expect(shown).not.toMatch(/张三|110101|e5 ?bc ?a0/);
    expect(shown).toContain('redacted');
  });

  it('seals again at the same place, and nothing that does not belong there', async () => {
    const place = { ...placeOf(), column: 'NP08' };
    const [envelope = Buffer.alloc(0)] = await sealer.sealMany(db, [{ ...place, value: '138' }]);
    const [again = Buffer.alloc(0)] = await reencrypt.fields(db, [{ ...place, envelope }]);
    expect(again.equals(envelope)).toBe(false);
    const [opened] = await opener.openMany(db, [{ ...place, envelope: again }]);
    expect(opened?.reveal().toString()).toBe('138');
    for (const change of [{ version: 2 }, { column: 'NP01' }, { table: 'customers.pending' }]) {
      const elsewhere = reencrypt.fields(db, [{ ...place, ...change, envelope }]);
      await expect(elsewhere).rejects.toThrow('broken seal');
    }
  });

  it('refuses the retention class that did not seal it', async () => {
    const place = placeOf();
    const fields = await sealer.seal(db, place, values);
    await sealer.seal(db, { ...place, class: 'C' }, values);
    await expect(opener.open(db, { ...place, class: 'C' }, { fields })).rejects.toThrow('unknown');
  });
});

describe('R1.5.3 detail of the log', () => {
  const at = new Date('2026-11-02T01:00:00Z');

  it('opens under its subject, kind, id and month only', async () => {
    const subject = newId();
    const place = { subject, at, kind: 'entry', about: 'e1' };
    const envelope = await sealer.sealDetail(db, { ...place, value: '理由：客户来电' });
    expect((await opener.openDetail(db, { ...place, envelope })).reveal().toString()).toBe(
      '理由：客户来电',
    );
    for (const change of [{ kind: 'proposal' }, { about: 'e2' }]) {
      await expect(opener.openDetail(db, { ...place, ...change, envelope })).rejects.toThrow(
        'broken seal',
      );
    }
    for (const other of [newId(), undefined]) {
      await expect(opener.openDetail(db, { ...place, subject: other, envelope })).rejects.toThrow(
        'unknown',
      );
    }
  });

  it('uses the key of the month where there is no subject', async () => {
    const place = { at, kind: 'entry', about: 'e3' };
    const envelope = await sealer.sealDetail(db, { ...place, value: 'x' });
    const again = await (await openVault(2)).opener.openDetail(db, { ...place, envelope });
    expect(again.reveal().toString()).toBe('x');
    const later = new Date('2026-12-01T00:00:00Z');
    await expect(opener.openDetail(db, { ...place, at: later, envelope })).rejects.toThrow(
      'unknown',
    );
  });

  it('commits to a text with a salt, so that guessing the text proves nothing', () => {
    const [one, two] = [sealer.commit('张三'), sealer.commit('张三')];
    expect(one.commitment).not.toBe(two.commitment);
    expect(isCommittedTo(one, '张三')).toBe(true);
    expect(isCommittedTo(one, '张叁')).toBe(false);
    expect(isCommittedTo({ ...one, salt: two.salt }, '张三')).toBe(false);
  });
});

describe('R2.4.4, R3.1.3 stored objects', () => {
  const image = randomBytes(64 * 1024 * 20 + 17);
  const object = (subject: string, bytesMax = 8_000_000) => ({
    subject,
    class: 'A10',
    mediaType: 'image/jpeg',
    source: [image.subarray(0, 1_000_000), image.subarray(1_000_000)],
    bytesMax,
  });

  it('come back as they were, a few chunks at a time', async () => {
    const subject = newId();
    const stored = await transaction(db, (tx) => sealer.storeObject(tx, object(subject)));
    expect(stored.chunks).toBe(21);
    const found = await opener.readObject(db, { subject, object: stored.object });
    expect(found?.mediaType).toBe('image/jpeg');
    expect(Buffer.concat(await Array.fromAsync(found?.chunks ?? []))).toEqual(image);
    expect(
      await opener.readObject(db, { subject: newId(), object: stored.object }),
    ).toBeUndefined();
  });

  it('leave nothing behind when they are too large', async () => {
    const subject = newId();
    const tooLarge = transaction(db, (tx) => sealer.storeObject(tx, object(subject, 1_200_000)));
    await expect(tooLarge).rejects.toThrow(ObjectTooLarge);
    const { rows } = await sql`SELECT 1 FROM vault.object WHERE subject = ${subject}`.execute(db);
    expect(rows).toEqual([]);
  });
});

describe('R1.3.3 rows that name other tables than their fields', () => {
  it('are accepted for their own values and refuse a value that is no longer among them', async () => {
    const place = placeOf();
    const [older] = await sealer.sealMany(db, [{ ...place, column: 'NP08', value: 'old' }]);
    const [newer] = await sealer.sealMany(db, [
      { ...place, version: 2, column: 'NP08', value: 'new' },
    ]);
    const fields = new Map([['NP08#2', newer ?? Buffer.alloc(0)]]);
    const state = { ...place, table: 'customers.revision', version: 2, grading: 'C2', fields };
    const row = { ...state, seal: await sealer.rowSeal(db, state) };
    const current = { ...place, version: 2, column: 'NP08', envelope: newer ?? Buffer.alloc(0) };
    const [opened] = await opener.openMany(db, [current], [row]);
    expect(opened?.reveal().toString()).toBe('new');
    const stale = { ...place, column: 'NP08', envelope: older ?? Buffer.alloc(0) };
    await expect(opener.openMany(db, [stale], [row])).rejects.toMatchObject({ broken: 'row' });
    // That this very row was whole says nothing of another in its place.
    const bent = { ...row, version: 1 };
    await expect(opener.openMany(db, [current], [bent])).rejects.toMatchObject({ broken: 'row' });
    await sealer.checkRows(db, [row]);
    await expect(sealer.checkRows(db, [bent])).rejects.toMatchObject({
      broken: 'row',
    });
  });
});
