// The import as a bank would accept it: a branch export of 600 records in both formats, tried, proposed, approved by a second
// person, found at the counter; the same file again; and what must never be in the database.
import { sql } from 'kysely';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { testDatabase } from '../database.ts';
import { branchFile, checked, expected, imports, proposed, reportOf, textOf, uploadAs } from './import-kit.ts'; // prettier-ignore
import { actorOf, codeOf, dumpOf, openStage, units } from './stage.ts';

const database = await testDatabase();
/** Nobody is on the books there yet. */
const emptyDatabase = await testDatabase();
const stage = await openStage(database, `${expected.asOf}T02:00:00Z`);
const clerk = actorOf('ops', 'ops');
const owner = actorOf('owner', 'owner');
const csv = { name: 'branch-export.gb18030.csv', content: branchFile('branch-export.gb18030.csv') };
const xlsx = { name: 'branch-export.xlsx', content: branchFile('branch-export.xlsx') };

const count = async (query: string): Promise<number> => {
  const { rows } = await sql.raw<{ n: number }>(`SELECT count(*) AS n ${query}`).execute(stage.db);
  return rows[0]?.n ?? -1;
};

/** Records whose verdict differs, or where none of the expected items is named. */
async function disagreements(batch: string): Promise<unknown[]> {
  const { rows } = await reportOf(stage, clerk, batch);
  return expected.verdict.filter(({ record, expect: outcome, items }) => {
    const row = rows[record - 1];
    const named = new Set(row?.reasons.map((reason) => reason.item));
    const agrees = items.length === 0 || items.some((item) => named.has(item));
    return row?.record !== record || row.outcome !== outcome || !agrees;
  });
}

/** What of a record would be recognised anywhere: names, addresses, numbers, mails. */
function plantedIn(content: Buffer): string[] {
  const lines = iconv.decode(content, 'gb18030').split('\r\n').slice(1);
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const name = cells[2] ?? '';
    const long = [7, 8, 10, 15].flatMap((index) => cells[index] ?? []);
    return [...long.filter((it) => it.length >= 6), ...(name.length >= 3 ? [name] : [])];
  });
}

/** As it is, and as bytes of either encoding would be shown. */
const formsOf = (it: string): string[] => [
  it,
  Buffer.from(it, 'utf8').toString('hex'),
  iconv.encode(it, 'gb18030').toString('hex'),
  Buffer.from(it, 'utf8').toString('base64').replaceAll('=', ''),
];

async function foundInDump(planted: readonly string[]): Promise<string[]> {
  const text = await dumpOf(database.owner.db);
  return planted.filter((it) => formsOf(it).some((form) => text.includes(form)));
}

describe('the dry run', () => {
  it.each([csv, xlsx])(
    'agrees with the expected verdict on all 600 records of $name',
    async (file) => {
      const card = await checked(stage, clerk, file);
      const { accept, warn, reject, duplicate } = expected;
      expect(card).toMatchObject({
        state: 'checked',
        unmapped: [],
        counts: { accept, warn, reject, duplicate },
        progress: { stage: 'none', done: 600, total: 600 },
        asOf: expected.asOf,
        fileKept: true,
        mayUndo: false,
      });
      expect(card.notTaken).toEqual(['开户日期']);
      expect(card.overCollected).toMatchObject([{ item: 'NP26' }]);
      expect(await disagreements(card.batch)).toEqual([]);
    },
  );

  it('R2.1.5 reports every record with item, code and words in both languages', async () => {
    const { batch } = await checked(stage, clerk, csv);
    const report = await reportOf(stage, clerk, batch);
    expect(report).toMatchObject({
      asOf: expected.asOf,
      file: { name: csv.name },
      counts: { accept: expected.accept },
    });
    expect(report.rows.map((row) => row.record)).toEqual(expected.verdict.map((it) => it.record));
    const reasons = report.rows.flatMap((row) => row.reasons);
    expect(reasons.length).toBeGreaterThan(80);
    for (const reason of reasons) {
      expect(Object.keys(reason).toSorted()).toEqual(['code', 'item', 'message']);
      expect(reason.message.zh).toMatch(/\p{Script=Han}/u);
      expect(reason.message.en).toMatch(/[a-z]/u);
    }
  });

  it('pages through the verdicts of one outcome', async () => {
    const { items } = await stage.ask(clerk)(imports.batches, { limit: 1 });
    const batch = items[0]?.batch ?? '';
    const records: number[] = [];
    for (let cursor: string | undefined; ;) {
      const input = { batch, outcome: 'reject', limit: 25, ...(cursor && { cursor }) };
      const page = await stage.ask(clerk)(imports.rows, input);
      records.push(...page.items.map((row) => row.record));
      expect(page.items.every((row) => row.reasons.length > 0)).toBe(true);
      if (!page.next) break;
      cursor = page.next;
    }
    const rejected = expected.verdict.filter((it) => it.expect === 'reject');
    expect(records).toEqual(rejected.map((it) => it.record));
  });

  it('stores no customer and no value', async () => {
    expect(await count('FROM customers.customer')).toBe(0);
    expect(await count('FROM customers.document')).toBe(0);
    expect(await foundInDump(plantedIn(csv.content))).toEqual([]);
  });
});

