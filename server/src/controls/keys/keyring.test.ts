// Customer keys in a real database: made once, leased for a minute, useless when moved, never remembered when rolled back.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { isSignedBy, newId, publicKeyFrom } from '../../kernel/crypto/index.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import { createKeys, openSealedFile, type Keyring } from './index.ts';

const database = await testDatabase();
const db = database.server.db;
const owner = database.owner.db;
const clock = fixedClock('2026-11-02T01:00:00Z');
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-keyring-')), 'keys');

function openKeys(lease?: { forMs: number; countMax: number }) {
  const openProvider = (mark?: number) =>
    openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark });
  return createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider, lease });
}

const { keyring, routes } = await openKeys();
/** Another process: same store and database, nothing leased. */
const fresh = async (): Promise<Keyring> => (await openKeys()).keyring;
const wanted = (subject: string) => ({ subject, class: 'A10' });

async function keyOf(ring: Keyring, tx: Tx, subject: string) {
  const [key] = await ring.sealingKeys(tx, [wanted(subject)]);
  if (!key) throw new Error('no key');
  return key;
}

const kidOf = async (ring: Keyring, tx: Tx, subject: string) =>
  (await keyOf(ring, tx, subject)).kid.toString('hex');

describe('R1.3.2a the keyring', () => {
  it('makes one key per subject and class, and finds it again', async () => {
    const subject = newId();
    const first = await transaction(db, (tx) => kidOf(keyring, tx, subject));
    expect(await kidOf(keyring, db, subject)).toBe(first);
    expect(await kidOf(await fresh(), db, subject)).toBe(first);
    const [other] = await keyring.sealingKeys(db, [{ subject, class: 'C' }]);
    expect(other?.kid.toString('hex')).not.toBe(first);
  });

  it('makes 2,000 keys in one batch, in order, with repetitions', async () => {
    const subjects = Array.from({ length: 2000 }, () => newId());
    const asked = [...subjects, ...subjects.slice(0, 50)].map(wanted);
    const made = await transaction(db, (tx) => keyring.sealingKeys(tx, asked));
    const again = await (await fresh()).sealingKeys(db, asked);
    expect(again.map(({ kid }) => kid)).toEqual(made.map(({ kid }) => kid));
    expect(new Set(made.map(({ kid }) => kid.toString('hex'))).size).toBe(2000);
  });

  it('agrees on one key when many ask at once', async () => {
    const subject = newId();
    const rings = await Promise.all(Array.from({ length: 6 }, fresh));
    const kids = await Promise.all(rings.map((ring) => kidOf(ring, db, subject)));
    expect(new Set(kids).size).toBe(1);
  });

  it('does not remember a key whose transaction rolled back, also within a savepoint', async () => {
    const subject = newId();
    let lost = '';
    const rolledBack = transaction(db, async (tx) => {
      lost = await kidOf(keyring, tx, subject);
      expect(await kidOf(keyring, tx, subject)).toBe(lost);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    const kept = await transaction(db, async (tx) => {
      await sql`SAVEPOINT here`.execute(tx);
      const dropped = await kidOf(keyring, tx, subject);
      expect(await kidOf(keyring, tx, subject)).toBe(dropped);
      await sql`ROLLBACK TO SAVEPOINT here`.execute(tx);
      const made = await kidOf(keyring, tx, subject);
      expect([lost, dropped]).not.toContain(made);
      return made;
    });
    expect(await kidOf(keyring, db, subject)).toBe(kept);
  });

  it('asks the database once a lease, and not again within it', async () => {
    const ring = await fresh();
    const subject = newId();
    await keyOf(ring, db, subject);
    await keyOf(ring, db, subject);
    const query = vi.spyOn(database.server.pool, 'connect');
    await keyOf(ring, db, subject);
    expect(query).not.toHaveBeenCalled();
    ring.forget([wanted(subject)]);
    await keyOf(ring, db, subject);
    expect(query).toHaveBeenCalledOnce();
    query.mockRestore();
  });

  it('ends a lease in time: the key in hand stops deriving', async () => {
    const ring = (await openKeys({ forMs: 30, countMax: 10 })).keyring;
    const key = await keyOf(ring, db, newId());
    expect(key.identify('x', 16)).toHaveLength(16);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(() => key.identify('x', 16)).toThrow('lease of a key has ended');
    expect(() => key.envelopeKey({ label: 'x', context: [] })).toThrow('lease of a key has ended');
  });

  it('gives each subject a pseudonym that is stable, unlike the id, and without a second name', async () => {
    const subjects = [newId(), newId()];
    const trails = await keyring.trailsOf(db, subjects);
    expect(await (await fresh()).trailsOf(db, subjects)).toEqual(trails);
    expect(new Set(trails).size).toBe(2);
    expect(trails[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(trails[0]).not.toBe(await kidOf(keyring, db, subjects[0] ?? ''));
  });

  it('signs with the audit key, and the key stays the same', async () => {
    const signer = keyring.auditSigner();
    const signature = await signer.sign(Buffer.from('note'));
    expect(isSignedBy(publicKeyFrom(signer.publicKey), Buffer.from('note'), signature)).toBe(true);
    expect((await fresh()).auditSigner().publicKey).toEqual(signer.publicKey);
    const sm2 = keyring.sm2AuditSigner();
    expect(sm2?.publicKey).toHaveLength(65);
    expect((await fresh()).sm2AuditSigner()?.publicKey).toEqual(sm2?.publicKey);
  });

  it('keeps a log key per month, made on first use, and none for a month without', async () => {
    const key = await keyring.logKey('2026-11');
    const other = await keyring.logKey('2026-12');
    expect(other.kid).not.toEqual(key.kid);
    const opening = await (await fresh()).openingLogKey('2026-11', key.kid);
    expect(opening.kid).toEqual(key.kid);
    await expect(keyring.openingLogKey('2027-01', key.kid)).rejects.toThrow('unknown');
    await expect(keyring.logKey('2026-13')).rejects.toThrow('unknown');
  });

  it('takes an inventory without material', async () => {
    const act = new Map(routes).get('keys.inventory');
    const call = { tx: db, at: clock.now(), append: vi.fn<() => string>(() => 'id') };
    const answer = await (act as unknown as (c: typeof call, i: object) => Promise<unknown>)(
      call,
      {},
    );
    const cards = JSON.stringify(answer);
    expect(call.append).toHaveBeenCalledOnce();
    expect(answer).toMatchObject({ suite: 'SM4-GCM + HMAC-SM3' });
    expect(cards).toContain('"key":"bucket/*","kind":"bucket","state":"active"');
    expect(cards).toContain('"count":256');
    expect(cards).not.toMatch(/[0-9a-f]{32}/);
  });

  it('prints nothing of a key', async () => {
    const key = await keyOf(keyring, db, newId());
    expect(inspect(key, { depth: 9, showHidden: true })).not.toMatch(/key.*Buffer|[0-9a-f]{64}/);
    expect(JSON.parse(JSON.stringify(key))).not.toHaveProperty('key');
  });

  it('refuses at start when the key store is older than the database says', async () => {
    const refused = createKeys({
      db,
      tenant: 'demo',
      suite: 2,
      clock,
      openProvider: (mark) =>
        openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark: (mark ?? 0) + 1 }),
    });
    await expect(refused).rejects.toThrow(/Keys only move forward/);
  });

  it('R3.3.2 makes no new key where one was shredded', async () => {
    const subject = newId();
    await keyOf(keyring, db, subject);
    await sql`UPDATE keys.customer_key SET state = 'destroyed', wrapped = NULL
      WHERE subject = ${subject}`.execute(owner);
    await expect((await fresh()).sealingKeys(db, [wanted(subject)])).rejects.toMatchObject({
      problem: 'destroyed',
    });
  });

  it('may not delete a key or change what it belongs to, being the server', async () => {
    const refused = /permission denied/;
    await expect(sql`DELETE FROM keys.customer_key`.execute(db)).rejects.toThrow(refused);
    await expect(sql`UPDATE keys.customer_key SET kid = kid`.execute(db)).rejects.toThrow(refused);
    await expect(sql`UPDATE keys.keystore_mark SET generation = 1`.execute(db)).rejects.toThrow(
      refused,
    );
  });
});
