// Duties of the system, comparing without showing, and what was bent: on real keys, vault, rules and database.
import { Refusal, type Post } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDisclosure, refusalOf, shownOf, type Who } from '../../../test/disclosure.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { SealBroken } from '../vault/index.ts';
import type { SealedItem } from './index.ts';

const database = await testDatabase();
const db = database.server.db;
const { disclosure, sealer, clock, sealed, callBy } = await openDisclosure(db);

const own = { relation: 'own' as const, trail: 'ab'.repeat(16) };

describe('duties of the system', () => {
  it('R2.4.2 a reviewer sees the whole side by side, for the purpose of review', async () => {
    const subject = newId();
    const call = callBy({ post: 'reviewer', code: undefined });
    const items = await sealed(subject, ['NP10', 'NP17']);
    const seen = await disclosure.disclose(call, {
      mode: 'review',
      subject,
      items,
      relation: 'none',
    });
    expect(shownOf(seen)).toEqual({ NP10: 'plain 110101199001011237', NP17: 'plain 大学本科' });
    expect(call.drafts[0]).toMatchObject({ purpose: 'P-REVIEW', basis: 'B3' });
  });

  it.each<[Post, 'review' | 'import-correction' | 'view']>([
    ['teller', 'review'],
    ['teller', 'import-correction'],
    ['ops', 'view'],
    ['sysadmin', 'review'],
    ['security', 'import-correction'],
  ])('%s gets nothing by way of %s', async (post, mode) => {
    const subject = newId();
    const items = await sealed(subject, ['NP08']);
    const call = callBy({ post, code: 'P-ACCT' });
    const asked = disclosure.disclose(call, { mode, subject, items, relation: 'own' });
    const outcome = await asked.then(shownOf, (error: unknown) =>
      error instanceof Refusal ? error.code : String(error),
    );
    expect(['disclosure.refused', { NP08: 'refused -' }]).toContainEqual(outcome);
  });

  it('an item that is not in the dictionary is refused', async () => {
    const subject = newId();
    const [mobile] = await sealed(subject, ['NP08']);
    const items = mobile ? [{ ...mobile, item: 'ZZ99' }] : [];
    const seen = await disclosure.disclose(callBy(), { mode: 'view', subject, items, ...own });
    expect(seen.items[0]?.why.rules).toMatchObject([{ id: 'deny-by-default' }]);
  });

  it('opens a proposal for its reviewer, and nothing for a post that has no part in it', async () => {
    const at = clock.now();
    const about = newId();
    const place = { subject: newId(), at, kind: 'proposal', about };
    const envelope = await sealer.sealDetail(db, { ...place, value: '{"NP08":"13800138000"}' });
    const details = [{ ...place, envelope }];
    const ask = (who: Who, mode: 'review' | 'draft') =>
      disclosure.openDetails(callBy({ code: undefined, ...who }), {
        mode,
        what: 'proposal',
        details,
      });
    expect(await ask({ post: 'reviewer' }, 'review')).toEqual(['{"NP08":"13800138000"}']);
    expect(await ask({ post: 'teller' }, 'draft')).toEqual(['{"NP08":"13800138000"}']);
    expect(await ask({ kind: 'job' }, 'review')).toEqual(['{"NP08":"13800138000"}']);
    expect(await ask({ post: 'security' }, 'review')).toHaveLength(1);
    expect(await ask({ post: 'dpo' }, 'review')).toHaveLength(1);
    for (const post of ['teller', 'sysadmin', 'auditor', 'compliance'] as const) {
      expect((await refusalOf(ask({ post }, 'review'))).code).toBe('disclosure.refused');
    }
  });

  it('opens the detail of an entry for the auditor alone', async () => {
    const place = { at: clock.now(), kind: 'reference', about: newId() };
    const envelope = await sealer.sealDetail(db, { ...place, value: 'TS-2026-001' });
    const ask = (post: Post) =>
      disclosure.openDetails(callBy({ post, code: undefined }), {
        mode: 'audit-review',
        what: 'entry',
        details: [{ ...place, envelope }],
      });
    expect(await ask('auditor')).toEqual(['TS-2026-001']);
    expect((await refusalOf(ask('sysadmin'))).code).toBe('disclosure.refused');
  });
});

describe('comparing without showing', () => {
  it.each([
    ['NP08', '138 0013 8000', true],
    ['NP08', '+86 138-0013-8000', true],
    ['NP08', '13800138001', false],
    ['NP10', '110101199001011237', true],
    ['NP06', '上海市浦东新区 演示路1号2室', true],
    ['NP06', '上海市浦东新区', false],
    ['NP03', '女', true],
    ['NP01', '', false],
  ])('verifies %s against %s: %s', async (item, given, matches) => {
    const subject = newId();
    const [value] = await sealed(subject, [item]);
    if (!value) throw new Error('nothing sealed');
    const call = callBy();
    const done = await disclosure.verify(call, { subject, value, given, ...own });
    expect(done).toMatchObject({ item, matches });
    expect(call.drafts).toMatchObject([{ items: { [item]: 'none' }, facts: { mode: 'verify' } }]);
  });

  it('R4.1.2 does not verify for a stranger', async () => {
    const subject = newId();
    const [value] = await sealed(subject, ['NP10']);
    if (!value) throw new Error('nothing sealed');
    const asked = disclosure.verify(callBy(), { subject, value, given: 'x', relation: 'none' });
    expect((await refusalOf(asked)).code).toBe('disclosure.refused');
  });

  it('finds the one among those that share a tag, with one entry and no name', async () => {
    const candidates = await Promise.all(
      ['13800138000', '13800138001'].map(async (mobile) => {
        const subject = newId();
        const [value] = await sealed(subject, ['NP08']);
        if (!value) throw new Error('nothing sealed');
        return { subject, values: [{ value, given: mobile }] };
      }),
    );
    const call = callBy();
    const found = await disclosure.find(call, candidates);
    expect(found.subjects).toEqual([candidates[0]?.subject]);
    expect(call.drafts).toMatchObject([{ count: 2, items: { NP08: 'none' }, decision: 'allow' }]);
    expect((await disclosure.find(callBy(), [])).subjects).toEqual([]);
    expect((await refusalOf(disclosure.find(callBy({ post: 'sysadmin' }), candidates))).code).toBe(
      'disclosure.refused',
    );
  });
});

describe('threat 3: what was bent does not open', () => {
  it('a value of another customer, and a row whose seal does not fit, break loudly', async () => {
    const [a, b] = [newId(), newId()];
    const [mine] = await sealed(a, ['NP08']);
    const [other] = await sealed(b, ['NP08']);
    if (!mine || !other) throw new Error('nothing sealed');
    const swapped = { ...mine, field: { ...mine.field, envelope: other.field.envelope } };
    const ask = (items: SealedItem[], rows?: [typeof row]) =>
      disclosure.disclose(callBy(), { mode: 'reveal', subject: a, items, rows, ...own });
    const fields = new Map([['NP08#1', mine.field.envelope]]);
    const { subject, class: kept, table, record } = mine.field;
    const place = { subject, class: kept, table, record, version: 1, grading: 'C2', fields };
    const row = { ...place, seal: await sealer.rowSeal(db, place) };
    expect(shownOf(await ask([mine], [row]))).toEqual({ NP08: 'plain 13800138000' });
    await expect(ask([swapped])).rejects.toThrow(/key refused|seal/);
    await expect(ask([swapped], [row])).rejects.toThrow(SealBroken);
    await expect(ask([mine], [{ ...row, version: 2 }])).rejects.toThrow(SealBroken);
  });
});
