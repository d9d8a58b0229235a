// Every write of the contract takes an Idempotency-Key: the same again is answered from the first and changes nothing, another
// input is refused, and of two at once one happens. A write without a recipe here fails.
import { allOperations, operations, type Operation } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../src/kernel/crypto/index.ts';
import { openDatabase } from '../src/kernel/database.ts';
import { contentOf } from './database.ts';
import { personOf, submissionOf } from './journeys/people.ts';
import { markOf, resultsOf } from './log-marks.ts';
import {
  begun,
  captured,
  checked,
  image,
  imported,
  nextExport,
  noticed,
  possibleDuplicate,
  proposed,
  reached,
  registered,
  shownInput,
  uploaded,
} from './harness-steps.ts';
import { ownPlaces } from './backup/kit.ts';
import { roomRecipes } from './room-recipes.ts';
import { codeOf, openHarness, password, type Session } from './harness.ts';

const harness = await openHarness({ customers: 3, backups: ownPlaces() });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 2 });
afterAll(() => owner.close());
const teller = await harness.as('teller');
const reviewer = await harness.as('reviewer');
const sysadmin = await harness.as('sysadmin');
const dpo = await harness.as('dpo');
const ops = await harness.as('ops');
const dataOwner = await harness.as('owner');
/** Of the teller's own branch, which keeps what such a clerk imports. */
const tellersClerk = await harness.hire({ account: 'clerk-9', post: 'ops', branch: '01001' });
const people = { teller, reviewer };
const { identity, collection, approvals, customers, consent, imports, desk } = operations;

interface Ready {
  readonly who: Session;
  readonly input: object;
  /** The same key with this input is a conflict. */
  readonly other: { readonly input?: object; readonly file?: Blob };
  readonly file?: Blob;
  /** Waits for what a duty does afterwards. */
  readonly settled?: () => Promise<unknown>;
}

let [count, steppedUpAt] = [0, 0];
const nextName = () => `person-${(count += 1)}`;
const nothing = () => newId(harness.clock.now());

/** A fresh code now and then: making and moving accounts needs one. */
async function administrator(): Promise<Session> {
  const now = harness.clock.now().getTime();
  if (now - steppedUpAt > 4 * 60_000) {
    await sysadmin.stepUp();
    steppedUpAt = now;
  }
  return sysadmin;
}

async function someAccount(): Promise<string> {
  await administrator();
  await sysadmin.stepUp();
  const account = nextName();
  await harness.hire({ account, post: 'teller', branch: '01001' });
  const { items } = await sysadmin.call(identity.listAccounts, { limit: 100 });
  return items.find((it) => it.account === account)?.id ?? '';
}

const security = await harness.as('security');

/** One half of a credential waits for the administrator, the other for security. */
async function someHandOver(): Promise<Ready> {
  const account = await someAccount();
  const { proposal } = await sysadmin.call(identity.resetPassword, { account });
  await security.call(approvals.approve, { proposal });
  const { items } = await sysadmin.call(identity.listHandOvers, {});
  const input = { handOver: items.at(-1)?.handOver ?? '' };
  return { who: sysadmin, input, other: { input: { handOver: nothing() } } };
}

async function ofAccount(more: object = {}, other: object = {}): Promise<Ready> {
  const input = { account: await someAccount(), ...more };
  return { who: sysadmin, input, other: { input: { ...input, account: nothing(), ...other } } };
}

const unitId = async () => teller.me.unit.id;

