// Keys: inventory without material for the security administrator (R1.3.2a).
import { z } from 'zod';
import { code, count, instant, operation } from './operation.ts';
import { words } from './words.ts';

export const keyCard = z.object({
  key: z.string().max(80),
  kind: code,
  state: z.enum(['pre-active', 'active', 'deactivated', 'compromised', 'destroyed']),
  suite: code,
  epoch: count,
  provider: code,
  createdAt: instant,
  ageDays: count,
  protects: words,
  /** How many keys of this kind and state this row stands for. */
  count,
});

export const keysOperations = {
  inventory: operation({
    id: 'keys.inventory',
    method: 'GET',
    path: '/v1/keys',
    title: { zh: '密钥清单', en: 'Key inventory' },
    permission: 'keys.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(keyCard).max(500),
      customerKeys: count,
      suite: code,
      selfTestAt: instant,
    }),
    refusals: ['keys.unavailable'],
  }),
};
