// One unambiguous encoding for everything a key is bound to: each part carries its position, its length and its bytes,
// so that ("ab", "c") and ("a", "bc") never meet. Used for associated data, key derivation and row seals (SECURITY 4.2).

export type Part = string | number | Uint8Array;

const headLength = 3;
const partMax = 0xffff;

export class PartTooLong extends Error {
  constructor() {
    super('a part to be bound is too long, not a whole number or too many');
    this.name = 'PartTooLong';
  }
}

function sizeOf(part: Part): number {
  if (typeof part === 'string') return Buffer.byteLength(part);
  if (typeof part === 'number') return 8;
  return part.length;
}

function writePart(out: Buffer, at: number, part: Part): void {
  if (typeof part === 'string') out.write(part, at);
  else if (typeof part === 'number') {
    out.writeUInt32BE(Math.floor(part / 0x1_0000_0000), at);
    out.writeUInt32BE(part % 0x1_0000_0000, at + 4);
  } else out.set(part, at);
}

function isBindable(part: Part, size: number): boolean {
  return size <= partMax && (typeof part !== 'number' || (Number.isSafeInteger(part) && part >= 0));
}

/** position u8 (from `first`) | length u16 big-endian | bytes, for each part; a number is a u64 big-endian. */
export function encodeParts(parts: readonly Part[], first = 1): Buffer {
  let total = 0;
  for (const part of parts) {
    const size = sizeOf(part);
    if (!isBindable(part, size)) throw new PartTooLong();
    total += headLength + size;
  }
  if (first + parts.length > 256) throw new PartTooLong();
  const out = Buffer.allocUnsafe(total);
  let at = 0;
  let position = first;
  for (const part of parts) {
    const size = sizeOf(part);
    out[at] = position;
    out.writeUInt16BE(size, at + 1);
    writePart(out, at + headLength, part);
    at += headLength + size;
    position += 1;
  }
  return out;
}
