// The verifier's side of the frozen formats, and the spellings it must not accept beside the one right one.
import { describe, expect, test } from 'vitest';
import checkpoints from '../../../contract/vectors/checkpoint.json' with { type: 'json' };
import evidence from '../../../contract/vectors/evidence.json' with { type: 'json' };
import leaves from '../../../contract/vectors/leaf.json' with { type: 'json' };
import tree from '../../../contract/vectors/tree.json' with { type: 'json' };
import { readBase64, sm3, writeCanonical } from './bytes.ts';
import { readEntry, verifyEvidence } from './evidence.ts';
import { hashLeaf, hashPair, isConsistent, RangeRoot, rootOfInclusion } from './merkle.ts';
import { openCheckpoint, readVerifierKey } from './note.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hex = (it: Uint8Array | undefined) => it && Buffer.from(it).toString('hex');

describe('frozen vectors: a failing one is a breaking change', () => {
  test.each(leaves.entries)('leaf $leaf', ({ entry, leaf }) => {
    expect(hex(hashLeaf(Buffer.from(entry)))).toBe(leaf);
    expect(readEntry(Buffer.from(entry), 'shouxin/demo/log')).toBeDefined();
    expect(readEntry(Buffer.from(` ${entry}`), 'shouxin/demo/log')).toBeUndefined();
    expect(readEntry(Buffer.from(entry), 'shouxin/other/log')).toBeUndefined();
  });

  test.each(leaves.canonical)('canonical $text', ({ value, text }) => {
    expect(writeCanonical(value)).toBe(text);
  });

  test('RFC 6962 leaves, nodes and inclusion', () => {
    expect(tree.inputs.map((it) => hex(hashLeaf(bytes(it))))).toEqual(tree.leaves);
    expect(hex(hashPair(bytes(tree.node.left), bytes(tree.node.right)))).toBe(tree.node.hash);
    for (const { index, size, proof } of tree.inclusion) {
      const leaf = bytes(tree.leaves[index] ?? '');
      const root = rootOfInclusion({ leaf, index, size, proof: proof.map(bytes) });
      expect(hex(root)).toBe(tree.roots[size - 1]);
    }
  });

  test.each(tree.consistency)('RFC 6962 consistency $from to $to', ({ from, to, proof }) => {
    const head = (size: number) => ({ size, root: bytes(tree.roots[size - 1] ?? '') });
    expect(isConsistent(head(from), head(to), proof.map(bytes))).toBe(true);
    expect(isConsistent(head(from), head(to), [...proof, '00'].map(bytes))).toBe(false);
  });

  test('checkpoint', () => {
    const key = readVerifierKey(checkpoints.verifierKey);
    const opened = key && openCheckpoint(checkpoints.note, key);
    expect(opened?.checkpoint).toMatchObject({ origin: checkpoints.origin, size: 8 });
    expect(hex(opened?.checkpoint.root)).toBe(checkpoints.root);
  });

  test('checkpoint with an SM2 line, and that of the SM3 tree', () => {
    const { note, sm3Note, sm3Origin, sm3Root, ...keys } = checkpoints.sm2;
    const key = readVerifierKey(keys.verifierKey);
    const ed25519 = readVerifierKey(checkpoints.verifierKey);
    if (!key || !ed25519) throw new Error('A vector is not a key');
    expect([key.kind, hex(key.publicKey)]).toEqual(['SM2', keys.publicKey]);
    for (const it of [key, ed25519]) {
      expect(openCheckpoint(note, it)).toMatchObject({ signatures: 2, checkpoint: { size: 8 } });
      expect(openCheckpoint(note.replace('\n8\n', '\n9\n'), it)).toBeUndefined();
    }
    expect(openCheckpoint(checkpoints.note, key)).toBeUndefined();
    expect(hex(openCheckpoint(sm3Note, key, sm3Origin)?.checkpoint.root)).toBe(sm3Root);
    expect(openCheckpoint(sm3Note, key)).toBeUndefined();
    expect(openCheckpoint(sm3Note, ed25519, sm3Origin)).toBeUndefined();
    const range = new RangeRoot(sm3);
    for (const input of tree.inputs) range.add(hashLeaf(bytes(input), sm3));
    expect(hex(range.root())).toBe(sm3Root);
  });

  test('evidence', () => {
    const { file, verifierKey } = evidence;
    const verdict = verifyEvidence(Buffer.from(file), { vkey: verifierKey });
    expect(verdict).toMatchObject({ kind: 'valid', index: 1, checkpoint: { size: 3 } });
  });
});

describe('a verifier key', () => {
  const { foreign, verifierKey } = checkpoints;

  test('of another implementation is read', () => {
    expect(readVerifierKey(foreign.verifierKey)?.name).toBe('PeterNeumann');
  });

  test.each([
    ['another name', verifierKey.replace('demo', 'dem0')],
    ['another id', verifierKey.replace('+8a', '+8b')],
    ['upper case id', verifierKey.replace('+8a602ecc', '+8A602ECC')],
    ['another type', verifierKey.replace('+AQ', '+Ag')],
    ['a short key', verifierKey.slice(0, -4)],
    ['spare bits', `${verifierKey.slice(0, -1)}5`],
    ['a space', verifierKey.replace('shouxin/', 'shouxin /')],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(readVerifierKey(text)).toBeUndefined();
  });
});

describe('a signed note', () => {
  const { note, verifierKey, foreign } = checkpoints;
  const key = readVerifierKey(verifierKey);
  const open = (text: string) => key && openCheckpoint(text, key);

  test('with signatures of unknown keys is read by the known one (signed-note)', () => {
    const signature = `— PeterNeumann ${foreign.signature}\n`;
    expect(open(note + signature)).toMatchObject({ signatures: 2, checkpoint: { size: 8 } });
    const sixteen = note + signature.repeat(15);
    expect(open(sixteen)?.signatures).toBe(16);
    expect(open(sixteen + signature)).toBeUndefined();
  });

  test('with a second signature by the same key that does not verify is refused', () => {
    const line = note.slice(note.indexOf('—'));
    const at = line.length - 20;
    const wrong = line.slice(0, at) + (line[at] === 'A' ? 'B' : 'A') + line.slice(at + 1);
    expect(open(note + line)).toBeDefined();
    expect(open(note + wrong)).toBeUndefined();
  });

  test.each([
    ['another size', note.replace('\n8\n', '\n9\n')],
    ['a leading zero', note.replace('\n8\n', '\n08\n')],
    ['no last line break', note.slice(0, -1)],
    ['a carriage return', note.replace('\n8\n', '\r\n8\n')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['no signature', note.slice(0, note.indexOf('—'))],
    ['an extension line', note.replace('\n\n', '\nmore\n\n')],
  ])('with %s is refused', (_, text) => {
    expect(open(text)).toBeUndefined();
  });
});

test('base64 has one spelling', () => {
  expect(readBase64('AQ==')).toEqual(Buffer.of(1));
  for (const other of ['AQ', 'AR==', 'AQ==\n', ' AQ==', 'AQ=', '_w==']) {
    expect(readBase64(other)).toBeUndefined();
  }
});
