// The database layer: errors without values, exact integers, dates as text, bounded statements.
import { inspect } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { brokenConstraint, isRetryable, openDatabase, tables, transaction } from './database.ts';

const database = await testDatabase();

interface Tables {
  'probe.person': { id: number; phone: string; born: string | null; at: Date };
}

beforeAll(async () => {
  await database.owner.pool.query(`
    CREATE SCHEMA probe;
    CREATE TABLE probe.person (
      id bigint PRIMARY KEY, phone text UNIQUE, born date, at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT phone_is_long CHECK (length(phone) > 3)
    );
    GRANT USAGE ON SCHEMA probe TO shouxin_server;
    GRANT SELECT, INSERT, UPDATE ON probe.person TO shouxin_server;
    INSERT INTO probe.person VALUES (1, '13800138000', '1990-02-28'), (2, '13900139000', null)`);
});

/** Everything a careless logger could print of an error. */
function printed(error: unknown): string {
  const parts = [inspect(error, { depth: 9, showHidden: true })];
  if (error instanceof Error) parts.push(error.stack ?? '', JSON.stringify(error), String(error));
  return parts.join('\n');
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('I6.12 no value of a statement stands in an error', () => {
  const planted = '13800138000';
  const attempts: [string, string, unknown[]][] = [
    ['unique', 'INSERT INTO probe.person (id, phone) VALUES (3, $1)', [planted]],
    ['check', 'INSERT INTO probe.person (id, phone, born) VALUES (3, $1, null)', ['138']],
    ['integer', 'SELECT $1::int', [`${planted}x`]],
    ['date', 'SELECT $1::date', [planted]],
    ['json', 'SELECT $1::jsonb', [planted + '{']],
    ['cast', 'SELECT ($1 || $2)::uuid', [planted, 'x']],
    ['range', 'SELECT $1::text::int', [planted]],
    ['encoding', 'SELECT convert_from($1, $2)', [Buffer.from('ff', 'hex'), planted]],
  ];
  test.each(attempts)('%s, through Kysely and through the pool', async (_what, text, values) => {
    const byPool = await failureOf(database.server.pool.query(text, values));
    const client = await database.server.pool.connect();
    const byClient = await failureOf(client.query(text, values)).finally(() => client.release());
    for (const error of [byPool, byClient]) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^2/) });
      expect(printed(error)).not.toContain(planted);
    }
  });

  test('the control: without our client the value would be there', async () => {
    const plain = new pg.Client({ connectionString: database.serverUrl });
    await plain.connect();
    const error = await failureOf(plain.query('SELECT $1::date', [planted]));
    await plain.end();
    expect(printed(error)).toContain(planted);
  });

  test('the constraint that was broken is still told', async () => {
    const error = await failureOf(
      database.server.pool.query('INSERT INTO probe.person (id, phone) VALUES (9, $1)', [planted]),
    );
    expect(brokenConstraint(error)).toBe('person_phone_key');
  });
});

describe('types', () => {
  test('a bigint is an exact number, or an error', async () => {
    const exact = await sql<{ n: number }>`SELECT 9007199254740991::bigint AS n`.execute(
      database.server.db,
    );
    expect(exact.rows[0]?.n).toBe(Number.MAX_SAFE_INTEGER);
    await expect(
      sql`SELECT 9007199254740992::bigint AS n`.execute(database.server.db),
    ).rejects.toThrow(RangeError);
  });

  test('a date stays the text it is, an instant is an instant', async () => {
    const row = await tables<Tables>(database.server.db)
      .selectFrom('probe.person')
      .selectAll()
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
    expect(row.born).toBe('1990-02-28');
    expect(row.at).toBeInstanceOf(Date);
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-29 18:55:04+00', '2026-11-29T18:55:04.000Z'],
    ['2026-02-28 00:00:00.1+00', '2026-02-28T00:00:00.100Z'],
    ['2026-11-29 18:55:04.999999+00', '2026-11-29T18:55:04.999Z'],
    ['0050-01-01 00:00:00+00', '0050-01-01T00:00:00.000Z'],
    ['2026-11-29 18:55:04.5+08', '2026-11-29T10:55:04.500Z'],
  ])('%s is %s', async (text, iso) => {
    const { rows } = await sql<{ at: Date }>`SELECT ${text}::timestamptz AS at`.execute(
      database.server.db,
    );
    expect(rows[0]?.at.toISOString()).toBe(iso);
  });
});

describe('transactions', () => {
  test('what is thrown rolls back', async () => {
    const work = transaction(database.server.db, async (tx) => {
      await sql`INSERT INTO probe.person VALUES (50, '13700137000')`.execute(tx);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    const { rows } = await sql`SELECT 1 FROM probe.person WHERE id = 50`.execute(
      database.server.db,
    );
    expect(rows).toEqual([]);
  });

  /** Reads one row and changes another, slowly: two of them at once cannot both be serializable. */
  function cross(ids: readonly [number, number], retriesMax?: number): Promise<number> {
    let runs = 0;
    return transaction(
      database.server.db,
      async (tx) => {
        runs += 1;
        await sql`SELECT phone FROM probe.person WHERE id = ${ids[0]}`.execute(tx);
        await sql`SELECT pg_sleep(0.1)`.execute(tx);
        await sql`UPDATE probe.person SET phone = phone || '1' WHERE id = ${ids[1]}`.execute(tx);
        return runs;
      },
      { isolation: 'serializable', retriesMax },
    );
  }

  test('of two serializable changes that cannot both be, one is run again, both are done', async () => {
    const runs = await Promise.all([cross([1, 2], 5), cross([2, 1], 5)]);
    expect(Math.max(...runs)).toBeGreaterThan(1);
  });

  test('without retries the caller sees that it may try again', async () => {
    const results = await Promise.allSettled([cross([1, 2]), cross([2, 1])]);
    const errors = results.flatMap((it): unknown[] =>
      it.status === 'rejected' ? [it.reason] : [],
    );
    expect(errors.map((error) => isRetryable(error))).toEqual([true]);
  });
});

test('every statement ends in time', async () => {
  const hasty = openDatabase(database.serverUrl, { statementTimeoutMs: 100 });
  try {
    await expect(hasty.pool.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  } finally {
    await hasty.close();
  }
});
