// Whether a value is an entry, for logs of millions: the schema is the law, and what is here says yes, at a fraction of its
// cost, to nothing that the schema refuses (entry-check.test.ts). Whatever this is not sure of, the schema decides.
import { z } from 'zod';
import {
  actorKinds,
  entryLimits as limits,
  entryPatterns as patterns,
  entrySchema,
  networkSchema,
  shownKinds,
  type Entry,
} from './entry.ts';

/** The entry that a value as JSON knows it is; undefined when it does not fit the schema. */
export function entryOf(value: unknown): Entry | undefined {
  if (isPlainlyEntry(value)) return value;
  const parsed = entrySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

type Check = (value: unknown) => boolean;

const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

function oneOf(values: readonly unknown[]): Check {
  const known = new Set(values);
  return (value) => known.has(value);
}

const base64Characters = /^[0-9A-Za-z+/]*={0,2}$/;

const base64 =
  (max: number): Check =>
  (value) =>
    typeof value === 'string' &&
    value.length <= max &&
    value.length % 4 === 0 &&
    base64Characters.test(value);

const integer: Check = (value) => Number.isSafeInteger(value) && !Object.is(value, -0);

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** A map of at most so many names, all of them tokens. */
const mapOf =
  (check: Check, max: number): Check =>
  (value) => {
    if (!isPlain(value)) return false;
    const names = Object.keys(value);
    if (names.length > max) return false;
    return names.every((name) => patterns.token.test(name) && check(Reflect.get(value, name)));
  };

const listOf =
  (check: Check, max: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every(check);

/** Nothing but these members; what is required must be there. */
function objectOf(required: readonly string[], members: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(members));
  return (value) => {
    if (!isPlain(value)) return false;
    for (const name of Object.keys(value)) {
      const member: unknown = Reflect.get(value, name);
      const check = checks.get(name);
      if (!check || !(member === undefined || check(member))) return false;
    }
    return required.every((name) => Reflect.get(value, name) !== undefined);
  };
}

const token = matching(patterns.token);
const label = matching(patterns.label);
const uuid = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const accountInAscii = matching(/^[!-~]{1,64}$/);
const account = matching(patterns.account);
const networkV4 = matching(z.regexes.cidrv4);

const entryCheck = objectOf(['v', 'id', 'at', 'tenant', 'actor', 'act', 'result'], {
  v: (value) => value === 1,
  id: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  at: matching(z.regexes.datetime({ precision: 3 })),
  tenant: token,
  actor: objectOf(['kind'], {
    kind: oneOf(actorKinds),
    id: uuid,
    account: (value) => accountInAscii(value) || account(value),
  }),
  tried: uuid,
  post: token,
  branch: token,
  session: base64(limits.session),
  terminal: token,
  address: (value) => networkV4(value) || networkSchema.safeParse(value).success,
  act: token,
  purpose: token,
  reference: base64(limits.reference),
  trail: matching(patterns.trail),
  items: mapOf(oneOf(shownKinds), limits.items),
  decision: label,
  rules: listOf(token, limits.rules),
  policyVersion: token,
  basis: token,
  result: label,
  code: token,
  count: (value) => integer(value) && Number(value) >= 0,
  facts: mapOf(
    (value) => token(value) || integer(value) || typeof value === 'boolean',
    limits.facts,
  ),
  commitments: mapOf(matching(patterns.commitment), limits.commitments),
  detail: base64(limits.detail),
  request: token,
} satisfies Record<keyof Entry, Check>);

export function isPlainlyEntry(value: unknown): value is Entry {
  return entryCheck(value);
}
