// The HTTP door: finds the operation by method and path, recognises the actor, hands both to perform and renders what
// comes back. It decides nothing. Nothing personal is in a URL, so a URL may be routed on; it is still never logged.
import cookie from '@fastify/cookie';
import {
  allOperations,
  demonstrationPath,
  Refusal,
  statusOf,
  problemOf,
  type DemonstrationAnswer,
  type Operation,
} from '@shouxin/contract';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { Log } from '../../kernel/log.ts';
import { faultCodeOf } from '../fault-code.ts';
import type { Perform } from '../perform.ts';
import { createAnswer } from './answer.ts';
import { serveConsole } from './console.ts';
import { openApiDocument } from './openapi.ts';
import { limits, securityHeaders } from './limits.ts';
import { createTurnstile } from './turnstile.ts';

export interface HttpParts {
  readonly perform: Perform;
  readonly log: Log;
  /** The actor behind a session token, or nobody; `unproven`: it is not who signed in. */
  readonly recognise: (
    token: string,
    from: {
      terminal: string;
      address: string;
      shown: { method: string; target: string; proof: string };
    },
  ) => Promise<{ readonly actor: Actor; readonly unproven?: Refusal | undefined } | undefined>;
  readonly csrfFits: (token: string, csrf: string) => boolean;
  readonly rules: { number(key: string): number };
  readonly ready: () => Promise<{ ready: boolean; checks: Record<string, boolean> }>;
  /** Said before sign-in; in production never. */
  readonly isDemonstration: () => Promise<boolean>;
  readonly consoleFolder: string;
  readonly behindTlsProxy: boolean;
}

export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    ...limits,
    logger: false,
    trustProxy: parts.behindTlsProxy ? (_address: string, hop: number) => hop < 1 : false,
    genReqId: () => newId(new Date()),
  });
  await app.register(cookie);
  const always = await securityHeaders(parts.behindTlsProxy);
  app.addHook('onRequest', async (_request, reply) => void reply.headers(always));
  const turnstile = createTurnstile(parts);
  const { answer, refuseUnread } = createAnswer(parts, turnstile);
  /** Requests that reached their operation: whatever is wrong with them has its entry already. */
  const heard = new WeakSet<FastifyRequest>();
  app.setErrorHandler(async (error, request, reply) => {
    const operation = operationOf(request);
    const isUnread = operation && !heard.has(request) && !(error instanceof Refusal);
    const code = codeOfFramework(error);
    const told =
      isUnread && !code.startsWith('fault.')
        ? await refuseUnread(operation, request, new Refusal(code))
        : error;
    return renderProblem(parts.log, told, { request, reply });
  });
  acceptBodies(app);
  app.addHook('onRequest', async (request) => turnstile.enter(request.ip));
  app.addHook('onResponse', async (request, reply) => logLine(parts.log, request, reply));
  for (const operation of allOperations) {
    app.route({
      method: operation.method,
      url: operation.path,
      config: { operation: operation.id },
      ...(operation.takes && { bodyLimit: operation.takes.bytesMax + 1024 }),
      handler: (request, reply) => {
        heard.add(request);
        return answer(operation, request, reply);
      },
    });
  }
  app.get('/livez', { config: { operation: 'livez' } }, async () => ({ alive: true }));
  app.get('/readyz', { config: { operation: 'readyz' } }, async (_request, reply) => {
    const state = await parts.ready();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get(demonstrationPath, { config: { operation: 'demonstration' } }, async (_, reply) => {
    const answer: DemonstrationAnswer = { demonstration: await parts.isDemonstration() };
    return reply.header('cache-control', 'no-store').send(answer);
  });
  app.get('/openapi.json', { config: { operation: 'openapi' } }, async () => openApiDocument());
  await serveConsole(app, parts.consoleFolder);
  return app;
}

/** Files arrive as streams that perform's function reads; JSON has Fastify's own depth-safe parser. */
function acceptBodies(app: FastifyInstance): void {
  for (const type of new Set(allOperations.flatMap((operation) => operation.takes?.types ?? []))) {
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
}

function renderProblem(
  log: Log,
  error: unknown,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
) {
  const refusal = error instanceof Refusal ? error : new Refusal(codeOfFramework(error));
  const isNew = refusal !== error && refusal.code.startsWith('fault.');
  if (isNew) log.fault('http door', error, request.id);
  const requestId = (refusal as { requestId?: string }).requestId ?? request.id;
  void reply.header('cache-control', 'no-store');
  return reply
    .code(statusOf(refusal.code))
    .type('application/problem+json')
    .send(problemOf(refusal, requestId));
}

/** What Fastify itself refuses: bodies too large, of a wrong type, not JSON. */
function codeOfFramework(error: unknown) {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413) return 'input.too-large' as const;
  if (statusCode === 415) return 'input.unsupported-type' as const;
  if (code?.startsWith('FST_') || (statusCode && statusCode >= 400 && statusCode < 500))
    return 'input.invalid' as const;
  return faultCodeOf(error);
}

const byId = new Map(allOperations.map((it) => [it.id, it]));

/** None for addresses that are no operation of the contract. */
function operationOf(request: FastifyRequest): Operation | undefined {
  const { operation } = request.routeOptions.config as { operation?: string };
  return operation === undefined ? undefined : byId.get(operation);
}

function logLine(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const { operation } = request.routeOptions.config as { operation?: string };
  if (!operation) return;
  log.request({
    requestId: request.id,
    operation,
    status: reply.statusCode,
    ms: reply.elapsedTime,
  });
}
