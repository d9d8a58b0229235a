// Verifies a certificate of destruction: the entry must be the one that issued it, of the same institution, after the log it speaks of, and
// not before it took effect (R3.3.2).
import {
  certificateAct,
  certificateCommitment,
  certificateFormat,
  certificateSchema,
  destructionStatement,
  type DestructionStatement,
} from '@shouxin/contract/proof';
import type { EvidenceVerdict } from './evidence.ts';
import { claims, verifyIssued, type Issued } from './issued.ts';
import type { Refused, Trust } from './verdict.ts';

export interface CertificateVerdict extends EvidenceVerdict {
  readonly statement: DestructionStatement;
}

const certificates: Issued<DestructionStatement> = {
  format: certificateFormat,
  file: certificateSchema,
  statement: destructionStatement,
  act: certificateAct,
  commitment: certificateCommitment,
  fits: (it, { entry, index }) =>
    entry.result === 'done' &&
    entry.facts?.['shredding'] === it.shredding &&
    entry.tenant === it.tenant &&
    index >= it.log.size &&
    it.effectiveAt <= it.issuedAt,
};

export const isCertificate = (bytes: Uint8Array): boolean => claims(bytes, certificates);

export function verifyCertificate(
  bytes: Uint8Array,
  trust: Trust = {},
): CertificateVerdict | Refused {
  const verdict = verifyIssued(bytes, certificates, trust);
  if (verdict.kind === 'refused') return verdict;
  const { said, ...evidence } = verdict;
  return { ...evidence, statement: said };
}
