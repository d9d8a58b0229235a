// Encryption coverage (加密覆盖率) per item, part of storage (R3.1.3): how many values are kept, under which suite, and how many
// are not sealed. Counted by a duty in small steps, so that asking costs nothing; the answer says when it was counted.
import { z } from 'zod';
import { code, count, instant, operation, receipt } from './operation.ts';
import { words } from './words.ts';

export const coverageRow = z.object({
  /** Item of the dictionary, or the sealed column. */
  key: z.string().max(120),
  kind: z.enum(['item', 'image', 'work', 'log', 'secret', 'key', 'fingerprint']),
  name: words,
  class: code.nullable(),
  level: z.int().nullable(),
  /** `tag`: a keyed hash, which nobody opens. */
  how: z.enum(['sealed', 'wrapped', 'tag']),
  total: count,
  bySuite: z.array(z.object({ suite: z.string().min(1).max(80), count })).max(10),
  unsealed: count,
});
export type CoverageRow = z.infer<typeof coverageRow>;

export const coverageOperations = {
  coverage: operation({
    id: 'storage.coverage',
    method: 'GET',
    path: '/v1/storage/coverage',
    title: { zh: '加密覆盖率', en: 'Encryption coverage' },
    permission: 'storage.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(coverageRow).max(300),
      total: count,
      unsealed: count,
      /** The oldest count on the page; null while nothing was ever counted. */
      countedAt: instant.nullable(),
      isCounting: z.boolean(),
    }),
    refusals: [],
  }),
  countCoverage: operation({
    id: 'storage.count-coverage',
    method: 'POST',
    path: '/v1/storage/coverage/count',
    title: { zh: '重新统计加密覆盖率', en: 'Count the coverage again' },
    permission: 'storage.manage',
    kind: 'write',
    input: z.strictObject({}),
    output: z.object({ receipt }),
    refusals: [],
  }),
};
