// Every bound and header of the HTTP door in one place (SECURITY pitfalls 10, 23; ASVS V3, V14).
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastify from 'fastify';

export const limits = {
  bodyLimit: 1024 * 1024,
  requestTimeout: 120_000,
  connectionTimeout: 120_000,
  keepAliveTimeout: 65_000,
  maxRequestsPerSocket: 0,
  onProtoPoisoning: 'error',
  onConstructorPoisoning: 'error',
  return503OnClosing: true,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: 120 },
} as const;

/** What the library says to every answer, asked once: it is the same each time. */
export async function securityHeaders(behindTlsProxy: boolean): Promise<Record<string, string>> {
  const [plain, secured] = [fastify(), fastify()];
  await secured.register(helmet, security(behindTlsProxy));
  const headersOf = async (app: typeof plain) => {
    app.get('/', async () => '');
    const { headers } = await app.inject('/');
    await app.close();
    return headers;
  };
  const usual = await headersOf(plain);
  const all = Object.entries(await headersOf(secured));
  return Object.fromEntries(
    all.filter(([name]) => !(name in usual)).map(([name, value]) => [name, String(value)]),
  );
}

/** `unsafe-inline` is for styles only: the component library writes its theme as style elements. */
function security(behindTlsProxy: boolean): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    hsts: behindTlsProxy ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
  };
}
