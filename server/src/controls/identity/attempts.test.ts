// Counting attempts under races, and the two bounds that keep a login flood away from everybody else.
import { Refusal, refuse } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { createKit, rules } from '../../../test/journeys/identity-kit.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { createAttempts, createQueue } from './attempts.ts';
import { limitsOf, type Limits } from './limits.ts';

const kit = await createKit();

function attemptsWith(more: Partial<Limits>) {
  const limits = { ...limitsOf((key) => rules[key]), perAccountPerMinute: 1000, ...more };
  return createAttempts({ db: kit.database.server.db, secrets: kit.secrets, limits: () => limits });
}

const trial = () => ({
  who: newId(),
  act: 'identity.sign-in',
  address: '203.0.113.7',
  at: kit.clock.now(),
});

const codeOf = (error: unknown) => (error instanceof Refusal ? error.code : error);
const broken = async () => Promise.reject(new Error('broken'));
const wrong = async () => refuse('identity.wrong-credentials');

test('of many guesses at the same instant, on several servers, five are looked at', async () => {
  const [here, there] = [attemptsWith({ parallelMax: 50 }), attemptsWith({ parallelMax: 50 })];
  for (let round = 0; round < 5; round += 1) {
    const one = trial();
    const guesses = Array.from({ length: 24 }, (_, i) =>
      (i % 2 ? here : there).counted(one, wrong),
    );
    const ended = await Promise.allSettled(guesses);
    const codes = ended.map((it) => (it.status === 'rejected' ? codeOf(it.reason) : 'done'));
    expect(codes.filter((code) => code === 'identity.wrong-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'identity.locked')).toHaveLength(19);
  }
});

test('a fault while judging is not held against the person', async () => {
  const attempts = attemptsWith({});
  const one = trial();
  for (let i = 0; i < 8; i += 1)
    await expect(attempts.counted(one, broken)).rejects.toThrow('broken');
  await expect(attempts.counted(one, async () => 'judged')).resolves.toBe('judged');
});

test('more at once than connections allow are turned away, not kept waiting on one', async () => {
  const attempts = attemptsWith({ parallelMax: 2 });
  const { promise: gate, resolve: go } = Promise.withResolvers<void>();
  const held = [1, 2, 3].map(() => attempts.counted(trial(), () => gate));
  await expect(attempts.counted(trial(), () => gate)).rejects.toThrow('rate.exceeded');
  go();
  await Promise.all(held);
  await attempts.counted(trial(), () => gate);
});

test('one name has one tag everywhere, another name another, and no tag tells the name', async () => {
  const [here, there] = [attemptsWith({}), attemptsWith({})];
  const tag = await here.whoIs(undefined, 'nobody.here');
  expect(await there.whoIs(undefined, 'nobody.here')).toBe(tag);
  expect(await here.whoIs(undefined, 'nobody.else')).not.toBe(tag);
  expect(tag).toMatch(/^0{8}-0000-8000-8000-0{6}[0-9a-f]{6}$/);
  const id = newId();
  expect(await here.whoIs(id, 'somebody')).toBe(id);
});

test('the queue lets so many in, the rest in order, and refuses when it is long', async () => {
  const enter = createQueue(() => ({ ...limitsOf((key) => rules[key]), parallelMax: 2 }));
  const order: number[] = [];
  const [leaveFirst] = [await enter(), await enter()];
  const waiting = [1, 2].map(async (n) => {
    const leave = await enter();
    order.push(n);
    return leave;
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  leaveFirst?.();
  leaveFirst?.();
  const leave = await waiting[0];
  expect(order).toEqual([1]);
  leave?.();
  await waiting[1];
  expect(order).toEqual([1, 2]);
  const many = Array.from({ length: 401 }, () => enter().then(() => 'entered', codeOf));
  expect(await many.at(-1)).toBe('rate.exceeded');
});
