// Is this an OpenAPI 3.1 document? Structure, references, parameters and every schema in it (JSON Schema 2020-12), as far
// as the specification can be read off without a program: answers what is wrong and where.
type Node = Readonly<Record<string, unknown>>;

const isNode = (it: unknown): it is Node =>
  typeof it === 'object' && it !== null && !Array.isArray(it);
const nodeOf = (it: unknown): Node => (isNode(it) ? it : {});
const listOf = (it: unknown): readonly unknown[] => (Array.isArray(it) ? it : []);
const textOf = (it: unknown): string => (typeof it === 'string' ? it : '');
const isText = (it: unknown): it is string => typeof it === 'string';
const isCount = (it: unknown) => Number.isInteger(it) && Number(it) >= 0;
const isUniqueTexts = (it: unknown) =>
  Array.isArray(it) && it.every(isText) && new Set(it).size === it.length;

type Rule = (value: unknown) => boolean;

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

/** Keywords that hold no schema, with what their value must be. */
const plainKeywords: Readonly<Record<string, Rule>> = {
  type: (it) => [it].flat().every((one) => types.has(String(one))),
  enum: (it) => Array.isArray(it) && it.length > 0,
  const: () => true,
  default: () => true,
  format: isText,
  description: isText,
  title: isText,
  $ref: isText,
  pattern: (it) => isText(it) && compiles(it),
  required: isUniqueTexts,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minimum: Number.isFinite,
  maximum: Number.isFinite,
  exclusiveMinimum: Number.isFinite,
  exclusiveMaximum: Number.isFinite,
};

const schemaKeywords = ['items', 'additionalProperties', 'propertyNames', 'not'];
const listKeywords = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const mapKeywords = ['properties', '$defs'];

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source.length > 0;
  } catch {
    return false;
  }
}

/** What is wrong with a schema and everything in it. */
export function schemaFaults(schema: unknown, at: string): string[] {
  if (typeof schema === 'boolean') return [];
  if (!isNode(schema)) return [`${at}: not a schema`];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const here = `${at}/${keyword}`;
    if (schemaKeywords.includes(keyword)) return schemaFaults(value, here);
    if (listKeywords.includes(keyword)) return listFaults(value, here);
    if (mapKeywords.includes(keyword)) {
      return Object.entries(nodeOf(value)).flatMap(([name, it]) =>
        schemaFaults(it, `${here}/${name}`),
      );
    }
    const rule = plainKeywords[keyword];
    if (!rule) return [`${here}: unknown keyword`];
    return rule(value) ? [] : [`${here}: wrong value`];
  });
}

function listFaults(value: unknown, at: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return [`${at}: an empty list of schemas`];
  return value.flatMap((it, index) => schemaFaults(it, `${at}/${index}`));
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export function documentFaults(document: unknown): string[] {
  const it = nodeOf(document);
  const info = nodeOf(it['info']);
  const paths = nodeOf(it['paths']);
  const operations = operationsIn(paths);
  const ids = operations.map(({ operation }) => textOf(operation['operationId']));
  return [
    ...(/^3\.1\.\d+$/.test(textOf(it['openapi'])) ? [] : ['openapi: not 3.1']),
    ...['title', 'version'].flatMap((name) => (textOf(info[name]) ? [] : [`info: no ${name}`])),
    ...(operations.length > 0 ? [] : ['paths: nothing in it']),
    ...(new Set(ids).size === ids.length && !ids.includes('') ? [] : ['operationId: not unique']),
    ...Object.keys(paths).flatMap((path) => (path.startsWith('/') ? [] : [`${path}: no path`])),
    ...operations.flatMap((one) => operationFaults(it, one)),
    ...Object.entries(nodeOf(nodeOf(it['components'])['schemas'])).flatMap(([name, schema]) =>
      schemaFaults(schema, `#/components/schemas/${name}`),
    ),
    ...references(it).flatMap((ref) => (resolve(it, ref) ? [] : [`${ref}: leads nowhere`])),
  ];
}

interface Found {
  readonly path: string;
  readonly method: string;
  readonly operation: Node;
}

export function operationsIn(paths: Node): Found[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(nodeOf(item)).flatMap(([method, operation]) =>
      methods.includes(method) ? [{ path, method, operation: nodeOf(operation) }] : [],
    ),
  );
}

function operationFaults(document: Node, { path, method, operation }: Found): string[] {
  const at = `${method} ${path}`;
  const schemes = nodeOf(nodeOf(document['components'])['securitySchemes']);
  const asked = listOf(operation['security']).flatMap((one) => Object.keys(nodeOf(one)));
  return [
    ...parameterFaults({ path, method, operation }),
    ...contentFaults(operation['requestBody'], `${at} body`),
    ...responseFaults(operation['responses'], at),
    ...asked.flatMap((name) => (name in schemes ? [] : [`${at}: no security scheme ${name}`])),
    ...(method === 'get' && operation['requestBody'] ? [`${at}: GET with a body`] : []),
  ];
}

const byText = (a: string, b: string) => (a < b ? -1 : 1);

function parameterFaults({ path, method, operation }: Found): string[] {
  const at = `${method} ${path}`;
  const given = listOf(operation['parameters']).map(nodeOf);
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const inPath = given.filter((it) => it['in'] === 'path');
  const keys = given.map((it) => `${textOf(it['in'])} ${textOf(it['name'])}`);
  const described = inPath.map((it) => textOf(it['name']));
  const isSame =
    JSON.stringify(names.toSorted(byText)) === JSON.stringify(described.toSorted(byText));
  return [
    ...(isSame ? [] : [`${at}: the path and its parameters differ`]),
    ...(new Set(keys).size === keys.length ? [] : [`${at}: a parameter twice`]),
    ...inPath.flatMap((it) => (it['required'] === true ? [] : [`${at}: a path field optional`])),
    ...given.flatMap((it) => schemaFaults(it['schema'], `${at} ${textOf(it['name'])}`)),
  ];
}

function contentFaults(holder: unknown, at: string): string[] {
  if (holder === undefined) return [];
  const content = Object.entries(nodeOf(nodeOf(holder)['content']));
  return content.flatMap(([type, media]) => [
    ...(/^[\w.+-]+\/[\w.+-]+$/.test(type) ? [] : [`${at}: ${type} is no media type`]),
    ...schemaFaults(nodeOf(media)['schema'], `${at} ${type}`),
  ]);
}

function responseFaults(responses: unknown, at: string): string[] {
  const all = Object.entries(nodeOf(responses));
  return [
    ...(all.some(([status]) => /^2\d\d$/.test(status)) ? [] : [`${at}: never succeeds`]),
    ...all.flatMap(([status, it]) => [
      ...(/^([1-5]\d\d|[1-5]XX|default)$/.test(status) ? [] : [`${at}: status ${status}`]),
      ...('$ref' in nodeOf(it) || textOf(nodeOf(it)['description'])
        ? []
        : [`${at} ${status}: bare`]),
      ...contentFaults('$ref' in nodeOf(it) ? undefined : it, `${at} ${status}`),
    ]),
  ];
}

function references(it: unknown): string[] {
  if (Array.isArray(it)) return it.flatMap(references);
  return Object.entries(nodeOf(it)).flatMap(([name, value]) =>
    name === '$ref' && isText(value) ? [value] : references(value),
  );
}

function resolve(document: Node, ref: string): unknown {
  if (!ref.startsWith('#/')) return undefined;
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((it, name) => nodeOf(it)[name], document);
}
