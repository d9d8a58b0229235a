// Journey: customer keys are replaced while the counter works. Whatever they sealed is sealed again, in every room that keeps it,
// nobody is refused meanwhile, and who holds the old keys and the table of today has nothing (R1.3.2a, SECURITY 4.4, T17).
import { operations, type Rotation } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { sealedColumns } from '../../src/controls/keys/index.ts';
import { suites } from '../../src/kernel/crypto/suite.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { captured, checked, reached, registered } from '../harness-steps.ts';
import { codeOf, openHarness } from '../harness.ts';
import { personOf, submissionOf } from './people.ts';

const harness = await openHarness({ customers: 12 });
const owner = openDatabase(harness.urls.ownerUrl);
afterAll(() => owner.close());
const { approvals, collection, customers, imports, keys } = operations;
const [security, dpo, teller, reviewer, ops] = [
  await harness.as('security'),
  await harness.as('dpo'),
  await harness.as('teller'),
  await harness.as('reviewer'),
  await harness.as('ops'),
];
const pair = { teller, reviewer };
const purpose = { code: 'P-ACCT' };
const update = { code: 'P-UPDATE' };

async function newest(kind: Rotation['kind']): Promise<Rotation | undefined> {
  const { items } = await security.call(keys.rotations, { limit: 5 });
  return items.find((it) => it.kind === kind);
}

/** Keys put out of use seal nowhere after a lease and a transaction; here it is as if that time had passed. */
async function ended(kind: Rotation['kind'], seen: Rotation[] = []): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const it = await newest(kind);
    if (it) seen.push(it);
    if (it?.state === 'ended') return;
    await sql`UPDATE keys.customer_key SET changed_at = changed_at - interval '10 minutes'
      WHERE state IN ('deactivated', 'compromised') AND reencrypted_at IS NULL`.execute(owner.db);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the rotation did not end');
}

async function shown(customer: string, item: string): Promise<unknown> {
  const answer = await teller.call(customers.reveal, { customer, items: [item], purpose });
  return answer.items[0]?.display;
}

/** Identifiers of the keys of today and of what is derived from them: what an envelope or a seal under one begins with. */
async function identifiers(): Promise<string[]> {
  const { db } = owner;
  const { rows } = await sql<{ subject: string; class: string; kid: Buffer }>`
    SELECT subject, class, kid FROM keys.customer_key WHERE wrapped IS NOT NULL`.execute(db);
  const held = await harness.app.keys.keyring.openingKeys(harness.app.db, rows);
  return held.flatMap((key) =>
    Object.values(suites).map((suite) => key.inSuite(suite).kid.toString('hex')),
  );
}

