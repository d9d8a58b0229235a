// The SM3 tree and the SM2 signatures of the log: on a new log and on one that is older than them, proven to a verifier that
// shares only the format, and found when somebody bends them.
import { afterEach, describe, expect, it } from 'vitest';
import { verifyEvidence, verifyExport } from '../../../../../client/src/verify/index.ts';
import { asOwner, entries, entry, openLog, partsOf } from '../../../../test/adversary/audit-log.ts';
import { testDatabase } from '../../../../test/database.ts';
import { newSm2Key, sm2SignerFrom, sm3 } from '../../../kernel/crypto/index.ts';
import { createAudit, type AuditParts } from '../index.ts';
import { frontierAt, leafHash } from '../tree.ts';
import { sm3Check } from './check.ts';

const database = await testDatabase();
type Log = Awaited<ReturnType<typeof openLog>>;

afterEach(() =>
  asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  ),
);

async function filled(log: Log, count: number): Promise<string> {
  const receipts = await log.appendGrouped(entries(count));
  await log.integrateAll();
  return receipts[0]?.entry ?? '';
}

async function caughtUp(log: Log): Promise<number> {
  let steps = 1;
  while (await log.followSm3()) steps += 1;
  return steps;
}

/** A log from before there was an SM2 key. */
function partsWithout(parts: AuditParts): AuditParts {
  const { sm2: _, ...older } = parts;
  return older;
}

async function expectedRoot(): Promise<Buffer> {
  const { rows } = await database.owner.pool.query<{ body: Buffer }>(
    'SELECT e.body FROM audit.leaf l JOIN audit.entry e ON e.id = l.entry_id ORDER BY l.seq',
  );
  const frontier = frontierAt(0, [], sm3);
  for (const { body } of rows) frontier.append(leafHash(body, sm3));
  return Buffer.from(frontier.root());
}

const trust = (log: Log) => ({ vkey: [log.verifierKey, log.sm2VerifierKey ?? ''] });
const signatures = (log: Log) => [
  { kind: 'Ed25519', key: log.verifierKey, isTrusted: true },
  { kind: 'SM2', key: log.sm2VerifierKey, isTrusted: true },
];

