// Desk (工作台): a queue, not a poster: what waits for me, what I proposed, three figures that matter to this post.
import { z } from 'zod';
import { code, count, instant, operation } from './operation.ts';
import { savedFilterOperations } from './saved-filters.ts';
import { words } from './words.ts';

export const queueItem = z.object({
  kind: z.enum([
    'approval',
    'intake',
    'batch',
    'task',
    'over-collection',
    'integrity',
    'account',
    'storage',
    'plan',
    'custody',
    'backup',
  ]),
  id: z.string().max(80),
  title: words,
  detail: words,
  at: instant,
  dueAt: instant.nullable(),
  /** Console route, opaque ids only. */
  to: z.string().max(120),
  tone: z.enum(['normal', 'soon', 'late']),
});

export const deskOperations = {
  desk: operation({
    id: 'desk.desk',
    method: 'GET',
    path: '/v1/desk',
    title: { zh: '工作台', en: 'Desk' },
    permission: 'session',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      waiting: z.array(queueItem).max(50),
      waitingBand: z.string().max(20),
      proposedByMe: z.array(queueItem).max(20),
      figures: z
        .array(
          z.object({
            key: code,
            label: words,
            value: z.string().max(40),
            trend: z.array(count).max(31),
          }),
        )
        .max(3),
    }),
    refusals: [],
  }),
  ...savedFilterOperations,
};
