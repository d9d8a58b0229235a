// One request to perform and back: session cookie, CSRF, input from path, query, header and body; JSON or a file out.
import { refuse, Refusal, type FileAnswer, type Operation } from '@shouxin/contract';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/call.ts';
import type { Answered, Asked } from '../perform.ts';
import type { HttpParts } from './server.ts';

export function createAnswer(parts: HttpParts) {
  const cookieName = parts.behindTlsProxy ? '__Host-shouxin' : 'shouxin';
  const cookieOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: parts.behindTlsProxy,
  };

  async function actorOf(
    request: FastifyRequest,
    operation: Operation,
  ): Promise<Actor | undefined> {
    const token = request.cookies[cookieName];
    const isEntering = operation.permission === 'public' && operation.kind === 'write';
    if (!token || isEntering) return undefined;
    return parts.recognise(token, { terminal: terminalOf(request), address: request.ip });
  }

  function requireCsrf(request: FastifyRequest): void {
    const token = request.cookies[cookieName] ?? '';
    const csrf = request.headers['x-csrf-token'];
    if (!parts.csrfFits(token, typeof csrf === 'string' ? csrf : '')) refuse('identity.csrf');
  }

  return (operation: Operation) => async (request: FastifyRequest, reply: FastifyReply) => {
    const key = request.headers['idempotency-key'];
    const actor = await actorOf(request, operation);
    const given = givenOrRefused(() => {
      if (actor && request.method !== 'GET') requireCsrf(request);
      const file = operation.takes && fileOf(request, operation);
      return { input: inputOf(request, operation), file };
    });
    const asked: Asked = {
      operation,
      ...given,
      actor,
      terminal: terminalOf(request),
      address: request.ip,
      idempotencyKey: typeof key === 'string' && key.length <= 100 ? key : undefined,
    };
    const answered = await parts.perform(asked);
    if (answered.sessionToken)
      void reply.setCookie(cookieName, answered.sessionToken, cookieOptions);
    if (answered.sessionToken === null) void reply.clearCookie(cookieName, cookieOptions);
    return send(reply, operation, answered);
  };
}

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

function send(reply: FastifyReply, operation: Operation, answered: Answered) {
  void reply
    .code(answered.status)
    .header('cache-control', 'no-store')
    .header('x-request-id', answered.requestId);
  if (operation.gives !== 'file') return reply.send(answered.output);
  const file = answered.output as FileAnswer;
  void reply
    .type(file.contentType)
    .header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    );
  return reply.send(
    file.content instanceof Uint8Array ? Buffer.from(file.content) : Readable.from(file.content),
  );
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
