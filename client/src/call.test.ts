// The client speaks HTTP with a real server on the loopback: what it sends is what the contract says.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operations, problemOf, Refusal } from '@shouxin/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, RefusedCall, withCookies } from './index.ts';
import { base64url } from './shape.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let base: string;
let seen: Seen;
let answer: { status: number; type: string; body: string; headers?: Record<string, string> };

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen = { method, url, headers, body: Buffer.concat(parts).toString() };
      response.writeHead(answer.status, { 'Content-Type': answer.type, ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const json = (body: unknown, status = 200) => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});
const id = '01999999-0000-7000-8000-000000000001';

test('a GET puts path fields into the path and the rest into the query', async () => {
  answer = json({ items: [], band: '0' });
  await createClient({ base }).call(operations.imports.rows, { batch: id, outcome: 'reject' });
  expect(seen).toMatchObject({ method: 'GET', url: `/v1/imports/${id}/rows?outcome=reject` });
  expect(seen.headers['idempotency-key']).toBeUndefined();
});

test('a read by POST carries its terms in the body, the CSRF token, and nothing in the URL', async () => {
  answer = json({ items: [], band: '0' });
  const client = createClient({ base, csrf: () => 'token' });
  await client.call(operations.customers.search, {
    terms: { by: 'mobile', mobile: '13800138000' },
    purpose: { code: 'service' },
  });
  expect(seen.url).toBe('/v1/customers/search');
  expect(seen.headers['x-csrf-token']).toBe('token');
  expect(JSON.parse(seen.body)).toEqual({
    terms: { by: 'mobile', mobile: '13800138000' },
    purpose: { code: 'service' },
  });
});

test('a write has an Idempotency-Key, kept when the caller gives one', async () => {
  answer = json({ receipt: {} });
  const client = createClient({ base });
  await client.call(operations.collection.abandon, { intake: id });
  expect(seen.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  await client.call(operations.collection.abandon, { intake: id }, { idempotencyKey: 'same' });
  expect(seen.headers['idempotency-key']).toBe('same');
});

test('a file is the body; its name travels in Shouxin-Input, not in the URL', async () => {
  answer = json({});
  const file = new TextEncoder().encode('姓名,电话');
  await createClient({ base }).call(
    operations.imports.upload,
    { list: 'CS-01', name: '客户 导出.csv', source: '城南支行' },
    { file },
  );
  expect(seen.url).toBe('/v1/imports/upload/CS-01');
  expect(seen.body).toBe('姓名,电话');
  const header = seen.headers['shouxin-input'];
  expect(JSON.parse(Buffer.from(String(header), 'base64url').toString())).toEqual({
    name: '客户 导出.csv',
    source: '城南支行',
  });
});

test('an operation that gives a file answers name, type and bytes', async () => {
  answer = {
    status: 200,
    type: 'application/json',
    body: '{}',
    headers: {
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('报告.json')}`,
    },
  };
  const file = await createClient({ base }).call(operations.imports.report, { batch: id });
  expect(file.fileName).toBe('报告.json');
  expect(await (await file.blob()).text()).toBe('{}');
});

test('a problem document becomes a refusal with its code, remedy and request id', async () => {
  const remedy = { zh: '请更换复核人', en: 'Ask another reviewer' };
  const problem = problemOf(new Refusal('approvals.same-person', { remedy }), 'req-1');
  answer = { ...json(problem, 403), type: 'application/problem+json' };
  const call = createClient({ base }).call(operations.approvals.approve, { proposal: id });
  await expect(call).rejects.toMatchObject({
    code: 'approvals.same-person',
    requestId: 'req-1',
    status: 403,
    more: { remedy },
  });
});

test('an answer that is no problem document, and no answer at all, are faults', async () => {
  answer = { status: 502, type: 'text/html', body: '<p>' };
  const bad = createClient({ base }).call(operations.identity.me, {});
  await expect(bad).rejects.toBeInstanceOf(RefusedCall);
  const gone = createClient({ base: 'http://127.0.0.1:9' }).call(operations.identity.me, {});
  await expect(gone).rejects.toMatchObject({ code: 'fault.unavailable' });
});

test('withCookies keeps a session for its own server only', async () => {
  const send = withCookies(base);
  answer = { ...json({}), headers: { 'Set-Cookie': 's=1; HttpOnly; Path=/' } };
  await send(`${base}/v1/me`);
  await send(`${base}/v1/me`);
  expect(seen.headers.cookie).toBe('s=1');
  await send(base.replace('127.0.0.1', 'localhost')).catch(() => undefined);
  answer = { ...json({}), headers: { 'Set-Cookie': 's=; Max-Age=0' } };
  await send(`${base}/v1/me`);
  await send(`${base}/v1/me`);
  expect(seen.headers.cookie).toBeUndefined();
});

test('base64url has no character that a header or URL would change', () => {
  expect(base64url('{"a":"客户???>>>"}')).toMatch(/^[A-Za-z0-9_-]+$/);
});
