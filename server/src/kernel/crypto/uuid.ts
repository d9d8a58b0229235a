// Identifiers are UUIDv7 (RFC 9562 5.7): unguessable in 74 bits, and ordered by time so that an index grows at one end.
import { randomUUID, randomUUIDv7 } from 'node:crypto';

/**
 * A new identifier; `at` fixes the instant for tests and for imported history. The random part is that of `randomUUID`, which
 * draws from the same generator and keeps some in store: three identifiers of a request need not be three system calls.
 */
export function newId(at?: Date): string {
  if (at === undefined) return randomUUIDv7();
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case text form, any version. */
export function isId(text: string): boolean {
  return form.test(text);
}
