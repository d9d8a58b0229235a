// Front door of disclosure: the only way to plaintext, and the only room that holds the opener (promise 1, R4.1.1).
import type { Purpose } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { createBudget } from './budget.ts';
import { find, verify, type Candidate, type ToVerify } from './compare.ts';
import { disclose, type DisclosureParts, type ShowingMode, type ToDisclose } from './disclose.ts';
import { openDetails, openObject, type DetailsToOpen, type ObjectToOpen } from './open-records.ts';
import { requireAmendable, use, type ToAmend, type ToUse } from './use.ts';

export type { Budget } from './budget.ts';
export type { Candidate } from './compare.ts';
export type { Disclosed, DisclosedItem, SealedItem, ShowingMode, ToDisclose } from './disclose.ts';
export { displayOf } from './display.ts';

export type Disclosure = ReturnType<typeof createDisclosure>;

export function createDisclosure(given: Omit<DisclosureParts, 'budget'>) {
  const budget = createBudget(() => given.rules.number('read.budget.customers_per_day'));
  const parts = { ...given, budget };
  return {
    /** One subject; refuses when nothing of it may be shown. */
    disclose: async (call: Call, { mode, ...request }: ToDisclose & { mode: ShowingMode }) => {
      const [disclosed] = await disclose(parts, call, { mode, requests: [request] });
      if (!disclosed) throw new RangeError('one request has one answer');
      return disclosed;
    },
    /** Many subjects: one entry each, one statement for their keys. */
    discloseMany: (call: Call, it: { mode: ShowingMode; requests: readonly ToDisclose[] }) =>
      disclose(parts, call, it),
    verify: (call: Call, it: ToVerify) => verify(parts, call, it),
    find: (call: Call, candidates: readonly Candidate[]) => find(parts, call, candidates),
    openDetails: (call: Call, it: DetailsToOpen) => openDetails(parts, call, it),
    openObject: (call: Call, it: ObjectToOpen) => openObject(parts, call, it),
    requireAmendable: (call: Call, it: ToAmend) => requireAmendable(parts, call, it),
    use: (call: Call, it: ToUse) => use(parts, call, it),
    budget: budget.of,
    requirePurpose: (call: Call, purpose: Purpose | undefined) =>
      parts.policy.requirePurpose(call, purpose),
  };
}
