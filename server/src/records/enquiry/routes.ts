// Which function answers which operation. Amending and images are the room of customers.
import { customersOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import type { EnquiryParts } from './enquiry.ts';
import { reveal, verify } from './reveal.ts';
import { search } from './search.ts';
import { timeline } from './timeline.ts';
import { view } from './view.ts';

export function createRoutes(parts: EnquiryParts): [string, Route][] {
  return routesOf(customersOperations, {
    search: (call, input) => search(parts, call, input),
    view: (call, input) => view(parts, call, input),
    reveal: (call, input) => reveal(parts, call, input),
    verify: (call, input) => verify(parts, call, input),
    timeline: (call, input) => timeline(parts, call, input),
  });
}
