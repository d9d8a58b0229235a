// Someone changes an evidence file or an export, or signs one with another key: the verifier, alone with the file and the
// key, refuses every byte of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  pinKey,
  readPinnedKeys,
  verifyCommand,
  verifyConsistency,
  verifyEvidence,
  verifyExport,
} from '../../../client/src/verify/index.ts';
import { createAudit } from '../../src/controls/audit/index.ts';
import { toBase64 } from '../../src/controls/audit/note.ts';
import { signerFromSeed } from '../../src/kernel/crypto/index.ts';
import { testDatabase } from '../database.ts';
import { asOwner, entries, entry, openLog, partsOf } from './audit-log.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'shouxin-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const log = await openLog(database);
const vkey = log.verifierKey;
await log.appendGrouped(entries(13));
const [receipt] = await log.appendGrouped([
  entry({ purpose: 'account-service', items: { NP10: 'plain', NP02: 'masked' }, rules: ['R-1'] }),
]);
await log.appendGrouped(entries(6));
const evidence = Buffer.from(await log.evidence(receipt?.entry ?? ''));
const period = { from: new Date('2026-01-01'), to: new Date('2027-01-01') };
const exported = Buffer.concat(await Array.fromAsync(await log.exportPeriod(period)));

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ bit;
  return copy;
}

/** Which of these are not refused, by name. */
function accepted(changes: Iterable<[string, Buffer]>, trust: { vkey?: string }): string[] {
  return [...changes].flatMap(([name, bytes]) =>
    verifyEvidence(bytes, trust).kind === 'refused' ? [] : [name],
  );
}

function* flips(bytes: Buffer, bits: readonly number[]): Generator<[string, Buffer]> {
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of bits) yield [`byte ${at} bit ${bit}`, flipped(bytes, at, bit)];
  }
}

function* cuts(bytes: Buffer): Generator<[string, Buffer]> {
  for (let at = 0; at < bytes.length; at += 1) {
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    yield [`cut at ${at}`, before];
    yield [`without ${at}`, Buffer.concat([before, after.subarray(1)])];
    yield [`space at ${at}`, Buffer.concat([before, Buffer.from(' '), after])];
    yield [`twice ${at}`, Buffer.concat([before, after.subarray(0, 1), after])];
  }
  yield ['the file twice', Buffer.concat([bytes, bytes])];
}

test('promise 3: every flip of every bit of an evidence file is refused, with and without a key', () => {
  expect(verifyEvidence(evidence, { vkey }).kind).toBe('valid');
  expect(accepted(flips(evidence, [1, 2, 4, 8, 16, 32, 64, 128]), { vkey })).toEqual([]);
  expect(accepted(flips(evidence, [1]), {})).toEqual([]);
}, 180_000);

test('every cut, insertion and doubling of a byte of an evidence file is refused', () => {
  expect(accepted(cuts(evidence), { vkey })).toEqual([]);
}, 180_000);

test('every byte of an export counts', async () => {
  expect((await verifyExport([exported], { vkey })).kind).toBe('valid');
  const wrong: string[] = [];
  for (const [name, bytes] of flips(exported, [2])) {
    if ((await verifyExport([bytes], { vkey })).kind !== 'refused') wrong.push(name);
  }
  expect(wrong).toEqual([]);
});

function verifyLines(lines: readonly string[]) {
  return verifyExport([Buffer.from(`${lines.join('\n')}\n`)], { vkey });
}

test('an export without a line, with a line twice, or with two lines swapped is refused', async () => {
  const lines = exported.toString().trimEnd().split('\n');
  expect((await verifyLines(lines)).kind).toBe('valid');
  for (const at of [0, 1, 9, lines.length - 2, lines.length - 1]) {
    expect((await verifyLines(lines.toSpliced(at, 1))).kind).toBe('refused');
    expect((await verifyLines(lines.toSpliced(at, 0, lines[at] ?? ''))).kind).toBe('refused');
  }
  expect((await verifyLines(lines.with(3, lines[4] ?? '').with(4, lines[3] ?? ''))).kind).toBe(
    'refused',
  );
});

test('an export is verified as it streams, in chunks of any size', async () => {
  for (const size of [1, 7, 1000, exported.length]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < exported.length; at += size) {
      chunks.push(exported.subarray(at, at + size));
    }
    expect((await verifyExport(chunks, { vkey })).kind).toBe('valid');
  }
});

