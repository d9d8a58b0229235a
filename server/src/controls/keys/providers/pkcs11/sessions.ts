// Sessions of the token, at most so many: a session does one thing at a time, and whoever finds none free waits no longer
// than a deadline. A call that came too late keeps its place until the token has answered, so that a token that hangs takes
// no more of this process than the sessions it was given.
import type { Cryptoki, Handle } from './cryptoki.ts';

/** Nobody waits any longer. `ended` settles when the token has answered after all. */
export class TooLate extends Error {
  readonly code = 'TOO_LATE';
  readonly ended: Promise<unknown>;

  constructor(what: string, ended: Promise<unknown> = Promise.resolve()) {
    super(`${what} took too long`);
    this.name = 'TooLate';
    this.ended = ended;
  }
}

export async function within<T>(forMs: number, what: string, running: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TooLate(what, running)), forMs);
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same module, with a deadline on every call. */
export function inTime(cryptoki: Cryptoki, forMs: number): Cryptoki {
  return new Proxy(cryptoki, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) =>
        within(forMs, String(name), method.apply(target, given) as Promise<unknown>);
    },
  });
}

export interface Lent {
  readonly session: Handle;
  /** For another work. */
  giveBack(): void;
  /** Something went wrong in it: closed when the token has answered, and its place is free again. */
  discard(after?: Promise<unknown>): void;
}

/** A place for a session; a session opened before the last `reset` is not used again. */
export class Sessions {
  readonly #max: number;
  #cryptoki: Cryptoki | undefined;
  #slot: Handle = 0;
  #round = 0;
  #taken = 0;
  #free: Handle[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** From now on sessions of this slot. */
  reset(cryptoki: Cryptoki, slot: Handle): void {
    this.close();
    [this.#cryptoki, this.#slot] = [cryptoki, slot];
  }

  /** Closes what is free now, and the rest when it is given back. */
  close(): void {
    const old = this.#cryptoki;
    for (const session of this.#free.splice(0)) void old?.closeSession(session).catch(() => {});
    this.#cryptoki = undefined;
    this.#round += 1;
  }

  async take(forMs: number): Promise<Lent> {
    if (this.#taken >= this.#max) await this.#wait(forMs);
    else this.#taken += 1;
    const [round, cryptoki] = [this.#round, this.#cryptoki];
    if (!cryptoki) throw new TooLate('signing in to the token');
    try {
      const session = this.#free.pop() ?? (await cryptoki.openSession(this.#slot));
      return this.#lend(session, { round, cryptoki });
    } catch (error) {
      const ended = error instanceof TooLate ? error.ended : Promise.resolve();
      void ended.catch(() => {}).then(() => this.#leave());
      throw error;
    }
  }

  #lend(session: Handle, of: { round: number; cryptoki: Cryptoki }): Lent {
    const close = () => of.cryptoki.closeSession(session).catch(() => {});
    return {
      session,
      giveBack: () => {
        if (of.round === this.#round) this.#free.push(session);
        else void close();
        this.#leave();
      },
      discard: (after = Promise.resolve()) => {
        void after
          .catch(() => {})
          .then(close)
          .then(() => this.#leave());
      },
    };
  }

  /** Hands the place to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken -= 1;
  }

  #wait(forMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(come), 1);
        reject(new TooLate('waiting for a free session'));
      }, forMs);
      this.#waiting.push(come);
    });
  }
}
