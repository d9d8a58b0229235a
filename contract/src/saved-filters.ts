// Filters that somebody saved for a list, by name, for the own account alone. A filter holds codes and days from closed sets:
// nothing that was typed about a customer or a colleague can stand in one. Operations of the desk.
import { z } from 'zod';
import { proposalState } from './approvals.ts';
import { taskKind, taskState } from './collection.ts';
import { batchState } from './imports.ts';
import { day, id, operation, receipt } from './operation.ts';

/** An act as the log names it, a purpose as the list does: shaped so that no name and no number fits. */
const actCode = z
  .string()
  .max(64)
  .regex(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/);
const purposeCode = z
  .string()
  .max(20)
  .regex(/^P-[A-Z]+(?:-[A-Z]+)*$/);

export const trailPeriod = z.enum(['today', 'week', 'month', 'all', 'own']);
export const trailDecision = z.enum(['allow', 'mask', 'refuse', 'approved', 'rejected', 'expired']);

/** What a list is filtered by; customers are found by what is personal, so that list has none. */
export const filterOf = z.discriminatedUnion('list', [
  z.strictObject({
    list: z.literal('trail'),
    act: actCode.optional(),
    purpose: purposeCode.optional(),
    decision: trailDecision.optional(),
    period: trailPeriod,
    /** First and last day of a period of one's own. */
    from: day.optional(),
    to: day.optional(),
  }),
  z.strictObject({ list: z.literal('approvals'), state: proposalState }),
  z.strictObject({ list: z.literal('imports'), state: batchState.optional() }),
  z.strictObject({
    list: z.literal('tasks'),
    kind: taskKind.optional(),
    state: taskState.optional(),
  }),
  z.strictObject({ list: z.literal('over-collection'), state: z.enum(['open', 'closed']) }),
]);
export type FilterOf = z.infer<typeof filterOf>;

export const filteredList = z.enum(['trail', 'approvals', 'imports', 'tasks', 'over-collection']);

/** Long runs of digits are numbers of people: they make no name of a filter. */
const filterName = z
  .string()
  .trim()
  .min(1)
  .max(30)
  .refine((name) => !/\d{5}/u.test(name.normalize('NFKC')), 'no long number');

const savedFilter = z.object({ filter: id, name: z.string().max(30), of: filterOf });
export type SavedFilter = z.infer<typeof savedFilter>;

export const savedFilterOperations = {
  filters: operation({
    id: 'desk.filters',
    method: 'GET',
    path: '/v1/saved-filters',
    title: { zh: '查看已存筛选', en: 'Saved filters' },
    permission: 'session',
    kind: 'read',
    input: z.strictObject({ list: filteredList }),
    output: z.object({ items: z.array(savedFilter).max(100) }),
    refusals: [],
  }),
  saveFilter: operation({
    id: 'desk.save-filter',
    method: 'POST',
    path: '/v1/saved-filters',
    title: { zh: '保存筛选', en: 'Save a filter' },
    permission: 'session',
    kind: 'write',
    /** The same name for the same list replaces what it stood for. */
    input: z.strictObject({ name: filterName, of: filterOf }),
    output: savedFilter,
    refusals: ['input.invalid'],
  }),
  deleteFilter: operation({
    id: 'desk.delete-filter',
    method: 'POST',
    path: '/v1/saved-filters/:filter/delete',
    title: { zh: '删除筛选', en: 'Delete a filter' },
    permission: 'session',
    kind: 'write',
    input: z.strictObject({ filter: id }),
    output: z.object({ receipt }),
    refusals: ['not-found'],
  }),
};
