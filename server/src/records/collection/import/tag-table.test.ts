// Tags that differ anywhere are different, however many there are and wherever they land.
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../../kernel/crypto/index.ts';
import { TagTable } from './tag-table.ts';

describe('a table of tags', () => {
  it('gives back what was set, through all its growth, and nothing for others', () => {
    const table = new TagTable();
    const tags = Array.from({ length: 20_000 }, () => randomBytes(16));
    for (const [index, tag] of tags.entries()) {
      expect(table.get(tag)).toBe(0);
      table.set(tag, index + 1);
    }
    expect(tags.every((tag, index) => table.get(tag) === index + 1)).toBe(true);
    expect(table.get(randomBytes(16))).toBe(0);
  });

  it('tells apart tags that share all bits but one, in whichever word', () => {
    const table = new TagTable();
    const tag = randomBytes(16);
    table.set(tag, 1);
    for (let bit = 0; bit < 128; bit += 1) {
      const other = Buffer.from(tag);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(table.get(other)).toBe(0);
      table.set(other, bit + 2);
    }
    expect(table.get(tag)).toBe(1);
  });

  it('replaces a number, and takes a view into other bytes', () => {
    const table = new TagTable();
    const bytes = randomBytes(40);
    table.set(bytes.subarray(3, 19), 7);
    table.set(bytes.subarray(3, 19), 8);
    expect(table.get(Buffer.from(bytes.subarray(3, 19)))).toBe(8);
  });

  it('refuses a tag that is too short and a number that would read as none', () => {
    const table = new TagTable();
    expect(() => table.get(randomBytes(15))).toThrow(RangeError);
    expect(() => table.set(randomBytes(16), 0)).toThrow(RangeError);
  });
});