describe('R1.3.2c the log signed with SM2 and hashed with SM3', () => {
  it('is proven by both signatures and in both trees, and says so', async () => {
    const log = await openLog(database);
    await filled(log, 700);
    const [receipt] = await log.appendGrouped([entry()]);
    const file = Buffer.from(await log.evidence(receipt?.entry ?? ''));
    expect(verifyEvidence(file, trust(log))).toMatchObject({
      kind: 'valid',
      index: 700,
      signedBy: signatures(log),
      sm3: { origin: 'shouxin/test/log/sm3', size: 701 },
    });
    expect(Buffer.from((await log.sm3Checkpoint())?.root ?? [])).toEqual(await expectedRoot());
    const period = { from: new Date('2026-01-01'), to: new Date('2027-01-01') };
    const exported = await verifyExport(await log.exportPeriod(period), trust(log));
    expect(exported).toMatchObject({ kind: 'valid', signedBy: signatures(log) });
  });

  it('is valid to a reader of either key, and refused to one of another', async () => {
    const log = await openLog(database);
    const file = Buffer.from(await log.evidence(await filled(log, 20)));
    const [ed25519, sm2] = [log.verifierKey, log.sm2VerifierKey ?? ''];
    for (const vkey of [ed25519, sm2]) expect(verifyEvidence(file, { vkey }).kind).toBe('valid');
    expect(verifyEvidence(file).kind).toBe('unvouched');
    const other = await openLog(database, { sm2: sm2SignerFrom(newSm2Key()) });
    const otherKey = other.sm2VerifierKey ?? '';
    expect(otherKey).not.toBe(sm2);
    for (const vkey of [[otherKey], [ed25519, otherKey]]) {
      expect(verifyEvidence(file, { vkey }).kind).toBe('refused');
    }
  });

  it('is refused without the second key, the second line or the second proof that it claims', async () => {
    const log = await openLog(database);
    const file = await log.evidence(await filled(log, 20));
    const evidence = JSON.parse(file) as { proof: string[]; gm?: { key: string; proof: string[] } };
    const { gm } = evidence;
    if (!gm) throw new Error('no second signature');
    const write = (change: object) =>
      Buffer.from(`${JSON.stringify({ ...evidence, ...change }, null, 2)}\n`);
    const kindOf = (change: object) => verifyEvidence(write(change), trust(log)).kind;
    const wrong = evidence.proof.toSpliced(-1, 1, `${evidence.proof.at(-1)?.slice(0, -8)}AAAAAAA=`);
    expect(kindOf({})).toBe('valid');
    expect(kindOf({ gm: undefined })).toBe('refused');
    expect(kindOf({ proof: evidence.proof.slice(0, -1) })).toBe('refused');
    expect(kindOf({ proof: wrong })).toBe('refused');
    expect(kindOf({ gm: { key: gm.key, proof: evidence.proof } })).toBe('refused');
    expect(kindOf({ gm: { key: gm.key, proof: gm.proof.toSpliced(2, 1) } })).toBe('refused');
    // The signature line alone, where the SM3 tree has not come so far, and an older note with neither.
    expect(kindOf({ gm: { key: gm.key } })).toBe('valid');
    expect(kindOf({ gm: undefined, proof: evidence.proof.slice(0, -1) })).toBe('valid');
  });

  it('comes to an older log from its first entry on, in steps, while it is written', async () => {
    const parts = partsOf(database);
    const older = await createAudit(partsWithout(parts));
    const first = await filled(older, 5_000);
    await filled(older, 3_000);
    const before = await older.evidence(first);
    expect(before).not.toContain('"gm"');
    expect(older.sm2VerifierKey).toBeUndefined();

    const log = await createAudit(parts);
    expect(log.state()).toMatchObject({ kind: 'ready' });
    expect(await log.followSm3()).toBe(true);
    const reached = (await log.sm3Checkpoint())?.size ?? 0;
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThanOrEqual(4_096);
    await filled(log, 300);
    // Another process goes on where this one stopped.
    expect(await caughtUp(await createAudit(parts))).toBeGreaterThan(1);
    expect((await log.sm3Checkpoint())?.size).toBe(8_300);
    expect(Buffer.from((await log.sm3Checkpoint())?.root ?? [])).toEqual(await expectedRoot());
    expect((await log.checkIntegrity()).findings).toEqual([]);
    expect((await log.checkIntegrity({ full: false })).findings).toEqual([]);
    // What was proven before is proven still, and now in both trees.
    expect(verifyEvidence(Buffer.from(before), trust(log))).toMatchObject({
      kind: 'valid',
      signedBy: [signatures(log)[0]],
    });
    const after = Buffer.from(await log.evidence(first));
    expect(verifyEvidence(after, trust(log))).toMatchObject({ sm3: { size: 8_300 } });
  });

  it('may grow while it is looked at', async () => {
    const parts = partsOf(database);
    const log = await createAudit(parts);
    await filled(log, 300);
    await caughtUp(log);
    const broken: unknown[] = [];
    const check = await sm3Check({ ...parts, origin: log.origin }, 0, (at) => broken.push(at));
    await filled(log, 700);
    await caughtUp(log);
    await check.end();
    expect(broken).toEqual([]);
    await asOwner(database, 'DELETE FROM audit.sm3_node WHERE level = 1 AND index = 2');
    await check.end();
    expect(broken).toEqual([{}]);
  });

  it('is not signed over entries other than those of the first log', async () => {
    const log = await openLog(database);
    await filled(log, 30);
    await asOwner(
      database,
      "UPDATE audit.entry SET body = replace(convert_from(body, 'UTF8'), 'done', 'gone')::bytea WHERE id = (SELECT entry_id FROM audit.leaf WHERE seq = 7)",
    );
    await expect(log.followSm3()).rejects.toThrow('root-differs');
    expect(log.state()).toMatchObject({ kind: 'read-only', reason: 'root-differs' });
    expect(await log.sm3Checkpoint()).toBeUndefined();
  });

  it.each([
    ['edits a node', `UPDATE audit.sm3_node SET hash = sha256(hash) WHERE index = 1`, 511],
    ['deletes a node', 'DELETE FROM audit.sm3_node WHERE index = 0', 255],
    ['edits a root', 'UPDATE audit.sm3_checkpoint SET root = sha256(root) WHERE size = 400', 399],
    [
      'edits a text',
      "UPDATE audit.sm3_checkpoint SET note = replace(note, '/sm3', '') WHERE size = 400",
      399,
    ],
    ['adds a node', `INSERT INTO audit.sm3_node VALUES (1, 9, '\\x00')`, null],
    [
      'edits the last signature',
      "UPDATE audit.sm3_checkpoint SET note = regexp_replace(note, '...=\\n$', E'AAA=\\n') WHERE size = 600",
      null,
    ],
  ])('is found bent by the integrity check when somebody %s', async (_, statement, seq) => {
    const log = await openLog(database);
    for (const count of [400, 200]) {
      await filled(log, count);
      await caughtUp(log);
    }
    expect((await log.checkIntegrity()).findings).toEqual([]);
    await asOwner(database, statement);
    const { findings } = await log.checkIntegrity();
    expect(findings[0]).toMatchObject({ code: 'sm3-differs', seq });
    expect(findings.filter(({ code }) => code !== 'sm3-differs')).toEqual([]);
  });

  it('is not continued on a checkpoint or a node that somebody edited', async () => {
    const log = await openLog(database);
    await filled(log, 300);
    await caughtUp(log);
    await filled(log, 10);
    await asOwner(database, 'UPDATE audit.sm3_node SET hash = sha256(hash)');
    const again = await openLog(database, {
      witness: { read: log.witnessed, write: async () => {} },
    });
    await expect(again.followSm3()).rejects.toThrow('sm3-differs');
    expect(again.state()).toMatchObject({ kind: 'read-only', reason: 'sm3-differs' });
  });

  it('refuses a last checkpoint whose SM2 signature is wrong, at start', async () => {
    const parts = partsOf(database);
    await filled(await createAudit(parts), 5);
    await asOwner(
      database,
      "UPDATE audit.checkpoint SET note = regexp_replace(note, '...=\\n$', E'AAA=\\n')",
    );
    expect((await createAudit(parts)).state()).toMatchObject({ reason: 'checkpoint-foreign' });
  });
});
