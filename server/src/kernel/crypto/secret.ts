// A box for a secret or a customer's value on its way through the program: printing, logging or serialising the box
// shows that something is there and nothing of it (SECURITY threat 19, pitfall 25).
import { inspect } from 'node:util';

const shown = '[redacted]';

export class Secret<T> {
  readonly #content: T;

  constructor(content: T) {
    this.#content = content;
  }

  /** The one way in; search for `.reveal(` to see every use. */
  reveal(): T {
    return this.#content;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
