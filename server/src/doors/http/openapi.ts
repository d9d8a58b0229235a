// OpenAPI 3.1 from the contract, so that the description cannot drift from what the door does.
import { allOperations, refusalCodes, statusOf, titleOf, type Operation } from '@shouxin/contract';
import { z } from 'zod';

let made: object | undefined;

export function openApiDocument(): object {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'Shouxin 守信',
      version: '0.1.0',
      description:
        'Every operation, its permission and its refusals. Signed in by cookie; POST needs X-CSRF-Token; writes take Idempotency-Key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: paths(),
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'shouxin' } },
      responses: {
        Problem: {
          description: 'A refusal (RFC 9457)',
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
          },
        },
      },
      schemas: { Problem: problemSchema() },
    },
  };
  return made;
}

function paths(): Record<string, Record<string, object>> {
  const byPath: Record<string, Record<string, object>> = {};
  for (const operation of allOperations) {
    const path = operation.path.replace(/:([a-z]+)/gi, '{$1}');
    (byPath[path] ??= {})[operation.method.toLowerCase()] = describe(operation);
  }
  return byPath;
}

function describe(operation: Operation): object {
  const names = [...operation.path.matchAll(/:([a-z]+)/gi)].map((match) => match[1] ?? '');
  const schema = jsonSchema(operation.input, 'input');
  const properties = (schema.properties ?? {}) as Record<string, object>;
  const rest = Object.keys(properties).filter((name) => !names.includes(name));
  const inPath = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }));
  const inQuery =
    operation.method === 'GET'
      ? rest.map((name) => ({
          name,
          in: 'query',
          required: isRequired(schema, name),
          schema: properties[name],
        }))
      : [];
  const parameters = [...inPath, ...inQuery, ...headersOf(operation, rest)];
  return {
    operationId: operation.id,
    summary: operation.title.en,
    description: `${operation.title.zh}. Permission: ${operation.permission}.${operation.fourEyes ? ' A second person decides (202).' : ''}`,
    tags: [operation.id.split('.')[0]],
    ...(operation.permission !== 'public' && { security: [{ session: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.method === 'POST' && { requestBody: body(operation, { schema, rest }) }),
    responses: responses(operation),
    'x-permission': operation.permission,
  };
}

const header = (name: string, description: string, more: object = {}) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', maxLength: 100 },
  ...more,
});

const proofOfSession = header(
  'Shouxin-Proof',
  'Where the session was begun with a `proofKey`: v1.TIME.NONCE.MAC (decision 0029)',
);

/** What a request carries beside its body. */
function headersOf(operation: Operation, rest: readonly string[]): object[] {
  const proof = operation.permission === 'public' ? [] : [proofOfSession];
  if (operation.method === 'GET') return proof;
  return [
    ...proof,
    ...(operation.permission === 'public'
      ? []
      : [header('X-CSRF-Token', 'The `csrf` of the session', { required: true })]),
    ...(operation.kind === 'write' && operation.permission !== 'public'
      ? [header('Idempotency-Key', 'The same key for the same intent happens once')]
      : []),
    ...(operation.takes && rest.length > 0
      ? [
          header('Shouxin-Input', `base64url of JSON with ${rest.join(', ')}`, {
            required: true,
            schema: { type: 'string', maxLength: 8000 },
          }),
        ]
      : []),
  ];
}

function body(
  operation: Operation,
  { schema, rest }: { schema: Record<string, unknown>; rest: string[] },
): object {
  if (operation.takes)
    return {
      required: true,
      content: Object.fromEntries(
        operation.takes.types.map((type) => [
          type,
          { schema: { type: 'string', format: 'binary' } },
        ]),
      ),
    };
  const properties = Object.fromEntries(
    rest.map((name) => [name, (schema.properties as Record<string, object>)[name]]),
  );
  const required = rest.filter((name) => isRequired(schema, name));
  return {
    required: required.length > 0,
    content: {
      'application/json': {
        schema: { type: 'object', properties, ...(required.length > 0 && { required }) },
      },
    },
  };
}

function responses(operation: Operation): object {
  const done =
    operation.gives === 'file'
      ? {
          description: 'A file',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        }
      : {
          description: 'Done',
          content: { 'application/json': { schema: jsonSchema(operation.output, 'output') } },
        };
  const byStatus = new Map<number, string[]>();
  for (const code of operation.refusals)
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const refusals = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `${code}: ${titleOf(code as never).en}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return {
    ...(operation.fourEyes !== 'always' && { '200': done }),
    ...(operation.fourEyes && { '202': done }),
    ...Object.fromEntries(refusals),
    default: { $ref: '#/components/responses/Problem' },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
}

function isRequired(schema: Record<string, unknown>, name: string): boolean {
  return Array.isArray(schema.required) && schema.required.includes(name);
}

function problemSchema(): object {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'words', 'requestId'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string', enum: refusalCodes },
      words: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
      requestId: { type: 'string' },
      detail: { type: 'object' },
      remedy: { type: 'object' },
      reasons: { type: 'array', items: { type: 'object' } },
      facts: { type: 'object' },
    },
  };
}
