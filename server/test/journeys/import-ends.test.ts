// How batches end, and what happens in between: killed at every step and taken up again, judged again on the day of the
// approval, rejected, expired, undone before anybody used a customer and refused afterwards.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { createImports } from '../../src/records/imports/index.ts';
import { testDatabase } from '../database.ts';
import {
  applied,
  checked,
  exportOf,
  imports,
  proposed,
  reportOf,
  undoApproved,
  uploadAs,
} from './import-kit.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const clerk = actorOf('ops', 'ops');
const owner = actorOf('owner', 'owner');
const people = { clerk, owner };
const ask = stage.ask(clerk);

const count = async (query: string): Promise<number> => {
  const { rows } = await sql.raw<{ n: number }>(`SELECT count(*) AS n ${query}`).execute(stage.db);
  return rows[0]?.n ?? -1;
};
const stateOf = async (batch: string) => (await ask(imports.batch, { batch })).state;
const customersIn = (batch: string) => count(`FROM customers.customer WHERE batch = '${batch}'`);

class Killed extends Error {}

/** The same room, killed at its n-th step: before that step is committed, or right after. */
function dyingAt(step: number, when: 'before' | 'after') {
  let steps = 0;
  const { runDuty } = stage.importsParts;
  return createImports({
    ...stage.importsParts,
    runDuty: async (act, work) => {
      steps += 1;
      if (steps === step && when === 'before') {
        return runDuty(act, async (call) => {
          await work(call);
          throw new Killed();
        });
      }
      const result = await runDuty(act, work);
      if (steps === step) throw new Killed();
      return result;
    },
  });
}

/** Dies at step 1, is started again, dies at step 2 ... until it comes to its end; answers how often it died. */
async function runDying(
  duty: 'imports.check' | 'imports.apply' | 'imports.undo',
  batch: string,
  when: 'before' | 'after',
) {
  // prettier-ignore
  for (let step = 1; step < 40; step += 1) {
    const room = dyingAt(step, when);
    const died = await room.duties[duty]({ batch }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) return true;
        throw error;
      },
    );
    if (!died) return step - 1;
  }
  throw new Error('never came to its end');
}

describe.each(['before', 'after'] as const)(
  'a server that is killed again and again, %s each commit',
  (when) => {
    const records = 1_700;
    const from = when === 'before' ? 10_000 : 20_000;
    let batch = '';

    it('loses no verdict of the dry run and gives none twice', async () => {
      ({ batch } = await uploadAs(stage, clerk, exportOf(records, from)));
      await ask(imports.check, { batch });
      expect(await runDying('imports.check', batch, when)).toBeGreaterThan(3);
      const card = await ask(imports.batch, { batch });
      expect(card).toMatchObject({ state: 'checked', counts: { accept: records, reject: 0 } });
      const { rows } = await reportOf(stage, clerk, batch);
      expect(rows.map((row) => row.record)).toEqual(
        Array.from({ length: records }, (_, i) => i + 1),
      );
    });

    it('registers every customer once', async () => {
      const proposal = await proposed(stage, clerk, batch);
      await stage.ask(owner)(operations.approvals.approve, { proposal });
      expect(await runDying('imports.apply', batch, when)).toBeGreaterThan(2);
      expect(await customersIn(batch)).toBe(records);
      const once = `FROM (SELECT record FROM customers.revision WHERE batch = '${batch}' GROUP BY record) once`;
      expect(await count(once)).toBe(records);
      const entries = `FROM audit.entry e JOIN customers.customer c ON c.trail = e.trail WHERE c.batch = '${batch}'`;
      expect(await count(entries)).toBe(records);
      const card = await ask(imports.batch, { batch });
      expect(card).toMatchObject({
        state: 'applied',
        applied: records,
        counts: { accept: records },
      });
      expect(card.marketingClaims * 3).toBe(
        await count(
          `FROM consent.act a JOIN customers.customer c ON c.customer = a.subject WHERE c.batch = '${batch}'`,
        ),
      );
    });

    it('takes every customer back once', async () => {
      await undoApproved(stage, people, { batch, reason: '重复导入' });
      expect(await runDying('imports.undo', batch, when)).toBeGreaterThan(1);
      expect([await stateOf(batch), await customersIn(batch)]).toEqual(['undone', 0]);
      await stage.runJobs();
    });
  },
);

