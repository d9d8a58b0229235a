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

/** Up to here a loop is quicker than going out of JavaScript for each part, of which every sealed value has seven. */
const loopMax = 64;

function isShortAscii(text: string): boolean {
  if (text.length > loopMax) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function sizeOf(part: Part): number {
  if (typeof part === 'string') return isShortAscii(part) ? part.length : Buffer.byteLength(part);
  if (typeof part === 'number') return 8;
  return part.length;
}

function writeText(out: Buffer, at: number, text: string): void {
  if (!isShortAscii(text)) out.write(text, at);
  else for (let i = 0; i < text.length; i += 1) out[at + i] = text.charCodeAt(i);
}

function writePart(out: Buffer, at: number, part: Part): void {
  if (typeof part === 'string') writeText(out, at, part);
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
