// Searching a customer by document number, over HTTP: fingerprint, pace, candidates opened and compared, masked card, durable
// entry; against the floor, which looks one tag up in the same index, stores one entry and answers the same bytes.
import { operations } from '@shouxin/contract';
import { demonstrationPeople } from '../server/src/doors/admin/demonstration/people.ts';
import { entryOf, makeFloorTables } from './captured.ts';
import { connectionsText, inTurns, p99Row, rateRow, standing } from './compare.ts';
import { openHouse, type House, type Running } from './house.ts';
import { colleaguesOf, given, nextAddress, signIn } from './people.ts';
import { cycling } from './read.ts';
import type { Result, Row } from './report.ts';

const purpose = { code: 'P-ACCT' };
/** Twenty searches a minute are one account's pace: so many people search. */
const searchers = 6_000;

export async function search(levels: readonly number[] = [1, 16, 64]): Promise<Result> {
  const house = await openHouse();
  try {
    const sides = await sidesOf(house);
    const rows: Row[] = [];
    for (const connections of levels) {
      const both = await inTurns(sides, connections);
      const at = connectionsText(connections);
      rows.push(rateRow(`searches/s, ${at}`, both, 0.6), p99Row(`p99, ${at}`, both));
    }
    return { name: 'search', title: 'Search by document number', rows };
  } finally {
    await house.close();
  }
}

async function sidesOf(house: House) {
  const ours = await house.start({ file: 'serve.ts', given });
  await signIn(ours, 'teller');
  const each = cycling(await colleaguesOf(house, 'teller', searchers));
  const number = cycling(documentsOf());
  const next = () => ({
    path: operations.customers.search.path,
    headers: { ...each(), 'x-forwarded-for': nextAddress() },
    body: JSON.stringify({ terms: { by: 'document', documentNumber: number() }, purpose }),
  });
  const answer = await answerOf(ours, next());
  await makeFloorTables(house);
  const entry = await entryOf(house, 'customers.search');
  const tag = cycling(await tagsOf(house));
  const select = {
    text: `SELECT c.* FROM customers.fingerprint f JOIN customers.customer c USING (customer)
           WHERE f.index = 'document' AND f.tag = decode($1, 'hex')`,
    values: ['$subject'],
  };
  const floor = await house.start({ file: 'floor.ts', given: { select, answer, entry } });
  return {
    floor: {
      start: standing(floor.port),
      next: () => ({
        path: '/read',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ subject: tag(), purpose }),
      }),
    },
    ours: { start: standing(ours.port), next },
  };
}

/** Numbers of resident identity cards of the demonstration institution. */
function documentsOf(): string[] {
  const today = new Date().toISOString().slice(0, 10);
  return demonstrationPeople(200, today).flatMap(({ values }) =>
    values['NP09'] === '01' && typeof values['NP10'] === 'string' ? [values['NP10']] : [],
  );
}

async function tagsOf({ sql }: House): Promise<string[]> {
  const { rows } = await sql.query<{ tag: string }>(
    `SELECT encode(tag, 'hex') AS tag FROM customers.fingerprint WHERE index = 'document'`,
  );
  return rows.map((row) => row.tag);
}

async function answerOf(
  { port }: Running,
  { path, headers, body }: { path: string; headers: Record<string, string>; body: string },
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers,
    body,
  });
  const text = await response.text();
  const { items } = JSON.parse(text) as { items?: unknown[] };
  if (items?.length !== 1) throw new Error(`One customer was to be found: ${text}`);
  return text;
}
