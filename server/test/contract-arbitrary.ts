// Inputs made from the schemas of the contract, for trying every operation with what nobody thought of: mostly what fits, with the
// ids of things that exist, and now and then what does not.
import fc, { type Arbitrary } from 'fast-check';
import { unwrap, type Schema } from './contract-schema.ts';

interface Def {
  readonly type: string;
  readonly format?: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly innerType?: Schema;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly in?: Schema;
  readonly valueType?: Schema;
  readonly keyType?: Schema;
  readonly pattern?: RegExp;
  readonly checks?: readonly {
    readonly _zod: { readonly def: Readonly<Record<string, unknown>> };
  }[];
}

const defOf = (schema: Schema) => schema._zod.def as unknown as Def;

/** What breaks careless programs: empty, huge, other alphabets, both directions, halves of letters, other people's syntax. */
const nasty: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'true',
  '__proto__',
  'constructor',
  "'; DROP TABLE x; --",
  '%00',
  '../../etc/passwd',
  '<script>',
  '${x}',
  '\u202Eabc',
  'é',
  'e\u0301',
  '𠮷田',
  '\uD800',
  '１２３',
  '\t\r\n',
  'a'.repeat(300),
  '9'.repeat(40),
  '2026-02-30',
  '2026-11-23T02:00:00Z',
  '00000000-0000-0000-0000-000000000000',
];
const items = [
  'NP01',
  'NP06',
  'NP08',
  'NP09',
  'NP10',
  'NP11',
  'NP13',
  'NP14',
  'CT02',
  'RK16',
  'AU02',
  'ZZ99',
];
const codes = [
  'P-ACCT',
  'P-UPDATE',
  'P-COMPLAINT',
  'P-MKT',
  'CS-01',
  'counter',
  'marketing-sms',
  'front',
  '01',
];

export interface Known {
  /** Ids of things that exist. */
  readonly ids: readonly string[];
}

const oneOf = <T>(...from: readonly T[]) => fc.constantFrom(...from);

/** Mostly what the schema takes. */
export function inputOf(schema: Schema, known: Known): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema, known) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
}

type Make = (def: Def, known: Known, schema: Schema) => Arbitrary<unknown>;

const maybe: Make = (_, known, schema) =>
  fc.option(fitting(unwrap(schema), known), { nil: undefined, freq: 3 });

const byType: Readonly<Record<string, Make>> = {
  optional: maybe,
  default: maybe,
  prefault: maybe,
  nullable: (_, known, schema) => fc.option(fitting(unwrap(schema), known), { nil: null }),
  object: ({ shape = {} }, known) => {
    const fields = Object.entries(shape).map(([name, it]) => [name, inputOf(it, known)] as const);
    return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
  },
  array: ({ element }, known, schema) =>
    fc.array(inputOf(element ?? schema, known), { maxLength: 4 }),
  record: recordOf,
  union: ({ options = [] }, known) => fc.oneof(...options.map((one) => fitting(one, known))),
  enum: ({ entries = {} }) => oneOf(...Object.values(entries)),
  literal: ({ values = [] }) => oneOf(...values),
  boolean: () => fc.boolean(),
  number: () => fc.oneof(fc.integer({ min: 0, max: 60 }), oneOf(-1, 1e9, 0.5)),
  string: textOf,
  pipe: (def, known) => (def.in ? fitting(def.in, known) : fc.jsonValue()),
};

function fitting(schema: Schema, known: Known): Arbitrary<unknown> {
  const def = defOf(schema);
  return byType[def.type]?.(def, known, schema) ?? fc.jsonValue();
}

function recordOf(def: Def, known: Known): Arbitrary<unknown> {
  const key = fc.oneof(oneOf(...items, 'region', 'detail', 'code', 'from', 'to'), oneOf(...nasty));
  return fc.dictionary(key, inputOf(def.valueType as Schema, known), {
    maxKeys: 5,
    noNullPrototype: true,
  });
}

function textOf(def: Def, known: Known): Arbitrary<string> {
  const patterns = [def.pattern, ...(def.checks ?? []).map((it) => it._zod.def['pattern'])];
  const pattern = patterns.find((it) => it instanceof RegExp);
  if (def.format === 'uuid') return oneOf(...known.ids);
  if (def.format === 'datetime') return oneOf('2026-11-23T02:00:00Z', '2026-11-24T02:00:00.123Z');
  if (def.format === 'date') return oneOf('2026-11-23', '1988-01-02');
  const free = fc.oneof(
    oneOf(...codes, ...items),
    oneOf(...nasty),
    fc.string({ maxLength: 40, unit: 'binary' }),
  );
  return pattern instanceof RegExp ? fc.oneof(fc.stringMatching(pattern), free) : free;
}
