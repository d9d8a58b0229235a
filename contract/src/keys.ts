// Keys: inventory without material for the security administrator, and what is done to keys: rotation, and what follows a
// key's compromise, each with a second person (R1.3.2a, NIST SP 800-57).
import { z } from 'zod';
import { code, count, id, instant, line, operation, page, pageOf, proposed } from './operation.ts';
import { words, type Words } from './words.ts';

export const keyState = z.enum(['pre-active', 'active', 'deactivated', 'compromised', 'destroyed']);

export const keyCard = z.object({
  key: z.string().max(80),
  kind: code,
  state: keyState,
  suite: code,
  epoch: count,
  provider: code,
  createdAt: instant,
  ageDays: count,
  /** Days that a key of this kind is used before it is replaced; `isUnconfirmed`: 待法务确认. Absent: no such rule. */
  cryptoperiod: z.object({ days: count, isUnconfirmed: z.boolean() }).optional(),
  protects: words,
  /** How many keys of this kind and state this row stands for. */
  count,
});

/** One version of one key that the provider keeps; `id` is what is marked as compromised. */
export const keyVersion = z.object({
  id: code,
  key: z.string().max(80),
  version: count,
  state: keyState,
  suite: code,
  createdAt: instant,
  changedAt: instant,
  /** Customer keys that it wraps now. */
  wraps: count.optional(),
});

/**
 * Which keys are replaced: bucket keys, by wrapping customer keys again; index keys, by making fingerprints again; customer
 * keys, by sealing again what they sealed.
 */
export const rotationKind = z.enum(['bucket', 'index', 'customer']);
export type RotationKind = z.infer<typeof rotationKind>;

export const rotationTitles: Record<RotationKind, Words> = {
  bucket: { zh: '轮换桶密钥', en: 'Rotate the bucket keys' },
  index: { zh: '轮换检索密钥', en: 'Rotate the index keys' },
  customer: { zh: '更换客户密钥并重新加密', en: 'Replace the customer keys and seal again' },
};

export const rotation = z.object({
  rotation: id,
  kind: rotationKind,
  reason: z.enum(['period', 'compromised']),
  /** The compromised version; absent: every key of the kind. */
  key: code.optional(),
  state: z.enum(['running', 'ended']),
  /** What is to be done again under a new key, and how much of it is. */
  done: count,
  total: count,
  startedAt: instant,
  endedAt: instant.nullable(),
  /** At the pace so far; null: not known yet, or ended. */
  secondsLeft: count.nullable(),
  proposedBy: line,
  approvedBy: line,
});
export type Rotation = z.infer<typeof rotation>;

/** Why, as the proposer says it; sealed with the proposal. */
const ground = z.string().trim().min(2).max(200);

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
  versions: operation({
    id: 'keys.versions',
    method: 'GET',
    path: '/v1/keys/versions',
    title: { zh: '密钥版本', en: 'Versions of keys' },
    permission: 'keys.read',
    kind: 'read',
    input: z.strictObject({ ...page, kind: code.optional(), state: keyState.optional() }),
    output: pageOf(keyVersion),
    refusals: ['keys.unavailable'],
  }),
  rotate: operation({
    id: 'keys.rotate',
    method: 'POST',
    path: '/v1/keys/rotations',
    title: { zh: '轮换密钥', en: 'Rotate keys' },
    permission: 'keys.manage',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({ kind: rotationKind, ground }),
    output: proposed,
    refusals: ['identity.step-up-required', 'keys.rotation-running', 'keys.unavailable'],
  }),
  compromise: operation({
    id: 'keys.compromise',
    method: 'POST',
    path: '/v1/keys/compromised',
    title: { zh: '登记密钥泄露', en: 'Mark a key as compromised' },
    permission: 'keys.manage',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({ key: code, ground }),
    output: proposed,
    refusals: [
      'identity.step-up-required',
      'not-found',
      'keys.wrong-state',
      'keys.rotation-running',
      'keys.unavailable',
    ],
  }),
  rotations: operation({
    id: 'keys.rotations',
    method: 'GET',
    path: '/v1/keys/rotations',
    title: { zh: '密钥轮换记录', en: 'Rotations' },
    permission: 'keys.read',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(rotation),
    refusals: [],
  }),
};
