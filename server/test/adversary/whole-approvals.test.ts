// Replayed and raced approvals (R2.4.2, SECURITY threat 23): the same request again, twenty at once, two reviewers, another end
// after the first. One decision is made, one customer comes of it, and every other attempt is refused and stands in the log.
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openHarness } from '../harness.ts';
import { proposed, registered } from '../harness-steps.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const second = await harness.hire({ account: 'reviewer.b', post: 'reviewer', branch: '01001' });
const { approvals, customers } = operations;

async function customersNow(): Promise<number> {
  const count = sql<{ n: number }>`SELECT count(*)::int AS n FROM customers.customer`;
  return (await count.execute(owner.db)).rows[0]?.n ?? 0;
}

/** Results of an act on one proposal, oldest first. */
async function resultsOf(act: string, proposal: string): Promise<string[]> {
  const { rows } = await sql<{ result: string }>`
    SELECT coalesce(e.b ->> 'code', e.b ->> 'result') AS result FROM (
      SELECT id, convert_from(body, 'UTF8')::jsonb AS b FROM audit.entry WHERE act = ${act}) e
    WHERE e.b -> 'facts' ->> 'proposal' = ${proposal} ORDER BY e.id`.execute(owner.db);
  return rows.map((row) => row.result);
}

const approve = (proposal: string, who = reviewer) =>
  codeOf(who.call(approvals.approve, { proposal }));
const reject = (proposal: string) =>
  codeOf(reviewer.call(approvals.reject, { proposal, reason: '影像不清晰，请重拍' }));

describe('one proposal, one decision', () => {
  test('the same approval sent again is refused, and nothing happens twice', async () => {
    const { proposal } = await proposed(teller);
    expect(await approve(proposal)).toBe('no refusal');
    const before = await customersNow();
    expect([await approve(proposal), await approve(proposal)]).toEqual([
      'approvals.decided',
      'approvals.decided',
    ]);
    expect(await customersNow()).toBe(before);
    expect(await resultsOf('approvals.approve', proposal)).toEqual(['approved']);
  });

  test('a captured request, byte for byte, is refused; sent again by its sender it is answered from the first', async () => {
    const { proposal } = await proposed(teller);
    const url = `/v1/approvals/${proposal}/approve`;
    const made = async () => ({
      method: 'POST' as const,
      url,
      headers: { ...(await reviewer.headersFor('POST', url)), 'idempotency-key': 'captured-1' },
      payload: {},
    });
    const captured = await made();
    const first = await harness.http.inject(captured);
    expect(first.statusCode).toBe(200);
    const before = await customersNow();
    const again = await harness.http.inject(captured);
    expect(again.json()).toMatchObject({ code: 'identity.proof-stale' });
    const repeated = await harness.http.inject(await made());
    expect(repeated.body).toBe(first.body);
    expect(await customersNow()).toBe(before);
  });

  test('of twenty at once one approves; the others are told that it is decided', async () => {
    const { proposal } = await proposed(teller);
    const before = await customersNow();
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => approve(proposal, at % 2 === 0 ? reviewer : second)),
    );
    expect(codes.filter((code) => code === 'no refusal')).toHaveLength(1);
    expect(codes.filter((code) => code === 'approvals.decided')).toHaveLength(19);
    expect(await customersNow()).toBe(before + 1);
    expect(await resultsOf('approvals.approve', proposal)).toEqual(['approved']);
    const { entries } = await harness.app.audit.read({ act: 'approvals.approve' }, { limit: 40 });
    const refused = entries.filter(({ entry }) => entry.code === 'approvals.decided');
    expect(refused.length).toBeGreaterThanOrEqual(19);
  });

  test('of approvals and rejections at once one decision stands, and the customer with it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { proposal } = await proposed(teller);
      const before = await customersNow();
      const codes = await Promise.all([
        approve(proposal),
        reject(proposal),
        approve(proposal, second),
      ]);
      expect(codes.filter((code) => code === 'no refusal')).toHaveLength(1);
      const isRejected = codes[1] === 'no refusal';
      expect(await customersNow()).toBe(isRejected ? before : before + 1);
    }
  });

  test('what was rejected is not approved later, and what was approved is not rejected', async () => {
    const [gone, done] = [await proposed(teller), await proposed(teller)];
    expect([await reject(gone.proposal), await approve(gone.proposal)]).toEqual([
      'no refusal',
      'approvals.decided',
    ]);
    expect([await approve(done.proposal), await reject(done.proposal)]).toEqual([
      'no refusal',
      'approvals.decided',
    ]);
  });

  test('a change approved twice at once is one new version', async () => {
    const customer = await registered({ teller, reviewer });
    const amended = await teller.call(customers.amend, {
      customer,
      values: { NP08: '13900007777' },
      ground: '客户持新证件到柜面',
      purpose: { code: 'P-UPDATE' },
    });
    const proposal = 'proposal' in amended ? amended.proposal : '';
    const codes = await Promise.all([approve(proposal), approve(proposal, second)]);
    expect(codes.toSorted()).toEqual(['approvals.decided', 'no refusal']);
    const { rows } = await sql<{ versions: number; pending: number }>`
      SELECT (SELECT count(*)::int FROM customers.value WHERE customer = ${customer} AND item = 'NP08') AS versions,
        (SELECT count(*)::int FROM customers.pending WHERE customer = ${customer}) AS pending`.execute(
      owner.db,
    );
    expect(rows[0]).toEqual({ versions: 2, pending: 0 });
  });

  test('nobody approves what expired, whenever the clean-up comes', async () => {
    const { proposal } = await proposed(teller);
    harness.clock.advance({ hours: 73 });
    const late = await harness.enter('reviewer');
    expect(await approve(proposal, late)).toBe('approvals.decided');
  });
});
