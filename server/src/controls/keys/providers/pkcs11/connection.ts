// The way to the token. When session, login or token are lost it signs in again, once for all who wait, and does the work
// again that may be repeated; when that fails the answer is "unavailable", and never a key from elsewhere (SECURITY T21). A PIN
// that was refused once is not tried again before a restart.
import { KeyRefused } from '../provider.ts';
import { KeystoreRefused } from '../sealed-file/files.ts';
import { isLost, TokenError, type Cryptoki, type Handle } from './cryptoki.ts';
import { inTime, Sessions, TooLate, within } from './sessions.ts';
import { findToken, PinRefused, signIn } from './token.ts';

export interface TokenLimits {
  /** Sessions in use at once. */
  readonly sessionsMax: number;
  /** One call to the module. */
  readonly callMs: number;
  /** Waiting for a free session, or for signing in again. */
  readonly waitMs: number;
  /** Between two attempts to sign in again. */
  readonly pauseMs: number;
}

export interface ConnectionParts {
  readonly load: () => Promise<Cryptoki>;
  readonly token: string;
  readonly pinFile: string;
  readonly limits: TokenLimits;
  /** Everything that must hold before a key is used, each time the token was signed in to. */
  readonly onSignedIn: (on: Working) => Promise<void>;
  /** Told why callers get "unavailable". */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

export interface Working {
  readonly cryptoki: Cryptoki;
  readonly session: Handle;
}

type Work<T> = (on: Working) => Promise<T>;

interface Link {
  readonly cryptoki: Cryptoki;
  /** Held open and unused: closing the last session would sign out. */
  readonly keeper: Handle;
}

export class Connection {
  readonly #parts: ConnectionParts;
  readonly #sessions: Sessions;
  #link: Link | undefined;
  #linking: Promise<Link> | undefined;
  /** Why signing in again is not tried, and until when on performance.now(). */
  #failed: { readonly why: Error; readonly until: number } | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#sessions = new Sessions(parts.limits.sessionsMax);
  }

  /** Signs in for the first time; what is wrong is told in a sentence for the operator. */
  async open(): Promise<void> {
    try {
      await this.#linked();
    } catch (error) {
      if (!(error instanceof TokenError) && !(error instanceof TooLate)) throw error;
      throw new KeystoreRefused(
        `The token ${this.#parts.token} does not work: ${error.message}. Check the token and its connection, then start again.`,
      );
    }
  }

  /** Work that may be done twice: it is, when the first time the session was lost. */
  async use<T>(work: Work<T>): Promise<T> {
    return this.#told(() =>
      this.#once(work).catch((error: unknown) => {
        if (isLost(error)) return this.#once(work);
        throw error;
      }),
    );
  }

  /** Work that changes the token; after a failure nobody knows how much of it was done. */
  async useOnce<T>(work: Work<T>): Promise<T> {
    return this.#told(() => this.#once(work));
  }

  /** Whether the token answers in a session that is signed in. */
  isAlive(): Promise<boolean> {
    const asked = this.#once(({ cryptoki, session }) => cryptoki.sessionInfo(session));
    return asked.then(
      () => true,
      () => false,
    );
  }

  /** Leaves the token; what is still running in it ends by itself. */
  async close(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    this.#failed = { why: new KeystoreRefused('The server is stopping.'), until: Infinity };
    this.#sessions.close();
    await link?.cryptoki.closeSession(link.keeper).catch(() => {});
  }

  async #told<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const isOfToken = [TokenError, TooLate, KeystoreRefused].some((it) => error instanceof it);
      if (!isOfToken) throw error;
      this.#parts.onFault?.(error);
      throw new KeyRefused('unavailable');
    }
  }

  async #once<T>(work: Work<T>): Promise<T> {
    const { waitMs } = this.#parts.limits;
    const link = await within(waitMs, 'signing in', this.#linked());
    const lent = await this.#sessions.take(waitMs).catch((error: unknown) => {
      this.#dropIfLost(link, error);
      throw error;
    });
    try {
      const result = await work({ cryptoki: link.cryptoki, session: lent.session });
      lent.giveBack();
      return result;
    } catch (error) {
      this.#dropIfLost(link, error);
      lent.discard(error instanceof TooLate ? error.ended : undefined);
      throw error;
    }
  }

  #dropIfLost(link: Link, error: unknown): void {
    if (!isLost(error) || this.#link !== link) return;
    this.#link = undefined;
    void link.cryptoki.closeSession(link.keeper).catch(() => {});
  }

  /** The link there is, or a new one: one attempt for all who ask. */
  #linked(): Promise<Link> {
    if (this.#link) return Promise.resolve(this.#link);
    if (this.#failed && performance.now() < this.#failed.until) {
      return Promise.reject(this.#failed.why);
    }
    this.#linking ??= this.#signIn().finally(() => (this.#linking = undefined));
    return this.#linking;
  }

  async #signIn(): Promise<Link> {
    const { load, token, limits } = this.#parts;
    try {
      const cryptoki = inTime(await load(), limits.callMs);
      const slot = await findToken(cryptoki, token);
      const keeper = await cryptoki.openSession(slot);
      try {
        await signIn(cryptoki, keeper, this.#parts);
        await this.#parts.onSignedIn({ cryptoki, session: keeper });
      } catch (error) {
        void cryptoki.closeSession(keeper).catch(() => {});
        throw error;
      }
      this.#sessions.reset(cryptoki, slot);
      this.#failed = undefined;
      this.#link = { cryptoki, keeper };
      return this.#link;
    } catch (why) {
      const forMs = why instanceof PinRefused ? Infinity : limits.pauseMs;
      const error = why instanceof Error ? why : new Error('signing in to the token failed');
      this.#failed = { why: error, until: performance.now() + forMs };
      throw why;
    }
  }
}
