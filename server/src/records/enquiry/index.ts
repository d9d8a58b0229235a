// Front door of enquiry: finding and using a customer, for a stated purpose, masked unless asked (R2.2.4, R4.1.1).
import type { Route } from '../../kernel/serve.ts';
import type { EnquiryParts } from './enquiry.ts';
import { createPace } from './pace.ts';
import { createRoutes } from './routes.ts';

export type { EnquiryParts, Names } from './enquiry.ts';

export function createEnquiry(parts: Omit<EnquiryParts, 'keepPace'>): {
  readonly routes: [string, Route][];
} {
  return { routes: createRoutes({ ...parts, keepPace: createPace(parts.rules) }) };
}