describe('a batch that a second person approves', () => {
  let batch = '';

  it('R2.4.2 is not for the proposer to approve, nor for a reviewer', async () => {
    ({ batch } = await checked(stage, clerk, csv));
    const proposal = await proposed(stage, clerk, batch);
    const approve = (actor: typeof owner) =>
      codeOf(stage.ask(actor)(operations.approvals.approve, { proposal }));
    expect(await approve({ ...clerk, post: 'owner' })).toBe('approvals.same-person');
    expect(await approve(actorOf('reviewer', 'reviewer'))).toBe('approvals.not-reviewer');
    expect(await codeOf(stage.ask(clerk)(imports.check, { batch }))).toBe('import.wrong-state');
  });

  it('shows the data owner counts by outcome and reason, and no value', async () => {
    const { proposal = '' } = await stage.ask(clerk)(imports.batch, { batch });
    const seen = await stage.ask(owner)(operations.approvals.view, { proposal });
    const { accept, warn, reject, duplicate } = expected;
    expect(seen.batch?.counts).toEqual({ accept, warn, reject, duplicate });
    expect(seen.batch?.reasons.find((it) => it.code === 'NP26.FORBIDDEN')).toBeDefined();
    expect([seen.items, seen.images]).toEqual([[], []]);
  });

  it('becomes 528 customers, each value with its origin, in the unit of its branch code', async () => {
    const { proposal = '' } = await stage.ask(clerk)(imports.batch, { batch });
    await stage.ask(owner)(operations.approvals.approve, { proposal });
    expect((await stage.ask(clerk)(imports.batch, { batch })).state).toBe('applying');
    await stage.runJobs();
    const card = await stage.ask(clerk)(imports.batch, { batch });
    expect(card).toMatchObject({ state: 'applied', applied: 528, fileKept: false, mayUndo: true });
    expect(await count('FROM customers.customer')).toBe(528);
    const { rows } = await sql<{ customer: string }>`
      SELECT customer FROM customers.revision WHERE record = 1`.execute(stage.db);
    const [first] = await stage.customers.load(stage.db, {
      by: 'customer',
      customers: rows.map((row) => row.customer),
    });
    expect(first?.unit).toBe(units.east.id);
    expect(first?.values.length).toBeGreaterThan(10);
    for (const { origin } of first?.values ?? []) {
      expect(origin).toMatchObject({
        channel: 'bulk-import',
        list: 'CS-01',
        source: '核心系统A',
        batch,
        record: 1,
        fileHash: card.fileHash,
        branchCode: '01016',
        tellerCode: 'T188',
        proposal,
        account: clerk.id,
        accountName: clerk.displayName,
      });
    }
  });

  it('R1.5.3 leaves an entry for every customer, with batch, record and proposal', async () => {
    const { rows } = await sql<{ body: Uint8Array }>`
      SELECT body FROM audit.entry WHERE act = 'customers.register'`.execute(stage.db);
    expect(rows.length).toBe(528);
    const entry = JSON.parse(Buffer.from(rows[0]?.body ?? []).toString('utf8')) as object;
    expect(entry).toMatchObject({
      actor: { kind: 'job' },
      facts: { batch, channel: 'bulk-import' },
    });
  });

  it('R2.3.3 keeps a marketing yes as a claim that permits nothing', async () => {
    const card = await stage.ask(clerk)(imports.batch, { batch });
    expect(card.marketingClaims).toBeGreaterThan(100);
    const kinds = await sql<{ kind: string; subject: string }>`
      SELECT DISTINCT kind, subject FROM consent.act`.execute(stage.db);
    expect(new Set(kinds.rows.map((row) => row.kind))).toEqual(new Set(['claim']));
    expect(kinds.rows.length).toBe(card.marketingClaims);
    const subject = kinds.rows[0]?.subject ?? '';
    const standings = (await stage.consent.standingsOf(stage.db, [subject])).get(subject) ?? [];
    const marketing = standings.filter((it) => it.consent.startsWith('marketing'));
    expect(marketing.map((it) => it.state)).toEqual(marketing.map(() => 'claimed'));
  });

  it('R1.4.3 leaves one group of tasks for each kind', async () => {
    const { items } = await stage.ask(clerk)(operations.collection.tasks, {});
    const groups = new Map(items.map((it) => [it.kind, it]));
    expect(items.length).toBe(groups.size);
    expect(items.every((it) => it.batch === batch)).toBe(true);
    expect(groups.get('document-image')?.count).toBe(528);
    expect(groups.get('document-renewal')?.dueOn).toBe('2027-02-21');
    expect(groups.get('duplicate-review')?.count).toBeGreaterThan(0);
    expect(groups.has('over-collection')).toBe(false);
  });

  it('R1.2.3 reports over-collection once, with how many records, and keeps nothing of it', async () => {
    const dpo = actorOf('dpo', 'dpo');
    const { items } = await stage.ask(dpo)(operations.collection.overCollection, {});
    const filled = expected.verdict.filter((it) => it.items.includes('NP26')).length;
    expect(items).toMatchObject([{ item: 'NP26', channel: 'bulk-import', by: 'ops' }]);
    expect(items[0]?.count).toBeGreaterThanOrEqual(filled);
    expect(await count(`FROM customers.value WHERE item = 'NP26'`)).toBe(0);
  });

  it('leaves no value of any record anywhere in the database, and no way to the file', async () => {
    const planted = plantedIn(csv.content);
    expect(planted.length).toBeGreaterThan(2_000);
    expect(await foundInDump(planted.filter((_, index) => index % 12 === 0))).toEqual([]);
    const { rows } = await sql<{ state: string; wrapped: Buffer | null }>`
      SELECT state, wrapped FROM keys.customer_key WHERE subject = ${batch} AND class = 'IM01'`.execute(
      stage.db,
    );
    expect(rows).toEqual([{ state: 'destroyed', wrapped: null }]);
    expect(await count(`FROM imports.chunk WHERE batch = '${batch}'`)).toBe(0);
    expect(await codeOf(stage.ask(clerk)(imports.corrections, { batch }))).toBe(
      'import.wrong-state',
    );
  });

  it('finds only duplicates when the same file comes again, in the other format too', async () => {
    const again = await checked(stage, clerk, xlsx);
    const { reject } = expected;
    expect(again.counts).toEqual({ accept: 0, warn: 0, reject, duplicate: 600 - reject });
    expect(await codeOf(stage.ask(clerk)(imports.propose, { batch: again.batch }))).toBe(
      'import.wrong-state',
    );
  });
});

