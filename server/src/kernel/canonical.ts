// Canonical JSON: the RFC 8785 subset without floats (strings, integers, booleans, null, arrays, objects). One value has
// one byte string, so a hash of an entry is a hash of what it says.

/** The one text of a value; throws on what the subset does not hold. `undefined` members are left out. */
export function canonical(value: unknown): string {
  return isInOrder(value) ? JSON.stringify(value) : written(value);
}

/** Whether JSON.stringify writes this value as RFC 8785 does, five times as quickly: it sorts nothing and lets floats through. */
function isInOrder(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(isInOrder);
  return isPlain(value) && areMembersInOrder(value);
}

function areMembersInOrder(value: object): boolean {
  let last: string | undefined;
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    const isLater = last === undefined || last < name;
    if (!isLater || !name.isWellFormed() || !(member === undefined || isInOrder(member))) {
      return false;
    }
    last = name;
  }
  return true;
}

/** What the above must agree with, and what writes everything else. */
export function written(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalInteger(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (isPlain(value)) return canonicalObject(value);
  throw new TypeError(`Not canonical: ${typeof value}`);
}

export function canonicalBytes(value: unknown): Uint8Array {
  return Buffer.from(canonical(value), 'utf8');
}

/** RFC 8785 section 3.2.2.2: escapes are ECMAScript's; a lone surrogate has no UTF-8 and is refused. */
function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('Not canonical: lone surrogate');
  return JSON.stringify(text);
}

function canonicalInteger(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new TypeError('Not canonical: only safe integers');
  }
  return String(value);
}

/** A Date, a Map or a Buffer would be written as something else than it is. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** RFC 8785 section 3.2.3: members sorted by UTF-16 code units, which is how `toSorted` compares. */
function canonicalObject(value: object): string {
  let text = '{';
  for (const key of Object.keys(value).toSorted()) {
    const member: unknown = Reflect.get(value, key);
    if (member === undefined) continue;
    text += `${text === '{' ? '' : ','}${canonicalString(key)}:${written(member)}`;
  }
  return `${text}}`;
}