describe('a server that starts again', () => {
  it('goes on with what was under way', async () => {
    const { batch } = await uploadAs(stage, clerk, exportOf(700, 30_000));
    await ask(imports.check, { batch });
    await expect(dyingAt(3, 'after').duties['imports.check']({ batch })).rejects.toThrow(Killed);
    expect((await ask(imports.batch, { batch })).progress).toMatchObject({
      stage: 'checking',
      done: 500,
      total: 700,
    });
    await stage.imports.resume();
    await stage.runJobs();
    expect(await stateOf(batch)).toBe('checked');
  });

  it('lets two workers on the same batch, and one of them wins each step', async () => {
    const { batch } = await checked(stage, clerk, exportOf(1_200, 31_000));
    const proposal = await proposed(stage, clerk, batch);
    await stage.ask(owner)(operations.approvals.approve, { proposal });
    await Promise.all([1, 2].map(() => stage.imports.duties['imports.apply']({ batch })));
    expect([await stateOf(batch), await customersIn(batch)]).toEqual(['applied', 1_200]);
  });
});

describe('on the day of the approval everything is judged again', () => {
  it('R2.4.2 takes nobody who was registered meanwhile', async () => {
    const [early, late] = [
      await checked(stage, clerk, exportOf(20, 40_000)),
      await checked(stage, clerk, exportOf(30, 40_010)),
    ];
    expect(late.counts?.accept).toBe(30);
    expect((await applied(stage, people, early.batch)).applied).toBe(20);
    const done = await applied(stage, people, late.batch);
    expect(done).toMatchObject({ applied: 20, counts: { accept: 20, duplicate: 10 } });
    const { rows } = await reportOf(stage, clerk, late.batch);
    expect(rows[0]).toMatchObject({ outcome: 'duplicate', reasons: [{ item: 'NP10' }] });
  });

  it('R2.4.1 sees a document that has expired since', async () => {
    const file = exportOf(3, 41_000);
    const content = Buffer.from(file.content.toString('utf8').replaceAll('长期', '2026-11-30'));
    const tried = await checked(stage, clerk, { ...file, content });
    const codes = (card: typeof tried) => card.reasons.map((it) => it.code);
    expect(codes(tried)).not.toContain('DOCUMENT_EXPIRED');
    stage.clock.set('2026-12-02T02:00:00Z');
    const done = await applied(stage, people, tried.batch);
    expect(done).toMatchObject({ asOf: '2026-12-02', applied: 3 });
    expect(codes(done)).toContain('DOCUMENT_EXPIRED');
  });

  it('says when another name has the document', async () => {
    const first = exportOf(1, 42_000);
    await applied(stage, people, (await checked(stage, clerk, first)).batch);
    const text = first.content.toString('utf8').replace(/王/u, '赵');
    const again = await checked(stage, clerk, { name: 'b.csv', content: Buffer.from(text) });
    const { rows } = await reportOf(stage, clerk, again.batch);
    expect(rows[0]?.reasons[0]?.code).toBe('DUPLICATE_CONFLICT');
  });
});

describe('a batch that is not applied', () => {
  it('ends when it is rejected: file and key go, the report stays', async () => {
    const { batch } = await checked(stage, clerk, exportOf(5, 50_000));
    const proposal = await proposed(stage, clerk, batch);
    await stage.ask(owner)(operations.approvals.reject, { proposal, reason: '来源未核实' });
    await stage.runJobs();
    const card = await ask(imports.batch, { batch });
    expect(card).toMatchObject({ state: 'rejected', fileKept: false, applied: 0 });
    expect(await count(`FROM imports.chunk WHERE batch = '${batch}'`)).toBe(0);
    expect((await reportOf(stage, clerk, batch)).rows.length).toBe(5);
  });

  it('may be proposed again when nobody decided in time', async () => {
    const { batch } = await checked(stage, clerk, exportOf(5, 51_000));
    await proposed(stage, clerk, batch);
    stage.clock.advance({ hours: rule('approval.expires_hours') + 1 });
    await stage.runDuty('approvals.expire', (call) => stage.approvals.expire(call));
    expect(await stateOf(batch)).toBe('checked');
    expect((await applied(stage, people, batch)).applied).toBe(5);
  });

  it('loses its file after the days of the rule', async () => {
    const { batch } = await checked(stage, clerk, exportOf(5, 52_000));
    stage.clock.advance({ hours: 24 * (rule('import.original.keep_days') + 1) });
    await stage.imports.duties['imports.sweep']();
    await stage.runJobs();
    expect(await ask(imports.batch, { batch })).toMatchObject({
      state: 'expired',
      fileKept: false,
    });
    expect(await codeOf(ask(imports.propose, { batch }))).toBe('import.wrong-state');
    const keys = `FROM keys.customer_key WHERE subject = '${batch}' AND state <> 'destroyed'`;
    expect(await count(keys)).toBe(0);
  });

  it('is refused when it is larger than the rule allows, and nothing of it stays', async () => {
    const before = await count('FROM imports.chunk');
    const narrow = {
      number: (key: string) => (key === 'import.file.bytes_max' ? 100_000 : rule(key)),
    };
    const room = createImports({ ...stage.importsParts, rules: narrow });
    const upload = new Map(room.routes).get('imports.upload') as (call: never, input: never) => Promise<unknown>; // prettier-ignore
    const { content } = exportOf(900, 53_000);
    const file = { type: 'text/csv', bytes: [content] };
    const input = { list: 'CS-01', name: 'a.csv', source: 'A', file };
    const work = stage.runDuty('test', (call) => upload({ ...call, actor: clerk } as never, input as never)); // prettier-ignore
    expect(await codeOf(work)).toBe('input.too-large');
    expect(await count('FROM imports.chunk')).toBe(before);
  });
});

