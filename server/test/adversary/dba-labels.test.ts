// Somebody who owns the database, against what stands beside the values in the clear: grounds, class, retention, method, date of
// verification, and a customer's standing, branch and manager. Each change must be noticed by the next read, as one of a value is.
import { operations } from '@shouxin/contract';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openHarness } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { personOf } from '../journeys/people.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
/** The adversary: owns every table and has no key. */
const dba = owner.db;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const { customers } = operations;
const purpose = { code: 'P-UPDATE', reference: 'YW-2026-000123' };

let customer = '';
beforeEach(async () => {
  customer = await registered(
    { teller, reviewer },
    { values: personOf({ CT02: 'a@example.com' }) },
  );
});

const view = () => codeOf(teller.call(customers.view, { customer, purpose }));
const reveal = () => codeOf(teller.call(customers.reveal, { customer, items: ['NP01'], purpose }));

const ofValue = (change: RawBuilder<unknown>) => () =>
  sql`UPDATE customers.value SET ${change} WHERE customer = ${customer} AND item = 'NP01'`;
const ofCustomer = (change: RawBuilder<unknown>) => () =>
  sql`UPDATE customers.customer SET ${change} WHERE customer = ${customer}`;
const ofRevision = (change: RawBuilder<unknown>) => () =>
  sql`UPDATE customers.revision SET ${change} WHERE customer = ${customer}`;

const noticed: [string, () => RawBuilder<unknown>][] = [
  ['retention of a value', ofValue(sql`retention = 'B5'`)],
  ['class of a value', ofValue(sql`class = 'C1'`)],
  ['basis of a value', ofValue(sql`basis = 'consent'`)],
  ['standing of a customer', ofCustomer(sql`standing = 'restricted'`)],
  ['unit of a customer', ofCustomer(sql`unit = gen_random_uuid()`)],
  ['manager of a customer', ofCustomer(sql`manager = gen_random_uuid()`)],
  ['notice of a revision', ofRevision(sql`notice = NULL`)],
  ['method of a value', ofValue(sql`method = 'forged'`)],
  ['verified_at of a value', ofValue(sql`verified_at = now() - interval '9 years'`)],
  ['account of a revision', ofRevision(sql`account_name = '某人'`)],
  ['channel of a revision', ofRevision(sql`channel = 'bulk-import'`)],
  ['source of a revision', ofRevision(sql`source = '别处'`)],
  ['time of a revision', ofRevision(sql`at = at - interval '1 year'`)],
  ['teller of a revision', ofRevision(sql`teller_code = '0002'`)],
];

describe('R1.3.2a a DBA against what stands beside the values', () => {
  test('negative control: who was not touched is shown', async () => {
    expect([await view(), await reveal()]).toEqual(['no refusal', 'no refusal']);
  });

  test.each(noticed)('changes the %s: noticed', async (_, change) => {
    await change().execute(dba);
    expect([await view(), await reveal()]).toEqual(['fault.internal', 'fault.internal']);
  });
});
