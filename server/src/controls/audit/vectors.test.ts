// The server's side of the frozen formats: a failing vector is a breaking change, because proofs outlive versions.
import { entrySchema, type Entry } from '@shouxin/contract/proof';
import { expect, test } from 'vitest';
import checkpoints from '../../../../contract/vectors/checkpoint.json' with { type: 'json' };
import evidence from '../../../../contract/vectors/evidence.json' with { type: 'json' };
import leaves from '../../../../contract/vectors/leaf.json' with { type: 'json' };
import tree from '../../../../contract/vectors/tree.json' with { type: 'json' };
import { canonical, written } from '../../kernel/canonical.ts';
import { fixedClock } from '../../kernel/clock.ts';
import {
  isSignedBy,
  publicKeyFrom,
  signerFromSeed,
  sm2SignerFrom,
  takeKey,
} from '../../kernel/crypto/index.ts';
import { idsInOrder, lowestIdAt, millisecondsOf, parseEntry, storedEntry } from './entry.ts';
import { headerOf } from './evidence.ts';
import {
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  signNote,
  sm2Verdict,
  textOf,
  verifierKeyOf,
} from './note.ts';
import { frontierAt, leafHash, nodeHash, nodesOf } from './tree.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hex = (it: Uint8Array) => Buffer.from(it).toString('hex');

test.each(leaves.entries)('frozen leaf $leaf', ({ entry, leaf }) => {
  const parsed = parseEntry(Buffer.from(entry));
  expect(hex(leafHash(Buffer.from(entry)))).toBe(leaf);
  if (!parsed) throw new Error('A vector is not an entry');
  const { v: _, at: __, tenant, ...draft } = parsed;
  expect(Buffer.from(storedEntry(draft, tenant).body).toString('utf8')).toBe(entry);
});

test.each(leaves.canonical)('frozen canonical $text', ({ value, text }) => {
  expect(canonical(value)).toBe(text);
});

test.each([
  ['a float', 0.1],
  ['a negative zero', -0],
  ['a number that lost digits', 2 ** 53],
  ['not a number', Number.NaN],
  ['a lone surrogate', '\ud800'],
  ['a date', new Date(0)],
  ['bytes', Buffer.from('x')],
  ['a bigint', 1n],
  ['undefined in a list', [undefined]],
])('R1.5.3 canonical JSON refuses %s', (_, value) => {
  expect(() => canonical({ value: [value] })).toThrow('Not canonical');
});

test('every member of the schema is written, in order, and nothing beside them is taken', () => {
  const full: Entry = {
    v: 1,
    id: '0199c0de-0000-7000-8000-000000000001',
    at: new Date(millisecondsOf('0199c0de-0000-7000-8000-000000000001')).toISOString(),
    tenant: 'demo',
    actor: { kind: 'staff', id: '0199c0de-0000-7000-8000-000000000002', account: '柜员' },
    tried: '0199c0de-0000-7000-8000-000000000003',
    post: 'teller',
    branch: '01001',
    session: 'AAAA',
    terminal: 'T-01',
    address: '2001:db8:1::/48',
    act: 'customers.reveal',
    purpose: 'P-ACCT',
    reference: 'BBBB',
    trail: '00'.repeat(16),
    items: { NP03: 'plain', NP01: 'masked' },
    decision: 'allow',
    rules: ['b', 'a'],
    policyVersion: 'P1',
    basis: 'B2',
    result: 'done',
    code: 'input.invalid',
    count: 0,
    facts: { z: true, '10': 1, '9': 'x' },
    commitments: { a: '00'.repeat(16) },
    detail: 'CCCC',
    request: 'r-1',
  };
  expect(Object.keys(full).toSorted()).toEqual(Object.keys(entrySchema.shape).toSorted());
  const { v: _, at: __, tenant, ...draft } = full;
  const { body } = storedEntry(draft, tenant);
  expect(Buffer.from(body).toString('utf8')).toBe(written(full));
  expect(parseEntry(body)).toEqual(full);
  for (const wrong of [{ more: 1 }, { count: -1 }, { actor: { ...draft.actor, more: 'x' } }]) {
    expect(() => storedEntry({ ...draft, ...wrong }, tenant)).toThrow('fits its schema');
  }
});

