// The server's side of the frozen formats: a failing vector is a breaking change, because proofs outlive versions.
import { expect, test } from 'vitest';
import checkpoints from '../../../../contract/vectors/checkpoint.json' with { type: 'json' };
import evidence from '../../../../contract/vectors/evidence.json' with { type: 'json' };
import leaves from '../../../../contract/vectors/leaf.json' with { type: 'json' };
import tree from '../../../../contract/vectors/tree.json' with { type: 'json' };
import { canonical } from '../../kernel/canonical.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { isSignedBy, publicKeyFrom, signerFromSeed } from '../../kernel/crypto/index.ts';
import { idsInOrder, lowestIdAt, millisecondsOf, parseEntry, storedEntry } from './entry.ts';
import { headerOf } from './evidence.ts';
import { checkpointText, openCheckpoint, signNote, verifierKeyOf } from './note.ts';
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
