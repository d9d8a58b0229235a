// Publication as a ledger, the purpose check, and the two operations, on a real database.
import { policyOperations, postTitles, Refusal, type Post } from '@shouxin/contract';
import policyRules from '@shouxin/contract/data/policy-rules.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import { createPolicy, policyRoutes } from './index.ts';
import { latestPublication } from './store.ts';

const database = await testDatabase();
const policy = createPolicy();

function callAs(post: Post): Call & { drafts: EntryDraft[] } {
  const id = '01890000-0000-7000-8000-000000000001';
  const drafts: EntryDraft[] = [];
  return {
    id,
    operation: 'policy.purposes',
    at: new Date('2026-03-02T01:00:00Z'),
    actor: {
      kind: 'staff',
      id,
      account: post,
      displayName: post,
      post,
      unit: { id, code: '0101', name: postTitles[post] },
      session: 'c2Vzc2lvbg==',
      terminal: 'T1',
      address: '10.0.0.1',
      steppedUp: false,
    },
    tx: database.server.db,
    reply: {},
    append: (draft) => {
      drafts.push(draft);
      return id;
    },
    drafts,
  };
}

async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
}

describe('publishing', () => {
  it('R1.1.2 records rules and purposes once, and again only when they changed', async () => {
    const call = callAs('compliance');
    expect(await policy.publish(call)).toBe(true);
    expect(await policy.publish(call)).toBe(false);
    expect(call.drafts).toEqual([
      { act: 'policy.publish', policyVersion: policy.version, result: 'done' },
    ]);
    expect((await latestPublication(call.tx))?.version).toBe(policy.version);
    const stricter = createPolicy({
      rules: { ...policyRules, rules: policyRules.rules.filter((it) => it.id !== 'own-draft') },
    });
    expect(await stricter.publish({ ...call, at: new Date('2026-03-03T01:00:00Z') })).toBe(true);
    expect((await latestPublication(call.tx))?.version).toBe(stricter.version);
  });

  it('is a ledger: the role of the server changes and removes nothing', async () => {
    const { pool } = database.server;
    await expect(pool.query(`UPDATE policy.publication SET body = ''`)).rejects.toThrow(
      /permission/,
    );
    await expect(pool.query('DELETE FROM policy.publication')).rejects.toThrow(/permission/);
    await expect(pool.query('TRUNCATE policy.publication')).rejects.toThrow(/permission/);
  });
});

describe('R4.1.1 a stated purpose', () => {
  it.each([
    ['teller', { code: 'P-ACCT' }, 'done'],
    ['teller', undefined, 'policy.purpose-required'],
    ['teller', { code: 'P-CURIOSITY' }, 'policy.purpose-not-offered'],
    ['teller', { code: 'P-RIGHTS', reference: 'QL-1' }, 'policy.purpose-not-offered'],
    ['sysadmin', { code: 'P-ACCT' }, 'policy.purpose-not-offered'],
    ['reviewer', { code: 'P-REVIEW' }, 'policy.purpose-not-offered'],
    ['dpo', { code: 'P-RIGHTS' }, 'policy.reference-required'],
    ['dpo', { code: 'P-RIGHTS', reference: '  ' }, 'policy.reference-required'],
    ['dpo', { code: 'P-RIGHTS', reference: 'QL-2026-001' }, 'done'],
  ] as const)('%s states %o: %s', async (post, purpose, code) => {
    expect(await codeOf(() => policy.requirePurpose(callAs(post), purpose))).toBe(code);
  });
});

describe('operations', () => {
  const routes = new Map(policyRoutes(policy));
  const run = (id: string, call: Call, input: unknown): Promise<unknown> => {
    const route = routes.get(id);
    if (typeof route !== 'function') throw new Error('no such route');
    return route(call, input);
  };

  it('policy.purposes offers a post its own purposes, never the internal ones', async () => {
    const call = callAs('teller');
    const mine = await run('policy.purposes', call, { all: false });
    const { items } = policyOperations.purposes.output.parse(mine);
    expect(items.map((it) => it.code)).toEqual([
      'P-ACCT',
      'P-KYC',
      'P-TAX',
      'P-UPDATE',
      'P-SERVICE',
      'P-NOTE',
      'P-CARE',
      'P-MKT',
      'P-COMPLAINT',
    ]);
    expect(await run('policy.purposes', callAs('sysadmin'), { all: false })).toEqual({ items: [] });
    expect(call.drafts.length).toBe(1);
  });

  it('policy.rules gives the version in force with every text', async () => {
    const call = callAs('compliance');
    expect(await run('policy.rules', call, {})).toMatchObject({
      version: policy.version,
      items: policy.rules,
    });
    expect(call.drafts).toEqual([{ policyVersion: policy.version, count: policy.rules.length }]);
  });
});
