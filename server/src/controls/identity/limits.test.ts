// What follows from the numbers of the rule table, without clock or database.
import { rules as table } from '@shouxin/contract/items';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../../test/journeys/identity-kit.ts';
import {
  after,
  isPasswordOld,
  limitsOf,
  lockedUntil,
  madePassword,
  overBy,
  passwordFaults,
  sessionEnds,
} from './limits.ts';

const limits = limitsOf((key) => rules[key]);
const now = new Date('2026-03-02T01:00:00Z');
const ago = (minutes: number) => after(now, -minutes);

test('R1.1.2 every number of the room stands in the rule table', () => {
  const byKey = new Map(table.map((row) => [row.key, row.value]));
  expect(() => limitsOf((key) => byKey.get(key))).not.toThrow();
});

test('a number that is missing is a bug, not a default', () => {
  expect(() => limitsOf(() => undefined)).toThrow('the rule table has no number');
});

describe('ends of a session', () => {
  const proof_sealed = new Uint8Array(1);

  test.each([
    [14, undefined],
    [15, 'absolute'],
  ])('one that is bound to nothing, begun %d minutes ago: %s', (begun, expected) => {
    const session = { started_at: ago(begun), last_seen_at: now, proof_sealed: null };
    expect(overBy(session, { ...limits, unboundMinutes: 15 }, now)).toBe(expected);
  });

  test.each([
    [0, 0, undefined],
    [14.99, 14.99, undefined],
    [15, 15, 'idle'],
    [479, 1, undefined],
    [480, 0, 'absolute'],
    [600, 600, 'absolute'],
  ])('begun %d and seen %d minutes ago: %s', (begun, seen, expected) => {
    const session = { started_at: ago(begun), last_seen_at: ago(seen), proof_sealed };
    expect(overBy(session, limits, now)).toBe(expected);
  });

  test('the idle end never lies after the absolute one', () => {
    const session = { started_at: ago(475), last_seen_at: now, proof_sealed };
    const { idleEndsAt, absoluteEndsAt } = sessionEnds(session, limits);
    expect(idleEndsAt).toEqual(absoluteEndsAt);
  });
});

describe('lockout', () => {
  test.each([
    ['four failures', [1, 2, 3, 4], undefined],
    ['five failures', [1, 2, 3, 4, 5], 29],
    ['five failures over more than the lock', [1, 10, 20, 29, 31], undefined],
    ['five failures, the last as long ago as the lock', [30, 31, 32, 33, 34], undefined],
    ['one slip after a lock ran out', [0, 31, 32, 33, 34, 35], undefined],
  ])('%s', (_case, minutes, left) => {
    const until = left === undefined ? undefined : after(now, left);
    expect(lockedUntil(minutes.map(ago), limits, now)).toEqual(until);
  });

  test('no lock lasts longer than the table says, whatever the history', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }), (minutes) => {
        const failed = minutes.toSorted((a, b) => a - b).map(ago);
        const until = lockedUntil(failed, limits, now);
        expect(until === undefined || (until > now && until <= after(now, 30))).toBe(true);
        expect(lockedUntil(failed, limits, after(now, 30))).toBeUndefined();
      }),
    );
  });
});

describe('passwords', () => {
  test('a made password always fits the rules', () => {
    fc.assert(
      fc.property(fc.constant(0), () => {
        const password = madePassword();
        expect(password).toHaveLength(16);
        expect(passwordFaults({ password, account: 'teller', wasUsed: false }, limits)).toEqual([]);
      }),
    );
  });

  test('made passwords differ', () => {
    expect(new Set(Array.from({ length: 200 }, madePassword)).size).toBe(200);
  });

  test('length counts characters as people do, and Chinese ones are signs', () => {
    const it = { account: 'teller', wasUsed: false };
    const faults = (password: string) =>
      passwordFaults({ ...it, password }, limits).map((fault) => fault.code);
    expect(faults('𠮷𠮷春江潮水连海平A1')).toEqual(['length']);
    expect(faults('𠮷𠮷春江潮水连海平月A1')).toEqual([]);
    expect(faults(`${'Ab1-cd2+'.repeat(16)}x`)).toEqual(['length']);
  });

  test('every fault says in both languages how to mend it', () => {
    const faults = passwordFaults({ password: 'teller', account: 'teller', wasUsed: true }, limits);
    expect(faults.length).toBeGreaterThan(3);
    for (const { message } of faults) {
      expect(message.zh).toMatch(/\p{Script=Han}/u);
      expect(message.en).not.toBe('');
    }
  });

  test('it is old on the day, not before', () => {
    expect(isPasswordOld(ago(90 * 24 * 60), limits, now)).toBe(true);
    expect(isPasswordOld(ago(90 * 24 * 60 - 1), limits, now)).toBe(false);
  });
});
