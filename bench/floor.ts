// The floor: a bare Fastify on the same PostgreSQL with the same number of connections, plain prepared statements, and
// nothing of what makes Shouxin trustworthy. It reads the same rows by the same statement, stores one entry of the same
// size durably, and answers the same bytes.
import { randomBytes } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';
import { answering } from './house.ts';

export interface Statement {
  readonly text: string;
  /** `$subject`, or a list, stands for what the request names. */
  readonly values: readonly unknown[];
}

export interface FloorGiven {
  readonly serverUrl: string;
  readonly ownerUrl: string;
  /** Read for each request. */
  readonly select?: Statement;
  readonly answer?: string;
  /** One row of audit.entry, to be stored anew for each request. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** Transactions of rows that were stored by the product, to be stored again by bare INSERT. */
  readonly replay?: readonly (readonly Inserted[])[];
}

export interface Inserted {
  readonly table: string;
  readonly columns: readonly string[];
  /** In the text form of PostgreSQL, bytes as bytes. */
  readonly rows: readonly (readonly unknown[])[];
}

const app = fastify({ logger: false, bodyLimit: 4 * 1024 * 1024 });
let pool: pg.Pool | undefined;

const timeNow = () => BigInt(Date.now()).toString(16).padStart(12, '0');

/** A UUIDv7 like the product's, so that the index grows at its right edge as there. */
function newId(): string {
  const hex = `${timeNow()}7${randomBytes(2).toString('hex').slice(1)}8${randomBytes(8).toString('hex').slice(1)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const valueOf = (it: unknown, subject: unknown): unknown => {
  if (Array.isArray(it)) return [subject];
  return it === '$subject' ? subject : it;
};

function readRoute(pool: pg.Pool, { select, entry, answer = '{}' }: FloorGiven): void {
  const columns = Object.keys(entry ?? {});
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  const insert = `INSERT INTO floor.entry (${columns.join(', ')}) VALUES (${places})`;
  app.post('/read', async (request, reply) => {
    const { subject } = request.body as { subject: unknown };
    const values = (select?.values ?? []).map((it) => valueOf(it, subject));
    await pool.query({ name: 'read', text: select?.text ?? 'SELECT 1', values });
    const row = { ...entry, id: newId() };
    await pool.query({ name: 'entry', text: insert, values: Object.values(row) });
    return reply.type('application/json; charset=utf-8').send(answer);
  });
}

function storeRoute(pool: pg.Pool, replay: NonNullable<FloorGiven['replay']>): void {
  let next = 0;
  app.addContentTypeParser(['image/jpeg'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/store', async () => {
    const transaction = replay[(next += 1) - 1];
    if (!transaction) return { done: false };
    const client = await pool.connect();
    try {
      if (transaction.length > 1) await client.query('BEGIN');
      for (const it of transaction) await insertRows(client, it);
      if (transaction.length > 1) await client.query('COMMIT');
    } finally {
      client.release();
    }
    return { done: true };
  });
}

async function insertRows(
  client: pg.PoolClient,
  { table, columns, rows }: Inserted,
): Promise<void> {
  let place = 0;
  const values = rows.map((row) => `(${row.map(() => `$${(place += 1)}`).join(', ')})`).join(', ');
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}`;
  await client.query({ name: `${table}/${rows.length}`.slice(-60), text, values: rows.flat() });
}

async function start(given: FloorGiven): Promise<number> {
  // The owner's connection: the floor has no separation of roles to pay for either.
  pool = new pg.Pool({
    connectionString: given.ownerUrl,
    max: 12,
    options: '-c synchronous_commit=on',
  });
  pool.on('error', () => {});
  if (given.select) readRoute(pool, given);
  if (given.replay) storeRoute(pool, given.replay);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

answering({ start }, async () => {
  await app.close();
  await pool?.end();
});
