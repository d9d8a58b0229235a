// Several statements sent at once and answered at once, so that PostgreSQL is not waited for between them. It runs them in
// turn and, once one fails, none of those behind it: a COMMIT that was sent along never ends a transaction that failed.
// (PostgreSQL manual, "Extended Query", on one Sync for many messages)
import pg from 'pg';

export interface Statement {
  /** Under which a connection keeps it prepared; absent: it is parsed each time. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

export type Done = (error: Error | undefined, result?: unknown) => void;

/** What of the driver's connection and query is used here; its types leave this out. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void; destroy(error: Error): void };
  readonly submittedNamedStatements: Record<string, string>;
  sync(): void;
}

interface Query {
  readonly name?: string;
  readonly text: string;
  submit(connection: Connection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

/** Answers with what the last statement said. */
export class Together {
  readonly #queries: readonly Query[];
  readonly #done: Done;
  #answering = 0;
  #unsendable: Error | undefined;

  constructor(statements: readonly Statement[], types: pg.CustomTypesConfig, done: Done) {
    this.#done = done;
    const last = statements.length - 1;
    const callback = (at: number) => (error: Error | undefined, result?: unknown) => {
      if (error) this.#unsendable = error;
      else if (at === last) done(undefined, result);
    };
    this.#queries = statements.map(({ name, text, values }, at) => {
      const said = { name, text, values: [...values] };
      const config = { ...said, types, queryMode: 'extended', callback: callback(at) };
      return new pg.Query(config as pg.QueryConfig) as unknown as Query;
    });
  }

  /** To the driver this is always the one statement that is being answered: it notes which ones are prepared. */
  get name(): string | undefined {
    return this.#queries[this.#answering]?.name;
  }

  get text(): string | undefined {
    return this.#queries[this.#answering]?.text;
  }

  submit(connection: Connection): null {
    const open = Object.create(connection, { sync: { value: () => {} } }) as Connection;
    connection.stream.cork();
    for (const query of this.#queries) {
      const refused = query.submit(open);
      if (refused) this.#unsendable = refused;
    }
    // A value that cannot be written down is a bug of ours; nothing has left yet, and nothing of it may.
    if (this.#unsendable) connection.stream.destroy(this.#unsendable);
    else connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.#queries[this.#answering]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#queries[this.#answering]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.#queries[this.#answering]?.handleCommandComplete(message, connection);
    this.#answering += 1;
  }

  handleError(error: Error, { submittedNamedStatements: submitted }: Connection): void {
    // PostgreSQL skipped those behind it, so they were not prepared either.
    for (const { name } of this.#queries) if (name !== undefined) delete submitted[name];
    this.#done(error);
  }

  handleReadyForQuery(connection: Connection): void {
    this.#queries.at(-1)?.handleReadyForQuery(connection);
  }
}