/** Until no duty is waiting: the keys of an imported or undone batch are destroyed afterwards. */
async function idle(): Promise<void> {
  const left = sql<{ n: number }>`SELECT count(*) AS n FROM graphile_worker._private_jobs`;
  for (let tries = 0; tries < 400; tries += 1) {
    const [row] = (await left.execute(owner.db)).rows;
    if (row?.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('a duty did not end');
}

const purpose = { code: 'P-UPDATE' };

const recipes: [Operation, () => Promise<Ready>][] = [
  [
    identity.stepUp,
    async () => {
      harness.clock.advance({ seconds: 30 });
      return { who: dpo, input: { totp: harness.code() }, other: { input: { totp: '000000' } } };
    },
  ],
  [
    identity.changePassword,
    async () => {
      const who = await harness.hire({ account: nextName(), post: 'teller', branch: '01001' });
      const input = { password, newPassword: 'Distant-Lanterns-83' };
      return { who, input, other: { input: { ...input, newPassword: 'Other-Lanterns-83' } } };
    },
  ],
  [
    identity.createAccount,
    async () => {
      await sysadmin.stepUp();
      const input = { account: nextName(), displayName: '演示', post: 'ops', unit: await unitId() };
      return { who: await administrator(), input, other: { input: { ...input, post: 'teller' } } };
    },
  ],
  [identity.unlock, () => ofAccount()],
  [identity.handOver, someHandOver],
  [identity.resetPassword, () => ofAccount({ totp: true })],
  [identity.setState, () => ofAccount({ state: 'disabled' })],
  [identity.setPost, async () => ofAccount({ post: 'reviewer', unit: await unitId() })],
  [
    identity.createUnit,
    async () => {
      const { items } = await sysadmin.call(identity.listUnits, {});
      const parent = items.find((it) => it.parent === null)?.id;
      const name = { zh: '演示部', en: 'A department' };
      const input = { parent, kind: 'department', code: `D${(count += 1)}`, name };
      return { who: sysadmin, input, other: { input: { ...input, kind: 'branch' } } };
    },
  ],
  [
    desk.saveFilter,
    async () => {
      const input = { name: `${(count += 1)}`, of: { list: 'tasks' } };
      return { who: teller, input, other: { input: { ...input, of: { list: 'imports' } } } };
    },
  ],
  [
    desk.deleteFilter,
    async () => {
      const saved = { name: `${(count += 1)}`, of: { list: 'imports' as const } };
      const { filter } = await teller.call(desk.saveFilter, saved);
      return { who: teller, input: { filter }, other: { input: { filter: nothing() } } };
    },
  ],
  [
    collection.begin,
    async () => {
      const input = { list: 'CS-01', purpose: { code: 'P-ACCT' } };
      return { who: teller, input, other: { input: { ...input, purpose: { code: 'P-KYC' } } } };
    },
  ],
  [
    collection.showNotice,
    async () => {
      const input = shownInput(await begun(teller));
      return { who: teller, input, other: { input: { ...input, printed: true } } };
    },
  ],
  [
    collection.saveDraft,
    async () => {
      const { intake } = await noticed(teller);
      const input = { intake, values: { NP01: '诸葛青云' } };
      return { who: teller, input, other: { input: { intake, values: {} } } };
    },
  ],
  [
    collection.addImage,
    async () => {
      const { intake } = await noticed(teller);
      const input = { intake, side: 'front' };
      return { who: teller, input, file: image('one'), other: { file: image('two') } };
    },
  ],
  [
    collection.submit,
    async () => {
      const input = submissionOf(await captured(teller), personOf());
      return { who: teller, input, other: { input: { ...input, values: personOf() } } };
    },
  ],
  [
    collection.abandon,
    async () => {
      const { intake } = await begun(teller);
      return { who: teller, input: { intake }, other: { input: { intake: nothing() } } };
    },
  ],
  [
    collection.concludeDuplicate,
    async () => {
      const input = {
        ...(await possibleDuplicate({ ops: tellersClerk, owner: dataOwner, teller })),
        conclusion: 'same',
      };
      const other = { input: { ...input, conclusion: 'different' } };
      return { who: teller, input, other, settled: idle };
    },
  ],
  [
    collection.closeOverCollection,
    async () => {
      const { intake } = await noticed(teller);
      await codeOf(teller.call(collection.saveDraft, { intake, values: { NP26: '某教' } }));
      const { items } = await dpo.call(collection.overCollection, {});
      const input = { case: items[0]?.case, conclusion: '已提醒柜员，删除录入' };
      return { who: dpo, input, other: { input: { ...input, conclusion: '另一结论' } } };
    },
  ],
  [
    approvals.approve,
    async () => {
      const { proposal } = await proposed(teller);
      return { who: reviewer, input: { proposal }, other: { input: { proposal: nothing() } } };
    },
  ],
  [
    approvals.reject,
    async () => {
      const { proposal } = await proposed(teller);
      const input = { proposal, reason: '影像不清晰，请重拍' };
      return { who: reviewer, input, other: { input: { proposal, reason: '其他原因' } } };
    },
  ],
  [
    consent.withdraw,
    async () => {
      const customer = await registered(people, { given: ['marketing-sms'] });
      const input = { customer, consent: 'marketing-sms', channel: 'counter' };
      return { who: teller, input, other: { input: { ...input, note: '来电要求' } } };
    },
  ],
  [
    customers.amend,
    async () => {
      const customer = await registered(people);
      const ground = '客户持新证件到柜面';
      const input = { customer, values: { NP08: '13900004321' }, ground, purpose };
      return {
        who: teller,
        input,
        other: { input: { ...input, values: { NP08: '13900004322' } } },
      };
    },
  ],
  [
    customers.verify,
    async () => {
      const customer = await registered(people, { values: personOf({ NP08: '13900004444' }) });
      const input = { customer, item: 'NP08', value: '13900004444', purpose };
      return { who: teller, input, other: { input: { ...input, value: '13900004445' } } };
    },
  ],
  [
    customers.addImage,
    async () => {
      const input = { customer: await registered(people), side: 'back' };
      return { who: teller, input, file: image('one'), other: { file: image('two') } };
    },
  ],
  [
    imports.upload,
    async () => {
      const { input, file } = nextExport();
      return { who: ops, input, file, other: { file: nextExport().file } };
    },
  ],
  [
    imports.map,
    async () => {
      const { batch, columns } = await uploaded(ops);
      const input = { batch, columns };
      return { who: ops, input, other: { input: { batch, columns: columns.slice(1) } } };
    },
  ],
  [
    imports.check,
    async () => {
      const { batch } = await uploaded(ops);
      const settled = () => reached(ops, batch, 'checked');
      return { who: ops, input: { batch }, other: { input: { batch: nothing() } }, settled };
    },
  ],
  [
    imports.propose,
    async () => {
      const { batch } = await checked(ops);
      return { who: ops, input: { batch }, other: { input: { batch: nothing() } } };
    },
  ],
  [
    imports.undo,
    async () => {
      const { batch } = await imported({ ops, owner: dataOwner });
      const input = { batch, reason: '导入了错误的文件' };
      return { who: ops, input, other: { input: { batch, reason: '其他原因' } }, settled: idle };
    },
  ],
  ...roomRecipes({ ...people, security, dpo, owner: dataOwner, ops }),
];

/** Writes for which a repetition means something else, and why. */
const apart: Readonly<Record<string, string>> = {
  'identity.sign-in': 'before it there is nobody whose key it could be; its code is taken once',
  'identity.open-security': 'it happens once in the life of an institution, whatever the key',
  'storage.count-coverage': 'it has no input that could be another',
  'identity.sign-out': 'after it there is nobody: the second is told to sign in',
};

function send(operation: Operation, { who, input, file }: Ready, idempotencyKey: string) {
  return who.call(operation, input, { idempotencyKey, ...(file && { file }) });
}

describe('Idempotency-Key', () => {
  const writes = allOperations.filter((it) => it.kind === 'write').map((it) => it.id);

  test('every write has a recipe here, or a reason why not', () => {
    const covered = [...recipes.map(([it]) => it.id), ...Object.keys(apart)];
    expect(covered.toSorted()).toEqual(writes.toSorted());
  });

  test.each(recipes.map(([it, prepare]) => [it.id, it, prepare] as const))(
    '%s: the same again is the first answer and changes nothing; another input is refused',
    async (_, operation, prepare) => {
      const ready = await prepare();
      const since = await markOf(harness);
      const key = crypto.randomUUID();
      const first = await send(operation, ready, key);
      await ready.settled?.();
      const before = await contentOf(owner);
      expect(await send(operation, ready, key)).toEqual(first);
      expect(await codeOf(send(operation, { ...ready, ...ready.other }, key))).toBe(
        'idempotency.conflict',
      );
      expect(await contentOf(owner)).toEqual(before);
      const results = await resultsOf(harness, operation.id, since);
      expect(results.slice(0, 2)).toEqual(['refused', 'repeated']);
      expect(results.slice(2)).not.toContain('repeated');
    },
  );

  test.each(recipes.map(([it, prepare]) => [it.id, it, prepare] as const))(
    '%s: of two at once one happens, and both are told the same',
    async (_, operation, prepare) => {
      const ready = await prepare();
      const since = await markOf(harness);
      const key = crypto.randomUUID();
      const both = await Promise.all([send(operation, ready, key), send(operation, ready, key)]);
      expect(both[0]).toEqual(both[1]);
      await ready.settled?.();
      const results = await resultsOf(harness, operation.id, since);
      expect(results.filter((it) => it === 'repeated')).toHaveLength(1);
      expect(results.filter((it) => it === 'refused')).toHaveLength(0);
    },
  );

  test("another person's key is another key, and without a key it happens again", async () => {
    const input = { list: 'CS-01', purpose: { code: 'P-ACCT' } };
    const colleague = await harness.hire({ account: 'colleague', post: 'teller', branch: '01001' });
    const key = crypto.randomUUID();
    const ids = [
      await teller.call(collection.begin, input, { idempotencyKey: key }),
      await colleague.call(collection.begin, input, { idempotencyKey: key }),
      await teller.call(collection.begin, input),
      await teller.call(collection.begin, input),
    ].map((it) => it.intake);
    expect(new Set(ids).size).toBe(4);
  });

  test('what is kept to answer again is sealed', async () => {
    const { rows } = await sql<{ row: string }>`
      SELECT t::text || encode(answer, 'escape') AS row FROM doors.kept_answer t`.execute(owner.db);
    expect(rows.length).toBeGreaterThan(20);
    const all = rows.map(({ row }) => row).join('\n');
    for (const word of ['proposal', 'otpauth', 'pending', 'password']) {
      expect(all).not.toContain(word);
      expect(all).not.toContain(Buffer.from(word).toString('hex'));
    }
  });
});