test('what is signed with another key is refused, and without a key it is not called valid', async () => {
  await asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  );
  const signer = signerFromSeed(new Uint8Array(32).fill(66));
  const forger = await createAudit(partsOf(database, { signer }));
  const [made] = await forger.appendGrouped([entry({ purpose: 'account-service' })]);
  const forged = Buffer.from(await forger.evidence(made?.entry ?? ''));
  expect(verifyEvidence(forged, { vkey: forger.verifierKey }).kind).toBe('valid');
  expect(verifyEvidence(forged, { vkey })).toMatchObject({
    kind: 'refused',
    words: { en: expect.stringContaining('another signing key') },
  });
  const renamed = Buffer.from(forged.toString().replaceAll(forger.verifierKey, vkey));
  expect(verifyEvidence(renamed, { vkey })).toMatchObject({
    kind: 'refused',
    words: { en: expect.stringContaining('not validly signed') },
  });
  expect(verifyEvidence(forged).kind).toBe('unvouched');
  expect(verifyEvidence(evidence, { vkey: 'nonsense' }).kind).toBe('refused');
});

test('a newer checkpoint that continues the older one is confirmed, any other is refused', async () => {
  await asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  );
  const growing = await openLog(database);
  const notes: { size: number; note: string }[] = [];
  for (const count of [3, 1, 260, 7]) {
    await growing.appendGrouped(entries(count));
    await growing.integrateAll();
    const { size = 0, note = '' } = (await growing.checkpoint()) ?? {};
    notes.push({ size, note });
  }
  for (const older of notes) {
    for (const newer of notes.filter((it) => it.size >= older.size)) {
      const proof = (await growing.proveConsistency(older.size, newer.size)).map(toBase64);
      const claim = { older: older.note, newer: newer.note, proof };
      expect(verifyConsistency(claim, { vkey }).kind).toBe('valid');
      expect(
        verifyConsistency({ ...claim, proof: [...proof, proof[0] ?? ''] }, { vkey }).kind,
      ).toBe('refused');
      if (older === newer) continue;
      const turned = { older: newer.note, newer: older.note, proof };
      expect(verifyConsistency(turned, { vkey }).kind).toBe('refused');
    }
  }
});

async function run(file: string, key?: string, pinned = join(folder, 'none')) {
  const lines: string[] = [];
  const code = await verifyCommand({
    file,
    ...(key !== undefined && { key }),
    pinnedKeys: pinned,
    print: (line) => lines.push(line),
  });
  return { code, text: lines.join('\n') };
}

test('the command says valid, refused, unreadable or vouched for by nobody, and ends with 0, 1 or 2', async () => {
  const [good, bad, period2, pins] = ['good', 'bad', 'period', 'pins'].map((it) =>
    join(folder, it),
  ) as [string, string, string, string];
  writeFileSync(good, evidence);
  writeFileSync(bad, flipped(evidence, 700, 4));
  writeFileSync(period2, exported);
  expect(await run(good, vkey)).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^VALID 有效/),
  });
  expect(await run(period2, vkey)).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^VALID 有效/),
  });
  expect(await run(bad, vkey)).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^REFUSED 不通过/),
  });
  expect((await run(join(folder, 'not-there'), vkey)).code).toBe(2);
  expect((await run(folder, vkey)).code).toBe(2);
  const unvouched = await run(good);
  expect(unvouched.code).toBe(1);
  expect(unvouched.text).toContain('nothing vouches for its signer');
  expect(unvouched.text).not.toMatch(/\bvalid\b/i);
  expect(await pinKey(vkey, pins)).toBe('pinned');
  expect(await pinKey(vkey, pins)).toBe('known');
  expect(await run(good, undefined, pins)).toMatchObject({ code: 0 });
});

test('a second key under a pinned name is not pinned', async () => {
  const pins = join(folder, 'deep', 'pins');
  const signer = signerFromSeed(new Uint8Array(32).fill(5));
  await asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  );
  const other = await createAudit(partsOf(database, { signer }));
  expect(await pinKey(vkey, pins)).toBe('pinned');
  expect(await pinKey(other.verifierKey, pins)).toBe('other-key-of-that-name');
  expect(await pinKey('a+b+c', pins)).toBe('not-a-key');
  expect(await readPinnedKeys(pins)).toEqual([vkey]);
});
