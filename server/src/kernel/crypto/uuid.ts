// Identifiers are UUIDv7 (RFC 9562 5.7): unguessable in 74 bits, and ordered by time so that an index grows at one end.
import { randomBytes, randomUUIDv7 } from 'node:crypto';

/** A new identifier; `at` fixes the instant for tests and for imported history. */
export function newId(at?: Date): string {
  if (at === undefined) return randomUUIDv7();
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return formatId(bytes);
}

function formatId(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case text form, any version. */
export function isId(text: string): boolean {
  return form.test(text);
}
