// The quick check of an entry says yes to nothing that the schema refuses, and to what the log is full of.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import leaves from '../../vectors/leaf.json' with { type: 'json' };
import { entryOf, isPlainlyEntry } from './entry-check.ts';
import { actorKinds, entrySchema, shownKinds, type Entry } from './entry.ts';

const ascii = 'abcxyzABCXYZ0189._:@/-+= \n#%é\u200b\ud800';
const near = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
const hex = near('0123456789abcdef', 140);
const uuid = fc.oneof(
  fc.uuid(),
  fc.uuid({ version: 7 }),
  fc.uuid({ version: 7 }).map((it) => it.toUpperCase()),
  fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  fc.uuid().map((it) => `${it}\n`),
);
const at = fc.oneof(
  fc.date({ noInvalidDate: true }).map((it) => it.toISOString()),
  fc.constantFrom('2026-02-29T00:00:00.000Z', '2026-01-01T00:00:00Z', '2026-01-01T24:00:00.000Z'),
);
const token = near('abcXYZ0189._:@/-', 12);
const base64 = fc.oneof(
  fc.base64String({ maxLength: 60 }),
  near('abAB01+/= \n', 10),
  fc.constantFrom('AR==', 'A===', '=', '====', 'AAA\n', 'AAAA'.repeat(11), 'AAAA'.repeat(17)),
);
const number = fc.constantFrom(0, -0, 1, -1, 1.5, NaN, Infinity, 2 ** 53, 2 ** 53 - 1, 1e21);
const anything = fc.oneof(fc.anything(), number, near(ascii, 90));
const key = fc.oneof(token, fc.constantFrom('__proto__', 'constructor', '10', '9', '', 'toJSON'));
const mapOf = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    fc.dictionary(key, value, { maxKeys: 5 }),
    fc.dictionary(token, value, { minKeys: 39, maxKeys: 42 }),
  );
const address = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 40 })).map((it) => it.join('/')),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 140 })).map((it) => it.join('/')),
  fc.constantFrom('10.0.0.0', '010.0.0.0/8', '::/0', '::1%eth0/64'),
);
const labels = fc.constantFrom('allow', 'done', 'Done', '-', 'a b', '');

const members: { [K in keyof Entry]-?: fc.Arbitrary<unknown> } = {
  v: fc.constantFrom(1, 1, 1, 2, '1'),
  id: uuid,
  at,
  tenant: token,
  actor: fc.record(
    {
      kind: fc.constantFrom(...actorKinds, 'somebody'),
      id: uuid,
      account: fc.oneof(near(ascii, 70), fc.string({ unit: 'binary', maxLength: 66 })),
      more: fc.constant(undefined),
    },
    { requiredKeys: ['kind'] },
  ),
  tried: uuid,
  post: token,
  branch: token,
  session: base64,
  terminal: token,
  address,
  act: token,
  purpose: token,
  reference: base64,
  trail: hex,
  items: mapOf(fc.constantFrom(...shownKinds, 'shown')),
  decision: labels,
  rules: fc.oneof(fc.array(token, { maxLength: 4 }), fc.array(token, { minLength: 49 })),
  policyVersion: token,
  basis: token,
  result: labels,
  code: token,
  count: number,
  facts: mapOf(fc.oneof(token, number, fc.boolean(), fc.constant(undefined))),
  commitments: mapOf(hex),
  detail: base64,
  request: token,
};

const right: Entry = {
  v: 1,
  id: '0199c0de-0000-7000-8000-000000000001',
  at: '2026-01-01T00:00:00.000Z',
  tenant: 'demo',
  actor: { kind: 'staff', id: '0199c0de-0000-7000-8000-000000000002', account: 'teller' },
  act: 'customers.reveal',
  result: 'done',
};

/** A right entry in which one or a few members are something else. */
const nearEntries = fc
  .record(members, { requiredKeys: [] })
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 3 }))
  .map((some): unknown => ({ ...right, ...Object.fromEntries(some) }));

function agrees(value: unknown): boolean {
  const isYes = isPlainlyEntry(value);
  const parsed = entrySchema.safeParse(value);
  expect(isYes && !parsed.success).toBe(false);
  expect(entryOf(value)).toEqual(parsed.data);
  return isYes;
}

describe('the quick check of an entry', () => {
  it('agrees with the schema on entries that are nearly right', () => {
    let [yes, no] = [0, 0];
    const count = (isYes: boolean) => (isYes ? (yes += 1) : (no += 1));
    fc.assert(
      fc.property(nearEntries, (it) => void count(agrees(it))),
      { numRuns: 4_000 },
    );
    expect(Math.min(yes, no)).toBeGreaterThan(400);
  });

  it('agrees with the schema on whatever stands in any place', () => {
    const places = fc.constantFrom(...Object.keys(members), 'more', '__proto__');
    fc.assert(
      fc.property(places, anything, (name, value) => void agrees({ ...right, [name]: value })),
      { numRuns: 4_000 },
    );
    for (const name of Object.keys(right)) {
      const { [name as keyof Entry]: _, ...rest } = right;
      expect(isPlainlyEntry(rest)).toBe(false);
      agrees(rest);
    }
    for (const it of [null, undefined, [], 'x', Object.create(right), new Map()]) agrees(it);
  });

  it('knows the limits', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
    const map = <T>(count: number, value: T) =>
      Object.fromEntries(names(count).map((it) => [it, value]));
    const full = {
      items: map(200, 'plain'),
      rules: names(50),
      facts: map(40, 1),
      commitments: map(40, '00'.repeat(64)),
      detail: 'AAAA'.repeat(10_000),
      session: 'AAAA'.repeat(11),
      reference: 'AAAA'.repeat(16),
    };
    expect(agrees({ ...right, ...full })).toBe(true);
    const over = {
      items: map(201, 'plain'),
      rules: names(51),
      facts: map(41, 1),
      commitments: map(41, '00'.repeat(64)),
      detail: 'AAAA'.repeat(10_001),
      session: 'AAAA'.repeat(12),
      reference: 'AAAA'.repeat(17),
    };
    for (const [name, value] of Object.entries(over)) {
      expect(agrees({ ...right, [name]: value })).toBe(false);
    }
  });

  it.each(leaves.entries)('knows the frozen entry $leaf', ({ entry }) => {
    expect(agrees(JSON.parse(entry))).toBe(true);
  });
});
