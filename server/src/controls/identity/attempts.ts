// Keeps guessing out. An attempt is counted before it is looked at, in a transaction of its own, so that neither the
// rollback of a refusal nor a crash nor a hundred attempts at once can make it uncounted (I6.4). A name that is no
// account is counted the same way, under a keyed tag, so that a lock says nothing about who exists.
import { Refusal, refuse, type RefusalCode } from '@shouxin/contract';
import { networkOf } from '../../kernel/address.ts';
import { mac, randomBytes, suiteOf, takeKey, type SecretKey } from '../../kernel/crypto/index.ts';
import type { SecretSealer } from '../../kernel/crypto/index.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import { failuresSince, lockedUntil, type Limits } from './limits.ts';
import { failures, findTagKey, insertAttempt, keepTagKey, takeTurn } from './sessions/store.ts';

export interface AttemptParts {
  /** The pool: attempts are counted outside the transaction of their act. */
  readonly db: Tx;
  readonly secrets: SecretSealer;
  readonly limits: () => Limits;
}

export interface Trial {
  /** Account id, or the tag of a name. */
  readonly who: string;
  readonly act: string;
  readonly address: string;
  readonly at: Date;
  /** Success proves everything and forgets the failures so far, in this transaction; else it forgets only itself. */
  readonly clearsIn?: Tx;
}

export interface Attempts {
  /** The account's id, or for a name that is no account its tag. Takes as long for one as for the other. */
  whoIs(accountId: string | undefined, name: string): Promise<string>;
  /** Runs one trial: `identity.wrong-credentials` and `identity.wrong-code` leave it counted, any other end does not. */
  counted<R>(trial: Trial, run: () => Promise<R>): Promise<R>;
  /** Forgets the failures so far, as when an administrator unlocks. */
  clear(tx: Tx, trial: Pick<Trial, 'who' | 'act' | 'at'>): Promise<unknown>;
}

const failureCodes = new Set<RefusalCode>(['identity.wrong-credentials', 'identity.wrong-code']);

export function createAttempts({ db, secrets, limits }: AttemptParts): Attempts {
  const throttle = createThrottle();
  let running = 0;
  let tagKey: Promise<SecretKey> | undefined;
  const leaseTagKey = () => {
    tagKey ??= openTagKey(db, secrets).catch((error: unknown) => {
      tagKey = undefined;
      throw error;
    });
    return tagKey;
  };

  const judge = async <R>(trial: Trial, run: () => Promise<R>): Promise<R> => {
    const { clearsIn, ...it } = trial;
    const seq = await transaction(db, (tx) => reserve(tx, trial, limits()));
    try {
      const done = await run();
      if (clearsIn) await attempts.clear(clearsIn, it);
      else await settle(db, trial, seq);
      return done;
    } catch (error) {
      const isFailure = error instanceof Refusal && failureCodes.has(error.code);
      // When even this cannot be stored the attempt stays counted, which is the safe side.
      if (!isFailure) await settle(db, trial, seq).catch(() => {});
      throw error;
    }
  };
  const attempts: Attempts = {
    async whoIs(accountId, name) {
      const tag = tagOf(await leaseTagKey(), name);
      return accountId ?? tag;
    },
    async counted(trial, run) {
      throttle(`address/${trial.address}`, limits().perAddressPerMinute, trial.at);
      throttle(`who/${trial.who}`, limits().perAccountPerMinute, trial.at);
      // Each holds its act's connection and needs a second: without the door's queue too many would starve the pool.
      if (running > limits().parallelMax) refuse('rate.exceeded');
      running += 1;
      try {
        return await judge(trial, run);
      } finally {
        running -= 1;
      }
    },
    clear: (tx, { who, act, at }) => insertAttempt(tx, { who, kind: 'cleared', act, at }),
  };
  return attempts;
}

async function reserve(tx: Tx, trial: Trial, limits: Limits): Promise<number> {
  const { who, act, at } = trial;
  await takeTurn(tx, who);
  const part = { since: failuresSince(limits, at), max: limits.lockAfterFailures };
  const until = lockedUntil(await failures(tx, who, part), limits, at);
  if (until) refuseLocked(until, at);
  return insertAttempt(tx, { who, kind: 'tried', act, network: networkOf(trial.address), at });
}

/** For an attempt that proved what it had to, or that never got so far as to be judged. */
async function settle(db: Tx, { who, act, at }: Trial, settles: number): Promise<void> {
  await insertAttempt(db, { who, kind: 'settled', settles, act, at });
}

function refuseLocked(until: Date, at: Date): never {
  const minutes = Math.ceil((until.getTime() - at.getTime()) / 60_000);
  refuse('identity.locked', {
    detail: {
      zh: `多次验证失败，账号已锁定，约 ${minutes} 分钟后可再试`,
      en: `Too many failed attempts; the account is locked for about ${minutes} more minutes`,
    },
    remedy: {
      zh: '请稍候再试，或请系统管理员解锁',
      en: 'Wait, or ask a system administrator to unlock it',
    },
    facts: { minutes },
  });
}

const tagKeyName = 'identity/name-tag';

async function openTagKey(db: Tx, secrets: SecretSealer): Promise<SecretKey> {
  const stored = await findTagKey(db);
  if (!stored) await keepTagKey(db, await secrets.seal(tagKeyName, randomBytes(32)));
  const sealed = stored ?? (await findTagKey(db));
  invariant(sealed, 'the key of name tags was stored and is not there');
  return takeKey(await secrets.open(tagKeyName, sealed));
}

/** 24 bits of the tag: enough to count, too little to confirm a password typed in the wrong place. */
function tagOf(key: SecretKey, name: string): string {
  const tag = mac(suiteOf(1), key, `shouxin/name-tag/v1\n${name}`).subarray(0, 3).toString('hex');
  return `00000000-0000-8000-8000-000000${tag}`;
}

const keysMax = 20_000;

/** Attempts in this minute, in memory: keeps a flood away from the database and from Argon2 (SECURITY threat 31). */
function createThrottle() {
  let minute = 0;
  const seen = new Map<string, number>();
  return (key: string, max: number, at: Date): void => {
    const now = Math.floor(at.getTime() / 60_000);
    if (now !== minute || seen.size > keysMax) seen.clear();
    minute = now;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count <= max) return;
    refuse('rate.exceeded', {
      remedy: { zh: '请一分钟后再试', en: 'Try again in a minute' },
      facts: { perMinuteMax: max },
    });
  };
}

const waitingMax = 400;

/**
 * A turn for an operation that stretches a password. The door takes it before it opens a transaction, so that a login
 * flood waits here and not on the connections that reads need (SECURITY threat 31, pitfall 17).
 */
export function createQueue(limits: () => Limits) {
  let running = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (): Promise<() => void> => {
    if (running < limits().parallelMax) running += 1;
    else {
      if (waiting.length >= waitingMax) refuse('rate.exceeded');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    let hasLeft = false;
    return () => {
      if (!hasLeft) leave();
      hasLeft = true;
    };
  };
}