describe('undoing', () => {
  it('R3.3.2 takes customers, values, fingerprints, tasks and keys, and leaves the log', async () => {
    const file = exportOf(40, 60_000);
    const { batch } = await applied(stage, people, (await checked(stage, clerk, file)).batch);
    const { rows } = await sql<{ customer: string }>`
      SELECT customer FROM customers.customer WHERE batch = ${batch}`.execute(stage.db);
    const ids = rows.map((row) => `'${row.customer}'`).join(',');
    const entries = await count('FROM audit.entry');
    const undoing = await undoApproved(stage, people, { batch, reason: '导错文件' });
    expect(undoing.progress).toMatchObject({ stage: 'undoing', total: 40 });
    await stage.runJobs();
    expect(await ask(imports.batch, { batch })).toMatchObject({ state: 'undone', applied: 0, mayUndo: false }); // prettier-ignore
    for (const table of ['customer', 'revision', 'value', 'document', 'fingerprint', 'number']) {
      expect(await count(`FROM customers.${table} WHERE customer IN (${ids})`)).toBe(0);
    }
    expect(await count(`FROM collection.task_group WHERE batch = '${batch}'`)).toBe(0);
    const living = `FROM keys.customer_key WHERE subject IN (${ids}) AND state <> 'destroyed'`;
    expect(await count(living)).toBe(0);
    expect(await count('FROM imports.doomed_key')).toBe(0);
    expect(await count('FROM audit.entry')).toBeGreaterThan(entries + 40);
    expect((await checked(stage, clerk, file)).counts?.accept).toBe(40);
  });

  it('is refused once a customer was looked at, and says how many were', async () => {
    const { batch } = await applied(stage, people, (await checked(stage, clerk, exportOf(4, 61_000))).batch); // prettier-ignore
    const { rows } = await sql<{ customer: string }>`
      SELECT customer FROM customers.customer WHERE batch = ${batch} LIMIT 2`.execute(stage.db);
    const teller = actorOf('teller', 'teller');
    for (const { customer } of rows) {
      const input = { customer, purpose: { code: 'P-ACCT' } };
      await stage.ask(teller)(operations.customers.view, input);
    }
    const refused = ask(imports.undo, { batch, reason: '导错文件' });
    await expect(refused).rejects.toMatchObject({
      code: 'import.in-use',
      more: { facts: { used: 2 } },
    });
    expect(await customersIn(batch)).toBe(4);
  });

  it('leaves a customer who is used while it runs', async () => {
    const { batch } = await applied(stage, people, (await checked(stage, clerk, exportOf(4, 62_000))).batch); // prettier-ignore
    await undoApproved(stage, people, { batch, reason: '导错文件' });
    const { rows } = await sql<{ trail: string }>`
      SELECT encode(trail, 'hex') AS trail FROM customers.customer WHERE batch = ${batch} LIMIT 1`.execute(
      stage.db,
    );
    await stage.runDuty('customers.view', (call) => Promise.resolve(call.append({ trail: rows[0]?.trail }))); // prettier-ignore
    await stage.runJobs();
    const card = await ask(imports.batch, { batch });
    expect(card).toMatchObject({ state: 'applied', applied: 1 });
    expect(card.failure?.en).toContain('1');
    expect(await customersIn(batch)).toBe(1);
  });

  it('is too late after the days of the rule, and not for another branch', async () => {
    const { batch } = await applied(stage, people, (await checked(stage, clerk, exportOf(2, 63_000))).batch); // prettier-ignore
    const far = actorOf('ops3', 'ops', units.west);
    const undo = { batch, reason: '导错文件' };
    expect(await codeOf(stage.ask(far)(imports.undo, undo))).toBe('not-found');
    stage.clock.advance({ hours: 24 * (rule('import.undo.window_days') + 1) });
    expect((await ask(imports.batch, { batch })).mayUndo).toBe(false);
    expect(await codeOf(ask(imports.undo, undo))).toBe('import.wrong-state');
  });
});
