// Looks into the schemas of the contract: every leaf with its place, and whether it can grow without end. For the tests that
// walk the contract; the answer comes from the schema's own checks and, for records, from what it accepts.
import type { z } from 'zod';

interface Check {
  readonly _zod: { readonly def: Readonly<Record<string, unknown>> };
}

interface Def {
  readonly type: string;
  readonly checks?: readonly Check[];
  readonly pattern?: RegExp;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly valueType?: Schema;
  readonly keyType?: Schema;
}

export interface Schema {
  readonly _zod: { readonly def: Def };
}

export interface Place {
  readonly path: string;
  readonly schema: Schema;
}

export const schemaOf = (it: z.ZodType): Schema => it as unknown as Schema;
export const typeOf = ({ _zod }: Schema) => _zod.def.type;

/** Wrappers that change nothing of what may come in. */
const wrappers = new Set(['optional', 'nullable', 'default', 'prefault', 'readonly', 'catch']);

export function unwrap(it: Schema): Schema {
  const { type, innerType, out } = it._zod.def;
  if (wrappers.has(type) && innerType) return unwrap(innerType);
  // A yes or no out of a query: only its listed texts are taken.
  return type === 'pipe' && out?._zod.def.type === 'boolean' ? out : it;
}

/** Every schema in a schema, the thing itself first. A pipe is entered where the outside comes in. */
export function placesIn(it: Schema, path = ''): Place[] {
  const schema = unwrap(it);
  const def = schema._zod.def;
  const below = (child: Schema | undefined, name: string) =>
    child ? placesIn(child, name === '' ? path : `${path}.${name}`) : [];
  const children = [
    ...Object.entries(def.shape ?? {}).flatMap(([name, child]) => below(child, name)),
    ...(def.options ?? []).flatMap((child) => below(child, '')),
    ...below(def.element, '[]'),
    ...below(def.valueType, '{}'),
    ...below(def.keyType, '{key}'),
    ...below(def.in, ''),
  ];
  return [{ path, schema }, ...children];
}

const known = new Set(
  'object string number int boolean enum literal array record union pipe transform null'.split(' '),
);

/** Why it is not bounded; undefined when it is. */
export function unboundedBecause(schema: Schema, sizeMax = 1_000_000): string | undefined {
  const { type } = schema._zod.def;
  if (!known.has(type)) return `nobody knows how large a ${type} may be`;
  if (type === 'string' && !isBoundedText(schema, sizeMax)) return 'a text without a maximum';
  if (type === 'array' && !isAtMost(schema, sizeMax)) return 'an array without a maximum';
  if (type === 'record' && !isBoundedRecord(schema)) return 'a record without a maximum';
  return undefined;
}

function checksOf({ _zod }: Schema) {
  return (_zod.def.checks ?? []).map((check) => check._zod.def);
}

function isAtMost(schema: Schema, sizeMax: number): boolean {
  return checksOf(schema).some(({ maximum, length }) => Number(maximum ?? length) <= sizeMax);
}

function isBoundedText(schema: Schema, sizeMax: number): boolean {
  const patterns = [schema._zod.def.pattern, ...checksOf(schema).map(({ pattern }) => pattern)];
  return (
    isAtMost(schema, sizeMax) || patterns.some((it) => it instanceof RegExp && isBoundedPattern(it))
  );
}

/** Anchored, and nothing in it repeats without end. */
export function isBoundedPattern({ source }: RegExp): boolean {
  const plain = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  return /^\^.*\$$/s.test(plain) && !/[*+]|\{\d+,\}/.test(plain);
}

/** Keys and values of many kinds, because a record says only by refusing what it holds. */
const keyForms: readonly ((at: number) => string)[] = [
  (at) => `k${at}`,
  (at) =>
    `A${String.fromCharCode(65 + (Math.floor(at / 100) % 26))}${String(at % 100).padStart(2, '0')}`,
];
const values: readonly unknown[] = ['x', 1, true, null, {}, []];

/** One fits and a thousand do not: it counts. */
function isBoundedRecord(schema: Schema): boolean {
  const { keyType } = schema._zod.def;
  if (keyType && typeOf(unwrap(keyType)) === 'enum') return true;
  const accepts = (given: unknown) => (schema as unknown as z.ZodType).safeParse(given).success;
  const filled = (count: number, form: (at: number) => string, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [form(at), value]));
  const fitting = keyForms.flatMap((form) =>
    values.filter((value) => accepts(filled(1, form, value))).map((value) => ({ form, value })),
  );
  return (
    fitting.length > 0 && fitting.every(({ form, value }) => !accepts(filled(1000, form, value)))
  );
}
