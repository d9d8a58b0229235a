// Every post at every operation, through the real door, against the grid in access-matrix.md. The test walks the contract:
// an operation without a row fails, a row without an operation fails, and every "no" must have left its entry (promise 2).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOperations, posts, type Operation, type Problem } from '@shouxin/contract';
import type { Entry } from '@shouxin/contract/proof';
import { describe, expect, test } from 'vitest';
import { newId } from '../src/kernel/crypto/index.ts';
import { openDatabase } from '../src/kernel/database.ts';
import { openHarness } from './harness.ts';

const callers = ['anonymous', ...posts] as const;
type Caller = (typeof callers)[number];
type Row = Readonly<Record<string, string>>;

const grid = readGrid();
const harness = await openHarness({ customers: 1 });
const nobodysAddress = '198.51.100.9';

function readGrid(): Map<string, Row> {
  const lines = readFileSync(join(import.meta.dirname, 'access-matrix.md'), 'utf8').split('\n');
  const [head = [], , ...rows] = lines.filter((line) => line.startsWith('|')).map(cellsOf);
  const read = rows.map((cells) => {
    const row = Object.fromEntries(head.map((name, at) => [name, cells[at] ?? '']));
    return [row['operation'] ?? '', row] as const;
  });
  expect(new Set(read.map(([id]) => id)).size, 'a row stands once').toBe(read.length);
  return new Map(read);
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** What an operation promises beside its permission, as the grid writes it. */
function guardsOf(it: Operation): string {
  const guards = [
    it.kind,
    it.purpose && 'purpose',
    it.fourEyes && (it.fourEyes === 'always' ? 'two persons' : 'two persons when listed'),
    it.stepUp && 'step-up',
  ];
  return guards.filter(Boolean).join(', ');
}

/** As it would come from a browser: everything right but the input, so that only the permission decides. */
async function send(it: Operation, caller: Caller) {
  const session = caller === 'anonymous' ? undefined : await harness.as(caller);
  const nobody = newId(harness.clock.now());
  const url = it.path.replaceAll(/:[A-Za-z]+/g, nobody);
  return harness.http.inject({
    method: it.method,
    url,
    remoteAddress: session?.address ?? nobodysAddress,
    headers: {
      ...(await session?.headersFor(it.method, url)),
      ...(it.takes && { 'content-type': it.takes.types[0] }),
    },
    ...(it.method === 'POST' && { payload: it.takes ? Buffer.from('x') : {} }),
  });
}

const no = ['identity.not-permitted', 'identity.sign-in-required'];

async function answerTo(it: Operation, caller: Caller): Promise<'yes' | '-'> {
  const answer = await send(it, caller);
  const isProblem = answer.headers['content-type']?.toString().includes('problem+json');
  const code = isProblem ? answer.json<Problem>().code : 'none';
  expect(code, `${it.id} for ${caller}`).not.toBe('fault.internal');
  if (!no.includes(code)) return 'yes';
  expect(code).toBe(no[caller === 'anonymous' ? 1 : 0]);
  return '-';
}

/** Signing out ends the session that the others need. */
const inOrder = allOperations.toSorted((a, b) => rank(a) - rank(b));
function rank(it: Operation): number {
  return it.id === 'identity.sign-out' ? 1 : 0;
}

async function refusedEntries(): Promise<Map<string, number>> {
  const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
  const { rows } = await owner.pool.query<{ body: Buffer }>('SELECT body FROM audit.entry');
  await owner.close();
  const counted = new Map<string, number>();
  for (const { body } of rows) {
    const entry = JSON.parse(body.toString('utf8')) as Entry;
    if (!no.includes(String(entry.code))) continue;
    expect(entry).toMatchObject({ result: 'refused', decision: 'refuse' });
    const who = entry.actor.kind === 'anonymous' ? 'anonymous' : entry.post;
    const key = `${entry.act} ${who}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return counted;
}

describe('R1.3.2b, R1.5.1 who may call what', () => {
  test('the grid has one row for each operation and no other', () => {
    expect([...grid.keys()]).toEqual(allOperations.map((it) => it.id));
  });

  test('every operation is offered by a room, and no room offers another', () => {
    const offered = [...harness.app.routes.keys()];
    expect(offered.toSorted()).toEqual(allOperations.map((it) => it.id).toSorted());
  });

  test.each(inOrder.map((it) => [it.id, it] as const))('%s', async (id, operation) => {
    const found: Record<string, string> = { operation: id, guards: guardsOf(operation) };
    for (const caller of callers) found[caller] = await answerTo(operation, caller);
    expect(found).toEqual(grid.get(id));
  });

  test('promise 2: every "no" of this file left exactly one entry, with who and what', async () => {
    const expected = [...grid].flatMap(([id, row]) =>
      callers.filter((caller) => row[caller] === '-').map((caller) => `${id} ${caller}`),
    );
    expect(expected.length).toBeGreaterThan(200);
    const counted = await refusedEntries();
    expect([...counted.keys()].toSorted()).toEqual(expected.toSorted());
    expect([...counted.values()].every((count) => count === 1)).toBe(true);
  });
});

describe('三员分立: what the grid itself must hold', () => {
  const allowed = (caller: Caller) =>
    allOperations.filter((it) => grid.get(it.id)?.[caller] === 'yes');
  const ofAll = allOperations.filter((it) => ['public', 'session'].includes(it.permission));
  const special = (caller: Caller) => allowed(caller).filter((it) => !ofAll.includes(it));

  test.each(['sysadmin', 'security', 'auditor'] as const)('%s sees no customer', (caller) => {
    const rooms = special(caller).map((it) => it.id.split('.')[0]);
    for (const room of ['customers', 'imports']) expect(rooms).not.toContain(room);
  });

  const writes = (caller: Caller) =>
    special(caller)
      .filter((it) => it.kind === 'write')
      .map((it) => it.id);

  const isFourEyes = (id: string) =>
    allOperations.find((it) => it.id === id)?.fourEyes === 'always';

  test('auditor changes nothing; security decides, takes its half of a credential, keeps the storage register, has backups taken and drilled, and proposes about keys and recovery plans', () => {
    expect(writes('auditor')).toEqual([]);
    const ofStorage = allOperations
      .filter((it) => it.permission === 'storage.manage' && it.kind === 'write')
      .map((it) => it.id);
    expect(writes('security').filter((id) => !id.startsWith('storage.'))).toEqual([
      'identity.hand-over',
      'approvals.approve',
      'approvals.reject',
      'keys.rotate',
      'keys.compromise',
      'shredding.propose',
      'plans.propose',
      'plans.revise',
      'plans.retire',
      'backup.take',
      'backup.verify',
      'drills.start',
    ]);
    expect(writes('security').filter((id) => id.startsWith('storage.'))).toEqual(ofStorage);
    const proposed = ['keys.rotate', 'keys.compromise', 'shredding.propose'];
    const ofPlans = ['plans.propose', 'plans.revise', 'plans.retire'];
    expect([...proposed, ...ofPlans].every(isFourEyes)).toBe(true);
  });

  test('promise 6: security lets no data lie anywhere alone: that needs the data protection officer', () => {
    const alone = allOperations.filter(
      (it) => it.permission === 'storage.manage' && it.kind === 'write' && !it.fourEyes,
    );
    expect(alone.map((it) => it.id)).toEqual([
      'storage.remedy',
      'storage.unbind',
      'storage.retire',
      'storage.record-control',
      'storage.count-coverage',
    ]);
    expect(writes('dpo')).not.toContain('storage.register');
  });

  test('promise 6: sysadmin gives no right alone but the first to security; approves nothing', () => {
    const alone = allowed('sysadmin').filter((it) => it.kind === 'write' && !it.fourEyes);
    expect(alone.filter((it) => !ofAll.includes(it)).map((it) => it.id)).toEqual([
      'identity.open-security',
      'identity.unlock',
      'identity.set-state',
      'identity.hand-over',
      'identity.create-unit',
    ]);
    expect(writes('sysadmin')).not.toContain('approvals.approve');
  });

  test('sysadmin alone manages accounts, security alone sees keys, auditor alone the trail', () => {
    const holders = (id: string) => posts.filter((post) => grid.get(id)?.[post] === 'yes');
    expect(holders('identity.create-account')).toEqual(['sysadmin']);
    expect(holders('keys.inventory')).toEqual(['security']);
    expect(holders('audit.search')).toEqual(['auditor']);
  });

  test('who proposes does not review: no post has both', () => {
    for (const post of posts) {
      const has = (id: string) => grid.get(id)?.[post] === 'yes';
      expect(has('approvals.approve') && has('collection.submit'), post).toBe(false);
      expect(has('approvals.approve') && has('imports.propose'), post).toBe(false);
      expect(has('approvals.approve') && has('customers.amend'), post).toBe(false);
      expect(has('approvals.approve') && has('identity.create-account'), post).toBe(false);
    }
  });

  test('nobody is let in without a session but to sign in, and to be told that nobody is signed in', () => {
    const open = ['identity.sign-in', 'identity.session'];
    expect(allowed('anonymous').map((it) => it.id)).toEqual(open);
  });
});
