// Walks the contract for anything without a maximum, and for anything personal in a URL (ARCHITECTURE 7, SECURITY threat 31).
// A new operation is walked like the others; there is no list of exceptions.
import { allOperations, code, id, month, operations, page, refusalCodes } from '@shouxin/contract';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { limits } from '../src/doors/http/limits.ts';
import {
  isBoundedPattern,
  placesIn,
  schemaOf,
  typeOf,
  unboundedBecause,
  unwrap,
  type Schema,
} from './contract-schema.ts';

function findings(schema: z.ZodType): string[] {
  return placesIn(schemaOf(schema)).flatMap(({ path, schema: it }) => {
    const because = unboundedBecause(it);
    return because ? [`${path || '(whole)'}: ${because}`] : [];
  });
}

const each = allOperations.map((it) => [it.id, it] as const);

describe('everything that comes in has a maximum', () => {
  test.each(each)('%s', (_, operation) => {
    expect(findings(operation.input)).toEqual([]);
  });

  test.each(each.filter(([, it]) => it.gives !== 'file'))('%s, what goes out', (_, operation) => {
    expect(findings(operation.output)).toEqual([]);
  });

  test.each(each.filter(([, it]) => it.takes))('%s: its file', (_, { takes }) => {
    expect(takes?.bytesMax).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(takes?.types.length).toBeGreaterThan(0);
  });

  test('a page, a body, a parameter, a request and a connection', () => {
    const limit = z.strictObject(page);
    expect(limit.safeParse({ limit: 101 }).success).toBe(false);
    expect(limit.safeParse({ limit: 0 }).success).toBe(false);
    expect(limit.parse({}).limit).toBeLessThanOrEqual(100);
    for (const it of [
      limits.bodyLimit,
      limits.requestTimeout,
      limits.connectionTimeout,
      limits.keepAliveTimeout,
      limits.routerOptions.maxParamLength,
    ]) {
      expect(it).toBeGreaterThan(0);
    }
    expect(limits.bodyLimit).toBeLessThanOrEqual(1024 * 1024);
  });

  const negative: [string, z.ZodType, number][] = [
    ['a text', z.object({ a: z.string() }), 1],
    ['a text with a lower bound only', z.string().min(2), 1],
    ['a pattern that repeats', z.string().regex(/^a+$/), 1],
    ['a pattern without an end', z.string().regex(/^a/), 1],
    ['an array', z.array(z.string().max(3)), 1],
    ['a record', z.record(z.string().max(40), z.string().max(3)), 1],
    ['something unknown inside an optional union', z.union([z.any(), z.null()]).optional(), 1],
    ['all of it bounded', z.object({ a: z.array(z.string().max(5)).max(5) }).nullable(), 0],
    [
      'a bounded record',
      z.record(z.string().max(40), z.int()).refine((v) => Object.keys(v).length < 9),
      0,
    ],
  ];
  test.each(negative)('negative control: %s', (_, schema, count) => {
    expect(findings(schema)).toHaveLength(count);
  });

  test('negative control: patterns', () => {
    expect([/^\d{6}$/, /^[a-z][a-z0-9.-]{1,31}$/].every(isBoundedPattern)).toBe(true);
    expect([/^\d+$/, /^a*$/, /^a{2,}$/, /a/].some(isBoundedPattern)).toBe(false);
  });
});

/** An opaque id, a code of the program, a month, a cursor, a choice from a list, a size: nothing a person could be told by. */
function isImpersonal(name: string, given: Schema): boolean {
  const it = unwrap(given);
  if ([schemaOf(id), schemaOf(code), schemaOf(month)].includes(it)) return true;
  if (it === unwrap(schemaOf(page.cursor)) || it === unwrap(schemaOf(page.limit))) return true;
  return ['enum', 'literal', 'boolean'].includes(typeOf(it));
}

const nameOf = /:([A-Za-z]+)/g;

describe('nothing personal is in a URL', () => {
  test.each(each)('%s', (_, operation) => {
    const fields = Object.entries(schemaOf(operation.input)._zod.def.shape ?? {});
    const inPath = [...operation.path.matchAll(nameOf)].map((match) => match[1]);
    const inUrl = fields.filter(([name]) => operation.method === 'GET' || inPath.includes(name));
    expect(inUrl.filter(([name, it]) => !isImpersonal(name, it)).map(([name]) => name)).toEqual([]);
    expect(inPath.every((name) => fields.some(([field]) => field === name))).toBe(true);
  });

  test('negative control: a name in a query is found', () => {
    expect(isImpersonal('name', schemaOf(z.string().max(60)))).toBe(false);
    expect(isImpersonal('customerNumber', schemaOf(z.string().max(30)))).toBe(false);
    expect(isImpersonal('state', schemaOf(z.enum(['a', 'b']).optional()))).toBe(true);
  });
});

describe('the contract as a whole', () => {
  test('ids and addresses are unique, and an id is of its room', () => {
    const ids = allOperations.map((it) => it.id);
    expect(new Set(ids).size).toBe(ids.length);
    const addresses = allOperations.map((it) => `${it.method} ${it.path.replaceAll(nameOf, ':')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const [room, theirs] of Object.entries(operations)) {
      for (const it of Object.values(theirs)) expect(it.id).toMatch(`${room}.`);
    }
  });

  test.each(each)('%s: a read is safe to repeat, and unknown fields are refused', (_, it) => {
    expect(it.method === 'GET' && it.kind === 'write').toBe(false);
    expect(typeOf(schemaOf(it.input))).toBe('object');
    const strange = it.input.safeParse({ 'not a field': 1 });
    expect(strange.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
    expect(it.refusals.every((refusal) => refusalCodes.includes(refusal))).toBe(true);
    expect(it.title.zh).toMatch(/\p{Script=Han}/u);
  });
});
