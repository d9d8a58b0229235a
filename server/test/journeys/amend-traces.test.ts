// Journey: amending asks policy like looking does, and the trail says no more than what happened: what the system read for its
// checks was used, what the reviewer had on the screen was shown, what was refused was not done.
import { describe, expect, it } from 'vitest';
import { operations, Refusal, type ItemValues } from '@shouxin/contract';
import { testDatabase } from '../database.ts';
import { personOf, registered } from './people.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { approvals, customers } = operations;
const teller = actorOf('teller', 'teller');
const stranger = actorOf('stranger', 'teller', units.west);
const reviewer = actorOf('reviewer', 'reviewer');
const people = { teller, reviewer };
const ground = '客户持新证件到柜面';
const mobile = '13922220001';

const register = () => registered(stage, people, personOf({ NP08: mobile }));

function amend(customer: string, values: ItemValues, { as = teller, code = 'P-UPDATE' } = {}) {
  return stage.ask(as)(customers.amend, { customer, values, ground, purpose: { code } });
}

/** Entries about the customer, oldest first, from here on. */
async function entriesOf(customer: string, work: () => Promise<unknown>) {
  const [it] = await stage.customers.load(stage.db, { by: 'customer', customers: [customer] });
  const all = async () =>
    (await stage.audit.read({ trail: it?.trail ?? '' }, { limit: 100 })).entries;
  const before = (await all()).length;
  await work();
  const entries = await all();
  return entries
    .slice(0, entries.length - before)
    .map(({ entry }) => entry)
    .toReversed();
}

async function refusedBy(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof Refusal) return error;
  throw new Error('was not refused');
}

describe('R4.1.1 policy decides on amending', () => {
  it('refuses under marketing with rule, reason and remedy, and changes nothing', async () => {
    const customer = await register();
    const refused = () => refusedBy(amend(customer, { NP05: { code: '4' } }, { code: 'P-MKT' }));
    let refusal = await refused();
    const entries = await entriesOf(customer, async () => void (refusal = await refused()));
    expect(refusal.code).toBe('policy.denied');
    expect(refusal.more.remedy?.zh).toContain('资料更新');
    expect(refusal.more.reasons?.[0]?.message.zh).toContain('不能用于更正');
    expect(refusal.more.reasons?.map((it) => [it.item, it.code])).toEqual([
      ['NP05', 'consent-missing'],
    ]);
    expect(entries).toMatchObject([
      {
        act: 'customers.amend',
        result: 'refused',
        items: { NP05: 'refused' },
        rules: ['consent-missing', 'purpose-not-for-amending', 'amend-within-purpose'],
      },
    ]);
  });

  it('asks for a purpose that covers the item, and for the customer’s own branch', async () => {
    const customer = await register();
    const occupation = { NP05: { code: '4' } };
    for (const code of ['P-SERVICE', 'P-NOTE', 'P-CARE', 'P-TAX'])
      expect([code, await codeOf(amend(customer, occupation, { code }))]).toEqual([
        code,
        'policy.denied',
      ]);
    expect(await codeOf(amend(customer, occupation, { as: stranger }))).toBe('policy.denied');
    expect(await codeOf(amend(customer, occupation))).toBe('no refusal');
  });

  it('says on the page beforehand which items may not be amended, and why', async () => {
    const customer = await register();
    const view = (as: typeof teller, code: string) =>
      stage.ask(as)(customers.view, { customer, purpose: { code } });
    const barred = (it: Awaited<ReturnType<typeof view>>) =>
      it.items.filter((row) => row.amendBarred);
    expect(barred(await view(teller, 'P-UPDATE'))).toEqual([]);
    const sold = await view(teller, 'P-MKT');
    expect(barred(sold)).toHaveLength(sold.items.length);
    expect(sold.items[0]?.amendBarred?.zh).toContain('资料更新');
    expect((await view(stranger, 'P-UPDATE')).items[0]?.amendBarred?.zh).toContain('网点');
  });
});

describe('R1.5.3 the trail says what was seen, and no more', () => {
  it('what the system reads to check a change was used, not shown', async () => {
    const customer = await register();
    const entries = await entriesOf(customer, () => amend(customer, { NP08: '13922220002' }));
    const [used] = entries;
    expect(entries.map((it) => it.act)).toEqual(['disclosure.use', 'customers.amend']);
    expect(new Set(Object.values(used?.items ?? {}))).toEqual(new Set(['used']));
  });

  it('R2.4.2 the reviewer sees old, new and ground, and only these are opened and recorded', async () => {
    const customer = await register();
    const proposed = await amend(customer, { NP08: '13922220003' });
    const proposal = 'proposal' in proposed ? proposed.proposal : '';
    let ask: () => Promise<unknown> = async () => {
      const opened = await stage.ask(reviewer)(approvals.view, { proposal });
      expect(opened).toMatchObject({ ground, items: [{ item: 'NP08', current: mobile }] });
    };
    const viewed = await entriesOf(customer, () => ask());
    expect(viewed.map((it) => [it.act, it.items])).toEqual([
      ['disclosure.open', { PR07: 'plain' }],
      ['disclosure.open', { NP08: 'plain' }],
      ['approvals.view', { NP08: 'plain' }],
    ]);
    ask = () => stage.ask(reviewer)(approvals.approve, { proposal });
    const approved = await entriesOf(customer, () => ask());
    const shown = approved.flatMap((it) => Object.values(it.items ?? {}));
    expect(new Set(shown)).toEqual(new Set(['used', 'written']));
  });

  it('R1.4.1 a refused reveal is in the timeline as refused, and counts as no use', async () => {
    const customer = await register();
    const purpose = { code: 'P-UPDATE' };
    const timeline = () => stage.ask(teller)(customers.timeline, { customer, purpose });
    const before = (await timeline()).stages['use']?.count ?? 0;
    await refusedBy(stage.ask(teller)(customers.reveal, { customer, items: ['NP10'], purpose }));
    const after = await timeline();
    expect(after.items[0]).toMatchObject({
      act: 'customers.reveal',
      shown: 'refused',
      result: 'refused',
    });
    // The timeline read before is the one use more.
    expect(after.stages['use']?.count).toBe(before + 1);
  });
});
