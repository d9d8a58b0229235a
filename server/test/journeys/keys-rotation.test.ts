// Journey: bucket keys are replaced while the counter works. Two persons want it, nobody is refused meanwhile, the progress is
// told, and afterwards everybody is still found and read (R1.3.2a, SECURITY T17).
import { operations, type Rotation } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { personOf } from './people.ts';
import { registered } from '../harness-steps.ts';
import { codeOf, openHarness } from '../harness.ts';

const harness = await openHarness({ customers: 30 });
const { approvals, customers, keys } = operations;
const [security, dpo, teller, reviewer] = [
  await harness.as('security'),
  await harness.as('dpo'),
  await harness.as('teller'),
  await harness.as('reviewer'),
];
const pair = { teller, reviewer };
const purpose = { code: 'P-ACCT' };

async function proposed(input: { kind: 'bucket'; ground: string }): Promise<string> {
  await security.stepUp();
  return (await security.call(keys.rotate, input)).proposal;
}

async function newest(): Promise<Rotation | undefined> {
  const { items } = await security.call(keys.rotations, { limit: 5 });
  return items.find((it) => it.kind === 'bucket');
}

async function ended(seen: Rotation[]): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const it = await newest();
    if (it) seen.push(it);
    if (it?.state === 'ended') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the rotation did not end');
}

async function nameOf(customer: string): Promise<unknown> {
  const answer = await teller.call(customers.reveal, { customer, items: ['NP01'], purpose });
  return answer.items[0]?.display;
}

describe('R1.3.2a rotating the bucket keys', () => {
  it('is proposed with a fresh code and approved by another post; the same person is refused', async () => {
    const input = { kind: 'bucket' as const, ground: '年度轮换' };
    expect(await codeOf(security.call(keys.rotate, input))).toBe('identity.step-up-required');
    const proposal = await proposed(input);
    expect(await codeOf(security.call(approvals.approve, { proposal }))).toMatch(/^approvals\./);
    const { items } = await dpo.call(approvals.view, { proposal });
    expect(items.map((it) => JSON.stringify(it.proposed)).join()).toContain('年度轮换');
    await dpo.call(approvals.reject, { proposal, reason: '季末再办' });
    expect(await newest()).toBeUndefined();
  });

  it('refuses no request while it runs, tells its progress, and loses nobody', async () => {
    const values = personOf();
    const before = await registered(pair, { values });
    const proposal = await proposed({ kind: 'bucket', ground: '年度轮换' });
    await dpo.call(approvals.approve, { proposal });
    expect(await codeOf(proposed({ kind: 'bucket', ground: '再来一次' }))).toBe(
      'keys.rotation-running',
    );
    const seen: Rotation[] = [];
    let isOver = false;
    const made: string[] = [];
    const serving = (async () => {
      while (!isOver) {
        expect(await nameOf(before)).toBe(values['NP01']);
        made.push(await registered(pair));
      }
    })();
    await ended(seen).finally(() => (isOver = true));
    await serving;
    expect(made.length).toBeGreaterThan(0);
    const last = seen.at(-1);
    expect(last).toMatchObject({ kind: 'bucket', reason: 'period', secondsLeft: null });
    expect(last?.done).toBe(last?.total);
    expect(last?.done).toBeGreaterThan(30);
    const dones = seen.map((it) => it.done);
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
    for (const customer of [before, ...made]) expect(await nameOf(customer)).toBeTruthy();
    const { items } = await security.call(keys.versions, { kind: 'bucket', state: 'active' });
    expect(items.every((it) => it.version === 2)).toBe(true);
  });
});

describe('R1.3.2a a version marked as compromised', () => {
  it('is put out of use with the customer keys it wrapped, and says what it still wraps', async () => {
    await security.stepUp();
    const asked = { kind: 'bucket', state: 'active' as const, limit: 4 };
    const key = (await security.call(keys.versions, asked)).items[3]?.id ?? '';
    const { proposal } = await security.call(keys.compromise, { key, ground: '密钥备份遗失' });
    await dpo.call(approvals.approve, { proposal });
    await ended([]);
    const { items } = await security.call(keys.versions, { state: 'compromised' });
    expect(items).toMatchObject([{ id: key, wraps: 0 }]);
    const again = security.call(keys.compromise, { key, ground: '密钥备份遗失' });
    expect(await codeOf(again)).toBe('keys.wrong-state');
    const none = security.call(keys.compromise, { key: 'bucket/999#1', ground: '没有此钥' });
    expect(await codeOf(none)).toBe('not-found');
  });
});

describe('R1.3.2a the versions of keys', () => {
  it('say what each is used with: signing keys their signature, others their suite', async () => {
    for (const [kind, suite] of [
      ['audit', 'Ed25519'],
      ['audit-sm2', 'SM2 + SM3'],
      ['tenant', 'SM4-GCM + HMAC-SM3'],
    ]) {
      const { items } = await security.call(keys.versions, { kind });
      expect(items.map((it) => it.suite)).toEqual([suite]);
    }
  });
});
