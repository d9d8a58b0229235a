// Front door of enquiry: finding and using a customer, for a stated purpose, masked unless asked (R2.2.4, R4.1.1).
import type { CustomerCard } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Route } from '../../kernel/serve.ts';
import type { EnquiryParts } from './enquiry.ts';
import { createPace } from './pace.ts';
import { createRoutes } from './routes.ts';
import { cardsFor } from './search.ts';

export type { EnquiryParts, Names } from './enquiry.ts';

export function createEnquiry(parts: Omit<EnquiryParts, 'keepPace'>): {
  readonly routes: [string, Route][];
  readonly cardsFor: (call: Call, customers: readonly string[]) => Promise<CustomerCard[]>;
} {
  const all = { ...parts, keepPace: createPace(parts.rules) };
  return {
    routes: createRoutes(all),
    cardsFor: (call, customers) => cardsFor(all, call, customers),
  };
}