/** Places that hold something under one of these keys: the log apart, which is never rewritten. */
async function placesUnder(kids: readonly string[]): Promise<Record<string, number>> {
  const places: Record<string, number> = {};
  const columns = sealedColumns.filter(({ form, under }) => form === 'envelope' && under.startsWith('subject')); // prettier-ignore
  for (const { schema, table, column } of columns) {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count FROM ${sql.table(`${schema}.${table}`)}
      WHERE encode(substring(${sql.ref(column)} FROM 5 FOR 16), 'hex') = ANY (${[...kids]}::text[])`.execute(
      owner.db,
    );
    const count = rows[0]?.count ?? 0;
    if (count > 0) places[`${schema}.${table}.${column}`] = count;
  }
  return places;
}

async function amended(customer: string, values: Record<string, unknown>) {
  const input = { customer, values, ground: '客户到柜面办理', purpose: update };
  return teller.call(customers.amend, input as never);
}

describe('R1.3.2a replacing the customer keys', () => {
  it('seals everything again in every room, refuses nobody, and every story goes on', async () => {
    const values = personOf();
    const known = await registered(pair, { values });
    const at = await shown(known, 'NP05');
    await amended(known, { NP05: { code: '4' } });
    const waiting = await amended(known, { NP01: '诸葛青岚' });
    const draft = await captured(teller);
    const drafted = personOf({ NP01: '欧阳若水' });
    await teller.call(collection.saveDraft, { intake: draft.intake, values: drafted });
    const batch = await checked(ops);
    const before = await identifiers();
    expect(Object.keys(await placesUnder(before)).toSorted()).toEqual([
      'approvals.proposal.sealed',
      'customers.pending.sealed',
      'customers.value.sealed',
      'imports.chunk.sealed',
      'intake.intake.draft',
      'vault.chunk.sealed',
    ]);

    await security.stepUp();
    const { proposal } = await security.call(keys.rotate, { kind: 'customer', ground: '年度更换' });
    await dpo.call(approvals.approve, { proposal });
    let isOver = false;
    const made: string[] = [];
    const serving = (async () => {
      while (!isOver) {
        expect(await shown(known, 'NP01')).toBe(values['NP01']);
        const next = await registered(pair);
        await amended(next, { NP05: { code: '4' } });
        made.push(next);
      }
    })();
    const seen: Rotation[] = [];
    await ended('customer', seen).finally(() => (isOver = true));
    await serving;

    expect(await placesUnder(before)).toEqual({});
    expect(seen.at(-1)).toMatchObject({ reason: 'period', secondsLeft: null });
    expect(seen.at(-1)?.done).toBeGreaterThan(12);
    expect(made.length).toBeGreaterThan(0);
    for (const customer of made) expect(await shown(customer, 'NP01')).toBeTruthy();

    expect(await shown(known, 'NP05')).not.toEqual(at);
    if (!('proposal' in waiting)) throw new Error('a name waits for a second person');
    await reviewer.call(approvals.approve, { proposal: waiting.proposal });
    expect(await shown(known, 'NP01')).toBe('诸葛青岚');
    const submitted = submissionOf(draft, drafted);
    const { proposal: registering } = await teller.call(collection.submit, submitted);
    const { images } = await reviewer.call(approvals.view, { proposal: registering });
    const asked = { proposal: registering, image: images[0]?.image ?? '' };
    const opened = await reviewer.call(approvals.image, asked);
    expect((await opened.blob()).size).toBe(20_000);
    await reviewer.call(approvals.approve, { proposal: registering });
    await ops.call(imports.propose, { batch: batch.batch });
    expect((await reached(ops, batch.batch, 'proposed')).state).toBe('proposed');
  });

  it('leaves where each value came from, and one trail for what was done before and after', async () => {
    const customer = await registered(pair);
    const { rows } = await sql<{ revisions: number; collected: number; trails: number }>`
      SELECT count(*) AS revisions FROM customers.revision WHERE customer = ${customer}`.execute(
      owner.db,
    );
    expect(rows[0]?.revisions).toBe(1);
    const { card } = await teller.call(customers.view, { customer, purpose });
    await security.stepUp();
    const { proposal } = await security.call(keys.rotate, { kind: 'customer', ground: '再次更换' });
    await dpo.call(approvals.approve, { proposal });
    await ended('customer');
    await amended(customer, { NP01: '诸葛青岚' });
    const after = await sql<{ channel: string; values: number }>`
      SELECT r.channel, count(v.*) AS values FROM customers.revision r
      LEFT JOIN customers.value v USING (customer, revision)
      WHERE customer = ${customer} GROUP BY r.revision, r.channel ORDER BY r.revision`.execute(
      owner.db,
    );
    expect(after.rows.map(({ channel }) => channel)).toEqual(['counter', 'reencrypting']);
    expect(after.rows[1]?.values).toBe(0);
    const trail = await sql<{ act: string }>`
      SELECT e.act FROM audit.entry e JOIN customers.customer c ON c.trail = e.trail
      WHERE c.customer = ${customer} ORDER BY e.id`.execute(owner.db);
    const acts = trail.rows.map(({ act }) => act);
    expect(acts).toContain('customers.reencrypt');
    expect(acts.lastIndexOf('customers.amend')).toBeGreaterThan(
      acts.indexOf('customers.reencrypt'),
    );
    expect(card.number).toMatch(/^C-/);
  });
});

describe('R1.3.2a a bucket key that may be in other hands', () => {
  it('forces what its customer keys sealed to be sealed again, and says what is left', async () => {
    await registered(pair);
    const { rows } = await sql<{ key: string; exposed: number }>`
      SELECT 'bucket/' || lpad(bucket::text, 3, '0') || '#' || epoch AS key, count(*) AS exposed FROM keys.customer_key
      WHERE state = 'active' GROUP BY 1 ORDER BY 2 DESC LIMIT 1`.execute(owner.db);
    const { key = '' } = rows[0] ?? {};
    await security.stepUp();
    const { proposal } = await security.call(keys.compromise, { key, ground: '备份介质遗失' });
    await dpo.call(approvals.approve, { proposal });
    await ended('bucket');
    const running = await newest('customer');
    expect(running).toMatchObject({ reason: 'compromised', key, state: 'running', done: 0 });
    expect(running?.total).toBeGreaterThan(0);
    const held = await sql<{ subject: string; class: string; kid: Buffer }>`
      SELECT subject, class, kid FROM keys.customer_key WHERE state = 'compromised'`.execute(
      owner.db,
    );
    const thief = await harness.app.keys.keyring.openingKeys(harness.app.db, held.rows);
    const kids = thief.flatMap((it) => Object.values(suites).map((suite) => it.inSuite(suite).kid.toString('hex'))); // prettier-ignore
    expect(await placesUnder(kids)).not.toEqual({});
    await ended('customer');
    expect(await placesUnder(kids)).toEqual({});
    expect(await codeOf(security.call(keys.compromise, { key, ground: '备份介质遗失' }))).toBe(
      'keys.wrong-state',
    );
  });

  it('lets nobody exchange what is sealed while no key is out of use, nor for another form', async () => {
    const customer = await registered(pair);
    const { rows } = await sql<{ sealed: Buffer }>`
      SELECT sealed FROM customers.value WHERE customer = ${customer} LIMIT 2`.execute(owner.db);
    const [one, other] = rows.map(({ sealed }) => sealed);
    const put = (after: Buffer | undefined) =>
      sql`SELECT keys.exchange('customers.value', ${customer}, ${[one]}::bytea[], ${[after]}::bytea[])`.execute(
        harness.app.db,
      );
    await expect(put(Buffer.from('nothing'))).rejects.toThrow('Not an envelope of the same form');
    const same = Buffer.from(one ?? '');
    same.writeUInt8(same.readUInt8(30) ^ 1, 30);
    await expect(put(same)).rejects.toThrow('No key of this subject is out of use');
    expect(other).toBeDefined();
  });
});
