// A PostgreSQL client whose errors can be logged: PostgreSQL puts values into `detail`, `where` and
// `hint` ("Key (phone)=(138...) already exists"), and into the message itself for data errors.
// It also refuses to call a COMMIT done when the wait for the standby was cancelled: the server
// answers COMMIT and says so in a warning only (SECURITY section 5, 6).
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Together, type Statement } from './together.ts';

/** The transaction is committed here, and nobody knows whether on the standby as well. */
export class DoubtfulCommit extends Error {
  override readonly name = 'DoubtfulCommit';
}

/** The bytes of one COPY, as the only parameter of its statement (copy.ts). */
export class CopyData {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Values of a statement that may wait for the next one of its transaction (`sendLater`), as its only parameter. */
export class Later {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

type Callback = (error: Error | undefined, result: unknown) => void;
type Query = (...parameters: unknown[]) => unknown;

export class SafeClient extends pg.Client {
  #isInDoubt = false;
  /** A BEGIN, and statements whose answer nobody needs: they leave in one trip with what is sent next, or its COMMIT. */
  #held: Statement[] = [];

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // A connection lost while it is in use fails its statement, and the next one; without a listener the loss itself
    // would end the process. The pool listens only while a connection is idle.
    this.on('error', () => {});
    this.on('notice', (notice) => {
      // The code is a plain warning's (01000); the routine is the same in 15 to 18 and any language.
      if (notice.routine === 'SyncRepWaitForLSN') this.#isInDoubt = true;
    });
    const send: Query = super.query.bind(this);
    const query: Query = (...parameters) => this.#query(send, parameters);
    Object.defineProperty(this, 'query', { value: query });
  }

  #query(send: Query, parameters: unknown[]): unknown {
    const [text, values] = parameters;
    const [first] = Array.isArray(values) ? (values as unknown[]) : [];
    if (first instanceof Later) return this.#hold(statementOf(String(text), first.values));
    if (isBegin(text)) return this.#hold(statementOf(text, []));
    const held = this.#held.splice(0);
    if (held.length === 0) return this.#send(send, parameters);
    if (isNothingToEnd(held, text)) return Promise.resolve(nothingSaid(text));
    if (text === 'rollback') return this.#send(send, parameters);
    if (text === 'commit' || isPreparable(parameters)) {
      return this.#together(send, [...held, statementOf(String(text), values)]);
    }
    return this.#together(send, held).then(() => this.#send(send, parameters));
  }

  #hold(statement: Statement): Promise<unknown> {
    this.#held.push(statement);
    return Promise.resolve(nothingSaid());
  }

  #together(send: Query, statements: readonly Statement[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const types = { getTypeParser: this.getTypeParser.bind(this) };
      const done: Callback = (error, result) => {
        const failure = error ? withoutValues(error) : this.#takeDoubt();
        if (failure) reject(failure);
        else resolve(result);
      };
      send(new Together(statements, types, done));
    });
  }

  #send(send: Query, given: unknown[]): unknown {
    const [text, values] = given;
    const [data] = Array.isArray(values) ? (values as unknown[]) : [];
    if (data instanceof CopyData) return copied(send, String(text), data);
    const parameters = prepared(given);
    const callback = parameters.at(-1);
    if (isCallback(callback)) {
      const wrapped: Callback = (error, result) => {
        const failure = error ? withoutValues(error) : this.#takeDoubt();
        return failure ? callback(failure, undefined) : callback(undefined, result);
      };
      return send(...parameters.slice(0, -1), wrapped);
    }
    const result = send(...parameters);
    if (!(result instanceof Promise)) return result;
    return result.then(
      (rows: unknown) => {
        const doubt = this.#takeDoubt();
        if (doubt) throw doubt;
        return rows;
      },
      (error: unknown) => {
        throw withoutValues(error);
      },
    );
  }

  #takeDoubt(): DoubtfulCommit | undefined {
    if (!this.#isInDoubt) return undefined;
    this.#isInDoubt = false;
    return new DoubtfulCommit('The wait for the standby was cancelled: outcome unknown');
  }
}

/** Runs a COPY to its end; answers like any statement. */
function copied(send: Query, text: string, { bytes }: CopyData): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stream = copyFrom(text);
    stream.once('error', (error: unknown) => reject(withoutValues(error) as Error));
    stream.once('finish', () =>
      resolve({ command: 'COPY', rowCount: stream.rowCount, rows: [], fields: [] }),
    );
    send(stream);
    stream.end(bytes);
  });
}

/**
 * A statement with parameters gets a name of its own text, so that a connection parses and plans it once and not each time:
 * loading a customer was planned longer than it ran. A statement built anew each time must not fill the server's memory,
 * so after so many texts the rest goes unnamed.
 */
function prepared(parameters: unknown[]): unknown[] {
  const [text, values, ...rest] = parameters;
  if (!isPreparable(parameters)) return parameters;
  const name = nameOf(String(text));
  return name === undefined ? parameters : [{ name, text, values }, ...rest];
}

function isPreparable([text, values]: unknown[]): boolean {
  if (typeof text !== 'string' || !Array.isArray(values)) return false;
  return values.length > 0 && !(values[0] instanceof CopyData);
}

function statementOf(text: string, values: unknown): Statement {
  return { name: nameOf(text), text, values: Array.isArray(values) ? (values as unknown[]) : [] };
}

/** As Kysely spells it. */
function isBegin(text: unknown): text is string {
  return typeof text === 'string' && (text === 'begin' || text.startsWith('start transaction'));
}

/** A transaction of which nothing was sent, or nothing but what is undone now. */
function isNothingToEnd(held: readonly Statement[], text: unknown): boolean {
  if (!isBegin(held[0]?.text)) return false;
  return text === 'rollback' || (text === 'commit' && held.length === 1);
}

function nothingSaid(text?: unknown) {
  const command = typeof text === 'string' ? text.toUpperCase() : undefined;
  return { command, rowCount: null, rows: [], fields: [] };
}

const namesMax = 400;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= namesMax) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

/** Strips everything of a PostgreSQL error that may hold a value, and keeps what a developer needs. */
export function withoutValues(error: Error): Error;
export function withoutValues(error: unknown): unknown;
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const said = error.message;
  error.detail = undefined;
  error.where = undefined;
  error.hint = undefined;
  error.internalQuery = undefined;
  error.dataType = undefined;
  if (!isSafeMessage(error.code)) {
    error.message = `PostgreSQL refused a value (SQLSTATE ${error.code ?? 'unknown'})`;
  }
  error.stack = error.stack?.replace(said, error.message);
  return error;
}

/** Classes whose messages name objects, never values. Class 22 and XML or JSON errors quote data. */
const safeClasses = new Set(['08', '23', '25', '28', '3D', '40', '42', '53', '55', '57', '58']);

function isSafeMessage(code: string | undefined): boolean {
  return code !== undefined && (safeClasses.has(code.slice(0, 2)) || code === 'P0001');
}
