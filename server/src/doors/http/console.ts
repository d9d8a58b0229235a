// Serves the built console from the same origin. Hashed files may be cached for ever, the page itself never.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import serveStatic from '@fastify/static';
import { problemOf, Refusal, statusOf } from '@shouxin/contract';
import type { FastifyInstance } from 'fastify';

export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const page = join(folder, 'index.html');
  const isBuilt = existsSync(page);
  if (isBuilt) {
    await app.register(serveStatic, {
      root: folder,
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      isBuilt &&
      request.method === 'GET' &&
      isPlace(request.url) &&
      wantsPage(request.headers.accept);
    if (isPage)
      return reply.header('cache-control', 'no-cache').type('text/html').sendFile('index.html');
    const refusal = new Refusal('operation.unknown');
    return reply
      .code(statusOf(refusal.code))
      .type('application/problem+json')
      .send(problemOf(refusal, request.id));
  });
}

/** Not an operation and not a file: an address that the console draws. */
function isPlace(url: string): boolean {
  const [path = ''] = url.split('?', 1);
  return !path.startsWith('/v1/') && !/\.[a-z0-9]+$/i.test(path);
}

function wantsPage(accept: string | undefined): boolean {
  return accept === undefined || /text\/html|\*\/\*/.test(accept);
}
