// The desk: every post has three figures of its own, and each counts what its label says it counts.
import { operations, posts } from '@shouxin/contract';
import { describe, expect, test } from 'vitest';
import { registered } from '../harness-steps.ts';
import { codeOf, openHarness, type Session } from '../harness.ts';
import { personOf } from './people.ts';

const harness = await openHarness({ customers: 1 });
const { customers, desk } = operations;
const people = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
const purpose = { code: 'P-UPDATE' };

async function figures(who: Session): Promise<Record<string, string>> {
  const answer = await who.call(desk.desk, {});
  return Object.fromEntries(answer.figures.map((it) => [it.key, it.value]));
}

describe('R1.5.4 figures of the desk', () => {
  test.each(posts)('%s has three, in both languages', async (post) => {
    const answer = await (await harness.as(post)).call(desk.desk, {});
    expect(answer.figures).toHaveLength(3);
    for (const { label } of answer.figures) expect(label.zh).not.toBe(label.en);
  });

  test('a teller sees customers opened and revealed, not entries, and what was proposed, not what was refused', async () => {
    const { teller } = people;
    const before = await figures(teller);
    const whom = [await registered(people), await registered(people, { values: personOf() })];
    for (const customer of [...whom, ...whom])
      await teller.call(customers.view, { customer, purpose });
    const [customer = ''] = whom;
    for (const item of ['NP01', 'NP08', 'NP14'])
      await teller.call(customers.reveal, { customer, items: [item], purpose });
    const change = { customer, ground: '客户来电更正', values: { CT02: 'a@example.com' } };
    await teller.call(customers.amend, { ...change, purpose });
    await codeOf(teller.call(customers.amend, { ...change, purpose: { code: 'P-MKT' } }));
    const dual = { ...change, values: { NP08: '13900007777' }, purpose };
    await teller.call(customers.amend, dual);
    const after = await figures(teller);
    const grown = (key: string) =>
      Number.parseInt(after[key] ?? '') - Number.parseInt(before[key] ?? '');
    expect([grown('views'), grown('reveals'), grown('proposed')]).toEqual([2, 1, 3]);
    expect(after['reveals']).toMatch(/^\d+ \/ \d+$/);
  });

  test('a refused look counts as refused, and a wrong sign-in as failed', async () => {
    const compliance = await harness.as('compliance');
    const sysadmin = await harness.as('sysadmin');
    const before = [await figures(compliance), await figures(sysadmin)];
    const customer = await registered(people, { values: personOf() });
    await codeOf(people.teller.call(customers.reveal, { customer, items: ['NP10'], purpose }));
    const wrong = { account: 'teller', password: 'Wrong-Reeds-99', totp: '000000' };
    await harness.http.inject({ method: 'POST', url: '/v1/sign-in', payload: wrong });
    const after = [await figures(compliance), await figures(sysadmin)];
    const grown = (at: number, key: string) => Number(after[at]?.[key]) - Number(before[at]?.[key]);
    expect([grown(0, 'refusals'), grown(0, 'registered'), grown(1, 'failed-sign-ins')]).toEqual([
      1, 1, 1,
    ]);
  });
});
