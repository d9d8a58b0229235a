// A stand-in for an object store: NOT one itself. It speaks the documented S3 interface as far as backups use it (PutObject, GetObject,
// DeleteObject, ListObjectsV2 with pages), checks Signature Version 4 of every request by itself, and can be made to fail.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const accessKey = 'AKIATESTTESTTEST';
export const secretKey = 'secret/of+the+stand-in';
const region = 'cn-north-1';

export interface StandIn {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Requests that are answered with this status, or cut off (0), before the next is served. */
  readonly failing: number[];
  /** Requests that were refused because their signature was not right. */
  refused: number;
  requests: number;
  close(): Promise<void>;
}

export async function openStandIn(bucket: string): Promise<StandIn> {
  const state = { objects: new Map<string, Buffer>(), failing: [] as number[], refused: 0, requests: 0 }; // prettier-ignore
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => answer({ state, bucket }, { request, response, body }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

interface Store {
  readonly state: {
    objects: Map<string, Buffer>;
    failing: number[];
    refused: number;
    requests: number;
  };
  readonly bucket: string;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function answer({ state, bucket }: Store, { request, response, body }: Asked): void {
  state.requests += 1;
  const failure = state.failing.shift();
  if (failure === 0) return void request.socket.destroy();
  if (failure !== undefined) return send(response, failure, errorOf('SlowDown'));
  if (!isSigned(request, body)) {
    state.refused += 1;
    return send(response, 403, errorOf('SignatureDoesNotMatch'));
  }
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const [, named = '', ...rest] = url.pathname.split('/');
  if (named !== bucket) return send(response, 404, errorOf('NoSuchBucket'));
  serve(state.objects, decodeURIComponent(rest.join('/')), { request, response, body });
}

function serve(
  objects: Map<string, Buffer>,
  key: string,
  { request, response, body }: Asked,
): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (request.method === 'PUT') {
    objects.set(key, body);
    response.setHeader('ETag', `"${createHash('md5').update(body).digest('hex')}"`);
    return send(response, 200, '');
  }
  if (request.method === 'DELETE') {
    objects.delete(key);
    return send(response, 204, '');
  }
  if (searchParams.get('list-type') === '2')
    return send(response, 200, listOf(objects, searchParams));
  const found = objects.get(key);
  return found ? send(response, 200, found) : send(response, 404, errorOf('NoSuchKey'));
}

function send(response: ServerResponse, status: number, body: string | Buffer): void {
  response.statusCode = status;
  response.end(body);
}

const errorOf = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

const perPage = 7;

/** Small pages, so that whoever lists has to come again. */
function listOf(objects: ReadonlyMap<string, Buffer>, asked: URLSearchParams): string {
  const prefix = asked.get('prefix') ?? '';
  const after = asked.get('continuation-token') ?? '';
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && key > after)
    .toSorted();
  const page = keys.slice(0, perPage);
  const isMore = keys.length > page.length;
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size><ETag>"x"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`); // prettier-ignore
  const next = isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isMore}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

const hmac = (key: Buffer | string, text: string) =>
  createHmac('sha256', key).update(text).digest();
const hexOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/** AWS Signature Version 4, as documented, made again from the request. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const [, id, day = '', place, names = '', signature] = form.exec(request.headers.authorization ?? '') ?? []; // prettier-ignore
  const payload = headerOf(request, 'x-amz-content-sha256');
  const isPayload = payload === 'UNSIGNED-PAYLOAD' || payload === hexOf(body);
  if (id !== accessKey || place !== region || !isPayload) return false;
  const scope = `${day}/${region}/s3/aws4_request`;
  const canonical = canonicalOf(request, names, payload);
  const toSign = ['AWS4-HMAC-SHA256', headerOf(request, 'x-amz-date'), scope, hexOf(canonical)];
  const key = hmac(hmac(hmac(hmac(`AWS4${secretKey}`, day), region), 's3'), 'aws4_request');
  return hmac(key, toSign.join('\n')).toString('hex') === signature;
}

const headerOf = (request: IncomingMessage, name: string): string =>
  String(request.headers[name] ?? '').trim();

function canonicalOf(request: IncomingMessage, names: string, payload: string): string {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  const query = [...searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  const headers = names.split(';').map((name) => `${name}:${headerOf(request, name)}\n`);
  const parts = [request.method, pathname, query.toSorted().join('&'), headers.join('')];
  return [...parts, names, payload].join('\n');
}

const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  );
