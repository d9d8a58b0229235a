// /openapi.json is read by other people's programs: it is a valid OpenAPI 3.1 document and holds every operation.
import { allOperations, statusOf } from '@shouxin/contract';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../src/doors/http/openapi.ts';
import { documentFaults, operationsIn, schemaFaults } from './contract-openapi.ts';

type Node = Record<string, unknown>;
const served = () => JSON.parse(JSON.stringify(openApiDocument())) as Node;

describe('openapi.json', () => {
  test('is a valid 3.1 document', () => {
    expect(documentFaults(served())).toEqual([]);
  });

  test('lists every operation once, with its permission, its answers and its refusals', () => {
    const found = operationsIn(served()['paths'] as Node);
    const described = found.map(({ path, method, operation }) => ({
      id: operation['operationId'],
      address: `${method.toUpperCase()} ${path}`,
      permission: operation['x-permission'],
      signedIn: operation['security'] !== undefined,
      statuses: Object.keys(operation['responses'] as Node).toSorted(),
      takesKey: JSON.stringify(operation['parameters'] ?? []).includes('"Idempotency-Key"'),
    }));
    const expected = allOperations.map((it) => ({
      id: it.id,
      address: `${it.method} ${it.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')}`,
      permission: it.permission,
      signedIn: it.permission !== 'public',
      statuses: [
        ...new Set([
          ...(it.fourEyes === 'always' ? [] : ['200']),
          ...(it.fourEyes ? ['202'] : []),
          ...it.refusals.map((code) => String(statusOf(code))),
          'default',
        ]),
      ].toSorted(),
      takesKey: it.kind === 'write' && it.permission !== 'public',
    }));
    const byId = (a: { id: unknown }, b: { id: unknown }) => (String(a.id) < String(b.id) ? -1 : 1);
    expect(described.toSorted(byId)).toEqual(expected.toSorted(byId));
  });

  const spoil: [string, (it: Node) => void, RegExp][] = [
    ['another version', (it) => (it['openapi'] = '3.0.3'), /not 3\.1/],
    ['no paths', (it) => (it['paths'] = {}), /nothing in it/],
    ['a reference to nothing', (it) => (it['x'] = { $ref: '#/components/none' }), /leads nowhere/],
    [
      'a path field that is not described',
      (it) => ((it['paths'] as Node)['/v1/strange/{who}'] = { get: { operationId: 'strange' } }),
      /differ/,
    ],
    [
      'the same name twice',
      (it) => ((it['paths'] as Node)['/v1/twice'] = { get: { operationId: 'identity.me' } }),
      /not unique/,
    ],
  ];
  test.each(spoil)('negative control: %s is found', (_, change, fault) => {
    const document = served();
    change(document);
    expect(documentFaults(document).join('\n')).toMatch(fault);
  });

  test('negative control: schemas that are none are found', () => {
    expect(schemaFaults({ type: 'text' }, '#')).toHaveLength(1);
    expect(schemaFaults({ properties: { a: { pattern: '(' } } }, '#')).toHaveLength(1);
    expect(schemaFaults({ anyOf: [], nullable: true }, '#')).toHaveLength(2);
    expect(schemaFaults({ type: ['string', 'null'], maxLength: 3 }, '#')).toEqual([]);
  });
});
