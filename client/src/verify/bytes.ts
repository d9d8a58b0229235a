// Bytes and texts as strictly as a verifier must read them: one spelling for each value, or none. Shares nothing with
// the server but the formats.
import { hash } from 'node:crypto';

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

export function sm3(...parts: readonly Uint8Array[]): Uint8Array {
  return hash('sm3', Buffer.concat(parts), 'buffer');
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Standard base64 with padding and no spare bits set; undefined for every other spelling. */
export function readBase64(text: string, bytes?: number): Uint8Array | undefined {
  const read = Buffer.from(text, 'base64');
  if (read.toString('base64') !== text) return undefined;
  return bytes === undefined || read.length === bytes ? read : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 without a byte order mark; undefined for bytes that are not. */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A position or size: decimal, no sign, no leading zero, small enough to count with. */
export function readDecimal(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Writes a parsed value back as RFC 8785 does; undefined for values that the format does not hold (floats). */
export function writeCanonical(value: unknown): string | undefined {
  return isInOrder(value) ? JSON.stringify(value) : writeSorted(value);
}

/** Whether JSON.stringify writes this value as RFC 8785 does: it sorts no members and lets floats through, and nothing else. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if (last !== undefined && last >= key) return false;
    if (!isInOrder(Reflect.get(value, key))) return false;
    last = key;
  }
  return true;
}

/** What the above must agree with, wherever it says yes. */
export function writeSorted(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `${value}` : undefined;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return joined(value.map(writeSorted), '[', ']');
  const keys = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  const members = keys.map((key) => {
    const text = writeSorted(Reflect.get(value, key));
    return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
  });
  return joined(members, '{', '}');
}

function joined(texts: readonly (string | undefined)[], open: string, close: string) {
  return texts.includes(undefined) ? undefined : `${open}${texts.join(',')}${close}`;
}
