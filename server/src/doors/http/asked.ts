// What came in over HTTP, as perform is asked: who calls by the session cookie, CSRF, input from path, query, header and body.
// It refuses nothing by itself but a stranger's flood: what does not fit is handed on, so that it leaves its entry (promise 2).
import { proofHeader, refuse, Refusal, type Operation } from '@shouxin/contract';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/call.ts';
import type { Asked } from '../perform.ts';
import type { HttpParts } from './server.ts';
import type { Turnstile } from './turnstile.ts';

/** Reads what the operation takes, or throws what is to be refused. */
type Read = (request: FastifyRequest, operation: Operation) => Pick<Asked, 'input' | 'file'>;

export function sessionCookie({ behindTlsProxy }: Pick<HttpParts, 'behindTlsProxy'>): string {
  return behindTlsProxy ? '__Host-shouxin' : 'shouxin';
}

interface Known {
  readonly actor?: Actor;
  readonly unproven?: Refusal | undefined;
}

export function createAsked(parts: HttpParts, turnstile: Turnstile) {
  const cookieName = sessionCookie(parts);

  async function callerOf(request: FastifyRequest, operation: Operation): Promise<Known> {
    const token = request.cookies[cookieName];
    const isEntering = operation.permission === 'public' && operation.kind === 'write';
    if (!token || isEntering) return {};
    const proof = request.headers[proofHeader];
    const shown = {
      method: request.method,
      target: request.url,
      proof: typeof proof === 'string' ? proof : '',
    };
    const from = { terminal: terminalOf(request), address: request.ip, shown };
    return (await parts.recognise(token, from)) ?? {};
  }

  function requireCsrf(request: FastifyRequest): void {
    const token = request.cookies[cookieName] ?? '';
    const csrf = request.headers['x-csrf-token'];
    if (!parts.csrfFits(token, typeof csrf === 'string' ? csrf : '')) refuse('identity.csrf');
  }

  return async (operation: Operation, request: FastifyRequest, read: Read): Promise<Asked> => {
    const key = request.headers['idempotency-key'];
    const { actor, unproven } = await callerOf(request, operation);
    const isKnown = actor && !unproven;
    // Somebody with a stolen session is a stranger, in how often they may knock as well.
    const turnedAway = isKnown ? undefined : (turnstile.enterUnknown(request.ip) ?? unproven);
    const given = givenOrRefused(() => {
      if (actor && request.method !== 'GET') requireCsrf(request);
      return read(request, operation);
    });
    return {
      operation,
      ...given,
      actor,
      turnedAway,
      terminal: terminalOf(request),
      address: request.ip,
      idempotencyKey: typeof key === 'string' && key.length <= 100 ? key : undefined,
    };
  };
}

/** As the operation says: JSON, a query, or a file with its fields in a header. */
export const readWhole: Read = (request, operation) => {
  const file = operation.takes && fileOf(request, operation);
  return { input: inputOf(request, operation), file };
};

type Given = Pick<Asked, 'input' | 'file' | 'refused'>;

/** What this door refuses is raised by perform, so that it leaves its entry (promise 2). */
function givenOrRefused(read: () => Given): Given {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { input: undefined, refused: error };
  }
}

/** Path and query, then the body (or, for files, the `Shouxin-Input` header): later sources may not override the path. */
function inputOf(request: FastifyRequest, operation: Operation): unknown {
  const path = request.params as Record<string, unknown>;
  if (operation.takes) return { ...headerInput(request), ...path };
  if (request.method === 'GET') return { ...(request.query as object), ...path };
  const { body } = request;
  // Types of files are parsed as streams at every address; where no file is taken, that is the wrong type.
  if (body instanceof Readable)
    refuse('input.unsupported-type', { facts: { accepted: 'application/json' } });
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    refuse('input.invalid');
  return { ...(body as object | undefined), ...path };
}

function headerInput(request: FastifyRequest): object {
  const given = request.headers['shouxin-input'];
  if (typeof given !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(Buffer.from(given, 'base64url').toString('utf8'));
    return parsed && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : {};
  } catch {
    return refuse('input.invalid', {
      detail: {
        zh: 'Shouxin-Input 请求头不是 base64url 编码的 JSON',
        en: 'Header Shouxin-Input is not base64url JSON',
      },
    });
  }
}

function fileOf(request: FastifyRequest, operation: Operation) {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (!operation.takes?.types.includes(type))
    refuse('input.unsupported-type', {
      facts: { accepted: operation.takes?.types.join(', ') ?? '' },
    });
  return { type, bytes: bounded(request.body as Readable, operation.takes.bytesMax) };
}

async function* bounded(stream: Readable, bytesMax: number): AsyncIterable<Uint8Array> {
  let total = 0;
  for await (const chunk of stream) {
    total += (chunk as Uint8Array).length;
    if (total > bytesMax) refuse('input.too-large', { facts: { bytesMax } });
    yield chunk as Uint8Array;
  }
}

function terminalOf(request: FastifyRequest): string {
  const given = request.headers['shouxin-terminal'];
  return typeof given === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(given)
    ? given
    : 'web';
}
