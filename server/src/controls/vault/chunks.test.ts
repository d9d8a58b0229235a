// Chunked objects: whole or refused. Chunks reordered, dropped, repeated, added or taken from elsewhere are found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../contract/vectors/chunks.json' with { type: 'json' };
import { DataKey, newKey, randomBytes, suiteOf, takeKey } from '../../kernel/crypto/index.ts';
import { chunkLength, openChunks, sealChunks, type ObjectPlace } from './chunks.ts';

const place: ObjectPlace = { subject: 's1', class: 'A10', object: 'o1', mediaType: 'image/png' };
const key = new DataKey(suiteOf(2), newKey(), Infinity);

async function seal(content: Uint8Array, at = place, by = key): Promise<Buffer[]> {
  return Array.fromAsync(sealChunks(by, 'demo', { ...at, source: [content] }));
}

async function open(envelopes: readonly Buffer[], at = place, by = key): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(openChunks(() => by, 'demo', { ...at, envelopes })));
}

const broken = /^broken seal \(object\): o1$/;
const content = randomBytes(chunkLength * 3 + 100);
const sealed = await seal(content);

describe('R3.1.3 sealed objects', () => {
  it.each(vectors.cases)('keep their frozen form (suite $suite, "$text")', async (it) => {
    const by = new DataKey(
      suiteOf(it.suite),
      takeKey(Buffer.from(it.customerKey, 'hex')),
      Infinity,
    );
    const envelopes = it.chunks.map((chunk) => Buffer.from(chunk, 'hex'));
    expect((await open(envelopes, it, by)).toString()).toBe(it.text);
  });

  it.each([0, 1, chunkLength - 1, chunkLength, chunkLength + 1, chunkLength * 2])(
    'give back %i bytes',
    async (length) => {
      const bytes = randomBytes(length);
      const chunks = await seal(bytes);
      expect(chunks).toHaveLength(Math.max(1, Math.ceil(length / chunkLength)));
      expect(await open(chunks)).toEqual(bytes);
    },
  );

  it('do not depend on the pieces in which the content came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(90_000), { maxLength: 6 }), async (lengths) => {
        const source = lengths.map((length) => randomBytes(length));
        const chunks = await Array.fromAsync(sealChunks(key, 'demo', { ...place, source }));
        expect(await open(chunks)).toEqual(Buffer.concat(source));
        for (const chunk of chunks.slice(0, -1)) expect(chunk).toHaveLength(chunkLength + 48);
      }),
      { numRuns: 25 },
    );
  });

  it('are refused when reordered, shortened, extended, repeated or emptied', async () => {
    const [a, b, c, d] = sealed;
    if (!a || !b || !c || !d) throw new Error('four chunks expected');
    const bad = [
      [a, c, b, d],
      [b, a, c, d],
      [d, a, b, c],
      [a, b, c],
      [a, b],
      [a],
      [b, c, d],
      [a, c, d],
      [a, b, d],
      [a, a, b, c, d],
      [a, b, c, d, d],
      [a, b, c, d, a],
      [],
    ];
    for (const order of bad) await expect(open(order)).rejects.toThrow(broken);
    expect(await open([a, b, c, d])).toEqual(content);
  });

  it('ask for their key at every chunk: one that ended in between opens nothing more', async () => {
    let asked = 0;
    const keyNow = () => {
      asked += 1;
      if (asked > 2) throw new RangeError('ended');
      return key;
    };
    const opened: Buffer[] = [];
    const reading = async () => {
      for await (const chunk of openChunks(keyNow, 'demo', { ...place, envelopes: sealed }))
        opened.push(chunk);
    };
    await expect(reading()).rejects.toThrow('ended');
    expect(Buffer.concat(opened)).toEqual(content.subarray(0, chunkLength * 2));
  });

  it('do not mix with another object, customer, kind of file or institution', async () => {
    const other = await seal(content, { ...place, object: 'o2' });
    await expect(open([...sealed.slice(0, 3), other[3] ?? Buffer.alloc(0)])).rejects.toThrow(
      broken,
    );
    for (const change of [{ subject: 's2' }, { mediaType: 'text/html' }]) {
      await expect(open(sealed, { ...place, ...change })).rejects.toThrow(broken);
    }
    const elsewhere = openChunks(() => key, 'other', { ...place, envelopes: sealed });
    await expect(Array.fromAsync(elsewhere)).rejects.toThrow(broken);
    const stranger = new DataKey(suiteOf(2), newKey(), Infinity);
    await expect(open(sealed, place, stranger)).rejects.toThrow(broken);
  });

  it('are refused when any byte is changed', async () => {
    const [small] = await seal(Buffer.from('演示影像'));
    if (!small) throw new Error('one chunk expected');
    for (let at = 0; at < small.length; at += 1) {
      const changed = Buffer.from(small);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await expect(open([changed])).rejects.toThrow(broken);
    }
  });
});
