// Shredding (销毁): the keys of one customer, or of one retention class of a customer, are destroyed, and with them every copy of
// what they sealed. Wanted by security, decided by the data protection officer, ended by a certificate (R3.3.2, PIPL art. 47).
import { z } from 'zod';
import {
  code,
  fileAnswer,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  proposed,
} from './operation.ts';
import { destructionStatement } from './proof/certificate.ts';

/** `destroying`: keys are being destroyed; `waiting`: a lease may still be in use; `certified`: it has ended. */
export const shreddingStates = ['destroying', 'waiting', 'certified'] as const;

export const shreddingCard = z.object({
  shredding: id,
  /** The number that was given to the customer: all that is known here. */
  number: z.string().max(30),
  /** Retention class; null: everything. */
  class: code.nullable(),
  state: z.enum(shreddingStates),
  proposedBy: line,
  approvedBy: line,
  approvedAt: instant,
  /** From when on no process can hold a key of it; null while keys are being destroyed. */
  effectiveAt: instant.nullable(),
  certifiedAt: instant.nullable(),
});
export type ShreddingCard = z.infer<typeof shreddingCard>;

const which = z.strictObject({ shredding: id });

export const shreddingOperations = {
  propose: operation({
    id: 'shredding.propose',
    method: 'POST',
    path: '/v1/shreddings',
    title: { zh: '销毁客户信息', en: 'Destroy customer information' },
    permission: 'keys.shred',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({
      number: z.string().trim().min(1).max(30),
      /** Retention class; absent: everything that is kept of the customer. */
      class: code.optional(),
      /** Why, as the proposer says it; sealed with the proposal. */
      ground: z.string().trim().min(2).max(200),
    }),
    output: proposed,
    refusals: [
      'identity.step-up-required',
      'input.invalid',
      'not-found',
      'customers.pending',
      'shredding.not-held',
      'shredding.whole-only',
    ],
  }),
  list: operation({
    id: 'shredding.list',
    method: 'GET',
    path: '/v1/shreddings',
    title: { zh: '销毁记录', en: 'Destructions' },
    permission: 'shredding.read',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(shreddingCard),
    refusals: [],
  }),
  view: operation({
    id: 'shredding.view',
    method: 'GET',
    path: '/v1/shreddings/:shredding',
    title: { zh: '查看销毁记录', en: 'View a destruction' },
    permission: 'shredding.read',
    kind: 'read',
    input: which,
    output: z.object({ card: shreddingCard, certificate: destructionStatement.nullable() }),
    refusals: ['not-found'],
  }),
  certificate: operation({
    id: 'shredding.certificate',
    method: 'POST',
    path: '/v1/shreddings/:shredding/certificate',
    title: { zh: '下载销毁证明', en: 'Download a certificate of destruction' },
    permission: 'shredding.read',
    kind: 'read',
    gives: 'file',
    input: which,
    output: fileAnswer,
    refusals: ['not-found', 'shredding.not-certified', 'audit.not-integrated'],
  }),
};
