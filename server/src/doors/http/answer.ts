// One request to perform and back: JSON or a file out, the session's cookie set and cleared. What the framework refuses on
// its way here goes to perform as well, so that it leaves its entry (promise 2).
import type { FileAnswer, Operation, Refusal } from '@shouxin/contract';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answered } from '../perform.ts';
import { createAsked, readWhole, sessionCookie } from './asked.ts';
import type { HttpParts } from './server.ts';
import type { Turnstile } from './turnstile.ts';

export function createAnswer(parts: HttpParts, turnstile: Turnstile) {
  const cookieName = sessionCookie(parts);
  const cookieOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: parts.behindTlsProxy,
  };
  const askedOf = createAsked(parts, turnstile);

  async function answer(operation: Operation, request: FastifyRequest, reply: FastifyReply) {
    const answered = await parts.perform(await askedOf(operation, request, readWhole));
    if (answered.sessionToken)
      void reply.setCookie(cookieName, answered.sessionToken, cookieOptions);
    if (answered.sessionToken === null) void reply.clearCookie(cookieName, cookieOptions);
    return send(reply, operation, answered);
  }

  /** What the framework refused before `answer` was reached; answers what the caller is told, and never succeeds. */
  async function refuseUnread(
    operation: Operation,
    request: FastifyRequest,
    refusal: Refusal,
  ): Promise<unknown> {
    const refused = () => {
      throw refusal;
    };
    try {
      await parts.perform(await askedOf(operation, request, refused));
      return refusal;
    } catch (error) {
      return error;
    }
  }

  return { answer, refuseUnread };
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
