// Trying a copy: what is bent is counted, and a key provider that does not answer condemns nothing.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testDatabase } from '../../../../test/database.ts';
import { fixedClock } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { createKeys, KeyRefused, openSealedFile } from '../../keys/index.ts';
import { createVault } from '../index.ts';
import { createTrial } from './trial.ts';

const { db } = (await testDatabase()).server;
const clock = fixedClock('2026-11-02T01:00:00Z');
const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-trial-')), 'keys');
const { keyring } = await createKeys({
  db,
  tenant: 'demo',
  suite: 2,
  clock,
  openProvider: (mark) => openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark }),
});
const { sealer, trial } = createVault(keyring);

const fields = Array.from({ length: 5 }, (_, at) => {
  const subject = newId();
  const place = { subject, class: 'A10', table: 'customers.value', record: subject, version: 1 };
  return { ...place, column: 'NP01', value: `值${at}` };
});
const sealed = await sealer.sealMany(db, fields);
const opening = fields.map((it, at) => ({ ...it, envelope: sealed[at] ?? Buffer.alloc(0) }));
const states = opening.map((it) => ({ ...it, grading: 'C2', fields: new Map([['NP01', it.envelope]]) })); // prettier-ignore
const seals = await sealer.rowSealMany(db, states);
const rows = states.map((it, at) => ({ ...it, seal: seals[at] ?? Buffer.alloc(0) }));

it('R3.2.6 counts what opens and what is whole, and what does not and is not', async () => {
  expect(await trial.countOpening(db, opening)).toBe(5);
  expect(await trial.countWhole(db, rows)).toBe(5);
  expect(await trial.countWhole(db, [])).toBe(0);
  const elsewhere = opening.map((it, at) => (at === 1 ? { ...it, version: 2 } : it));
  expect(await trial.countOpening(db, elsewhere)).toBe(4);
  const bent = rows.map((it, at) => (at === 3 ? { ...it, version: 2 } : it));
  expect(await trial.countWhole(db, bent)).toBe(4);
  const strange = rows.map((it, at) => (at < 2 ? { ...it, subject: newId() } : it));
  expect(await trial.countWhole(db, strange)).toBe(3);
});

it('SECURITY T21 says nothing of a copy while the key provider does not answer', async () => {
  const openingKeys = () => Promise.reject(new KeyRefused('unavailable'));
  const without = createTrial(
    Object.assign(Object.create(keyring) as typeof keyring, { openingKeys }),
  );
  await expect(without.countWhole(db, rows)).rejects.toThrow('unavailable');
  await expect(without.countOpening(db, opening)).rejects.toThrow('unavailable');
});
