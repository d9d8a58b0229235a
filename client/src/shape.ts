// How an operation of the contract becomes one HTTP request, as a pure function: path parameters into the path, the
// rest into query (GET), JSON body (POST) or the `Shouxin-Input` header (a file is the body). Nothing personal can
// reach a URL, because GET operations carry none by contract and everything else travels in the body.
import type { Operation } from '@shouxin/contract';

export interface Shape {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
}

/** What an operation that `takes` a file is given. */
export type Bytes = Blob | Uint8Array<ArrayBuffer>;

const parameter = /:([a-z][A-Za-z]*)/g;

export function shapeOf(operation: Operation, input: unknown, file?: Bytes): Shape {
  const rest = new Map(Object.entries(input ?? {}).filter(([, value]) => value !== undefined));
  const path = operation.path.replace(parameter, (_, name: string) => {
    const value = rest.get(name);
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`missing path field ${name}`);
    rest.delete(name);
    return encodeURIComponent(value);
  });
  if (operation.method === 'GET') return { path: path + queryOf(rest), headers: {} };
  const json = JSON.stringify(Object.fromEntries(rest));
  if (!operation.takes) {
    return { path, headers: { 'Content-Type': 'application/json' }, body: json };
  }
  if (!file) throw new TypeError(`${operation.id} takes a file`);
  return {
    path,
    headers: { 'Content-Type': typeOf(file), 'Shouxin-Input': base64url(json) },
    body: file instanceof Blob ? file : new Blob([file]),
  };
}

function queryOf(fields: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) query.set(name, String(value));
  return query.size > 0 ? `?${query.toString()}` : '';
}

function typeOf(file: Bytes): string {
  const given = file instanceof Blob ? file.type : '';
  return given || 'application/octet-stream';
}

/** RFC 4648 section 5 without padding, over UTF-8: a file name may be Chinese. */
export function base64url(value: string): string {
  const bytes = new TextEncoder().encode(value);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