test('frozen tree: RFC 6962 roots, grown leaf by leaf', () => {
  const frontier = frontierAt(0, []);
  expect(hex(frontier.root())).toBe(tree.emptyRoot);
  const roots = tree.inputs.map((input) => {
    frontier.append(leafHash(bytes(input)));
    return hex(frontier.root());
  });
  expect(roots).toEqual(tree.roots);
  expect(hex(nodeHash(bytes(tree.node.left), bytes(tree.node.right)))).toBe(tree.node.hash);
});

test('frozen checkpoint: the same bytes are signed again', async () => {
  const { seed, origin, size, root, note, verifierKey, publicKey } = checkpoints;
  const signer = signerFromSeed(bytes(seed));
  expect(hex(signer.publicKey)).toBe(publicKey);
  expect(verifierKeyOf(origin, signer.publicKey)).toBe(verifierKey);
  const text = checkpointText({ origin, size, root: bytes(root) });
  expect(await signNote(text, origin, signer)).toBe(note);
  expect(openCheckpoint(note, origin, signer.publicKey)?.size).toBe(8);
  expect(openCheckpoint(note, 'shouxin/other/log', signer.publicKey)).toBeUndefined();
  expect(openCheckpoint(note.replace('\n8\n', '\n9\n'), origin, signer.publicKey)).toBeUndefined();
});

test('frozen SM2 line and SM3 checkpoint', () => {
  const { privateKey, publicKey, verifierKey, note, sm3Note, sm3Root } = checkpoints.sm2;
  const signer = sm2SignerFrom(takeKey(bytes(privateKey)));
  const { origin } = checkpoints;
  expect(hex(signer.publicKey)).toBe(publicKey);
  expect(verifierKeyOf(origin, signer.publicKey, 'SM2')).toBe(verifierKey);
  expect(sm2Verdict(note, origin, signer.publicKey)).toBe('signed');
  expect(sm2Verdict(note.replace('\n8\n', '\n9\n'), origin, signer.publicKey)).toBe('wrong');
  expect(sm2Verdict(checkpoints.note, origin, signer.publicKey)).toBe('absent');
  expect(sm2Verdict(sm3Note, origin, signer.publicKey)).toBe('signed');
  expect(hex(parseCheckpoint(textOf(sm3Note))?.root ?? Buffer.alloc(0))).toBe(sm3Root);
});

test('a note of another implementation is verified (interoperability)', () => {
  const { verifierKey, text, signature } = checkpoints.foreign;
  const key = Buffer.from(verifierKey.split('+').slice(2).join('+'), 'base64').subarray(1);
  const blob = Buffer.from(signature, 'base64');
  expect(verifierKeyOf('PeterNeumann', key)).toBe(verifierKey);
  expect(isSignedBy(publicKeyFrom(key), Buffer.from(text), blob.subarray(4))).toBe(true);
});

test('frozen evidence: the header says what the entry says', () => {
  const file: unknown = JSON.parse(evidence.file);
  expect(file).toMatchObject({ header: expect.any(Array), entry: expect.any(String) });
  const { header, entry } = file as { header: string[]; entry: string };
  const parsed = parseEntry(Buffer.from(entry));
  expect(parsed && headerOf(parsed)).toEqual(header);
});

test('ids grow, also within a millisecond and while the clock steps back a little', () => {
  const clock = fixedClock('2026-03-02T01:00:00Z');
  const next = idsInOrder(clock);
  const ids = Array.from({ length: 10_000 }, next);
  clock.advance({ milliseconds: -1500 });
  ids.push(next());
  clock.advance({ minutes: 1 });
  ids.push(next());
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
  expect(millisecondsOf(ids.at(-1) ?? '')).toBe(clock.now().getTime());
  expect(lowestIdAt(clock.now()) < (ids.at(-1) ?? '')).toBe(true);
  expect(lowestIdAt(clock.now()) > (ids.at(-2) ?? '')).toBe(true);
});

test('the stored levels of a tree count as tlog-tiles count them', () => {
  expect([0, 255, 256, 70_000, 65_536 * 256].map(nodesOf)).toEqual([
    0,
    0,
    1,
    273 + 1,
    65_536 + 256 + 1,
  ]);
});
