// Every number of this room comes from the rule table (I6.4: U until the institution's counsel confirms), and what
// follows from the numbers is computed here, without clock or database: ends of sessions, lockout, passwords.
import type { RefusalDetail } from '@shouxin/contract';
import { randomBelow } from '../../kernel/crypto/index.ts';
import { invariant } from '../../kernel/invariant.ts';

/** Reads one value of the rule table. */
export type RuleOf = (key: string) => unknown;

const keys = {
  idleMinutes: 'session.idle_minutes',
  absoluteMinutes: 'session.absolute_minutes',
  unboundMinutes: 'session.unbound_minutes',
  proofSeconds: 'session.proof_seconds',
  lockAfterFailures: 'signin.lockout.attempts',
  lockMinutes: 'signin.lockout.minutes',
  perAccountPerMinute: 'signin.per_account_per_minute',
  perAddressPerMinute: 'signin.per_address_per_minute',
  parallelMax: 'signin.parallel_max',
  totpWindowSteps: 'totp.window_steps',
  stepUpMinutes: 'stepup.valid_minutes',
  passwordMinChars: 'password.min_chars',
  passwordMaxChars: 'password.max_chars',
  passwordKindsMin: 'password.kinds_min',
  passwordHistory: 'password.history',
  passwordMaxAgeDays: 'password.max_age_days',
  handOverHours: 'handover.valid_hours',
} as const;

export type Limits = Readonly<Record<keyof typeof keys, number>>;

export function limitsOf(rule: RuleOf): Limits {
  const read = Object.entries(keys).map(([name, key]) => {
    const value = rule(key);
    invariant(typeof value === 'number' && value > 0, `the rule table has no number for ${key}`);
    return [name, value];
  });
  return Object.fromEntries(read) as Limits;
}

const minute = 60_000;

export function after(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * minute);
}

interface SessionTimes {
  readonly started_at: Date;
  readonly last_seen_at: Date;
  /** Null: whoever has the cookie has the session, so it is a short one. */
  readonly proof_sealed: unknown;
}

export function sessionEnds(session: SessionTimes, limits: Limits) {
  const { absoluteMinutes, unboundMinutes } = limits;
  const isBound = session.proof_sealed !== null;
  const longest = isBound ? absoluteMinutes : Math.min(absoluteMinutes, unboundMinutes);
  const absoluteEndsAt = after(session.started_at, longest);
  const idle = after(session.last_seen_at, limits.idleMinutes);
  return { idleEndsAt: idle < absoluteEndsAt ? idle : absoluteEndsAt, absoluteEndsAt };
}

/** Why a session is over by itself, if it is. */
export function overBy(session: SessionTimes, limits: Limits, at: Date) {
  const { idleEndsAt, absoluteEndsAt } = sessionEnds(session, limits);
  if (at >= absoluteEndsAt) return 'absolute';
  return at >= idleEndsAt ? 'idle' : undefined;
}

/**
 * Failures, newest first, to the instant the lock ends. So many within the lock's own length lock; a single slip after
 * a lock has run out does not lock again.
 */
export function lockedUntil(failedAt: readonly Date[], limits: Limits, at: Date): Date | undefined {
  const last = failedAt[0];
  const first = failedAt[limits.lockAfterFailures - 1];
  if (!last || !first || first <= after(last, -limits.lockMinutes)) return undefined;
  const until = after(last, limits.lockMinutes);
  return until > at ? until : undefined;
}

/** Failures older than this can no longer matter to `lockedUntil`. */
export function failuresSince(limits: Limits, at: Date): Date {
  return after(at, -2 * limits.lockMinutes);
}

export function isPasswordOld(changedAt: Date, limits: Limits, at: Date): boolean {
  return at >= after(changedAt, limits.passwordMaxAgeDays * 24 * 60);
}

const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/];
/** Stems of what people choose when told to choose; a password may hold one but not lean on it. */
const stems = ['password', 'passw0rd', 'qwerty', 'abc123', '123456', '888888', 'admin', 'shouxin'];

export interface NewPassword {
  readonly password: string;
  readonly account: string;
  /** It is the current one or one of those before. */
  readonly wasUsed: boolean;
}

/** What is wrong with a new password, each with how to mend it; empty when nothing is. */
export function passwordFaults(
  it: NewPassword,
  limits: Limits,
): NonNullable<RefusalDetail['reasons']> {
  const { passwordMinChars: min, passwordMaxChars: max, passwordKindsMin: kindsMin } = limits;
  const { length } = Array.from(it.password);
  const plain = it.password.toLowerCase();
  const rest = stems.reduce((text, stem) => text.replaceAll(stem, ''), plain);
  const faults: [boolean, string, string, string][] = [
    [length < min, 'length', `至少 ${min} 位`, `At least ${min} characters`],
    [length > max, 'length', `至多 ${max} 位`, `At most ${max} characters`],
    [
      kinds.filter((kind) => kind.test(it.password)).length < kindsMin,
      'kinds',
      `大写字母、小写字母、数字、符号至少 ${kindsMin} 类`,
      `At least ${kindsMin} of: capital letters, small letters, digits, signs`,
    ],
    [plain.includes(it.account), 'account', '不得包含账号名', 'May not contain the account name'],
    [
      rest.length < min / 2 || new Set(plain).size < 5,
      'common',
      '过于常见或重复，请换一个',
      'Too common or repetitive; choose another',
    ],
    [it.wasUsed, 'used', '不得与最近用过的密码相同', 'May not equal a password used recently'],
  ];
  return faults
    .filter(([isBroken]) => isBroken)
    .map(([, code, zh, en]) => ({ item: 'newPassword', code, message: { zh, en } }));
}

/** Without letters and digits that are mistaken for one another when read out. */
const alphabets = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '#%+=?@-'];

const pick = (from: string) => from.charAt(randomBelow(from.length));

/** A password to hand over once: 16 characters of all kinds, over 80 bits. */
export function madePassword(): string {
  const all = alphabets.join('');
  const signs = [...alphabets.map(pick), ...Array.from({ length: 12 }, () => pick(all))];
  for (let last = signs.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1);
    [signs[last], signs[other]] = [signs[other] ?? '', signs[last] ?? ''];
  }
  return signs.join('');
}