describe('rejected records', () => {
  it('come back as a file that is taken once it is corrected', async () => {
    const fresh = await openStage(emptyDatabase, `${expected.asOf}T02:00:00Z`);
    const { batch } = await checked(fresh, clerk, csv);
    const text = await textOf(await fresh.ask(clerk)(imports.corrections, { batch }));
    const lines = text.slice(1).split('\r\n');
    expect(lines[0]?.endsWith('退回原因')).toBe(true);
    const same = await checked(fresh, clerk, { name: 'again.csv', content: Buffer.from(text) });
    expect(same.counts).toEqual({ accept: 0, warn: 0, reject: expected.reject, duplicate: 0 });
    const filled = text.replaceAll(/(\d{2}),(长期|\d{4}-\d\d-\d\d),,/gu, '$1,$2,日常储蓄结算,');
    const better = await checked(fresh, clerk, {
      name: 'better.csv',
      content: Buffer.from(filled),
    });
    expect(better.counts?.reject).toBeLessThan(expected.reject);
    expect((better.counts?.accept ?? 0) + (better.counts?.warn ?? 0)).toBeGreaterThan(0);
  });

  it('are for the clerk who brought the file, and for nobody else', async () => {
    const { batch } = await checked(stage, clerk, csv);
    const other = actorOf('ops2', 'ops');
    const far = actorOf('ops3', 'ops', units.west);
    expect(await codeOf(stage.ask(other)(imports.corrections, { batch }))).toBe(
      'disclosure.refused',
    );
    expect(await codeOf(stage.ask(far)(imports.corrections, { batch }))).toBe('not-found');
    expect(await codeOf(stage.ask(owner)(imports.corrections, { batch }))).toBe(
      'identity.not-permitted',
    );
  });
});

describe('columns', () => {
  it('are confirmed by a person, and a required one that is missing stops the dry run', async () => {
    const { batch, columns } = await uploadAs(stage, clerk, csv);
    const without = columns.map((it) =>
      it.target === 'NP10' ? { column: it.column, heading: it.heading, kind: 'not-taken' } : it,
    );
    const mapped = await stage.ask(clerk)(imports.map, { batch, columns: without });
    expect(mapped).toMatchObject({ state: 'uploaded', unmapped: [{ item: 'NP10' }] });
    expect(await codeOf(stage.ask(clerk)(imports.check, { batch }))).toBe('import.unmapped');
    const again = await stage.ask(clerk)(imports.map, { batch, columns });
    expect(again).toMatchObject({ state: 'mapped', unmapped: [] });
    const twice = columns.map((it) => ({ ...it, kind: 'item', target: 'NP01' }));
    expect(await codeOf(stage.ask(clerk)(imports.map, { batch, columns: twice }))).toBe(
      'input.invalid',
    );
  });

  it('a file that is no table is refused in words, and nothing of it stays', async () => {
    const before = await count('FROM imports.batch');
    const file = { name: 'scan.pdf', content: Buffer.from('%PDF-1.7 诸葛青云') };
    expect(await codeOf(uploadAs(stage, clerk, file))).toBe('import.unreadable');
    expect(await count('FROM imports.batch')).toBe(before);
  });
});
