// Every bound and header of the HTTP door in one place (SECURITY pitfalls 10, 23; ASVS V3, V14).
import type { FastifyHelmetOptions } from '@fastify/helmet';

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

/** `unsafe-inline` is for styles only: the component library writes its theme as style elements. */
export function security(behindTlsProxy: boolean): FastifyHelmetOptions {
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
