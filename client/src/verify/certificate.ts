// Verifies a certificate of destruction: the evidence it carries must be valid, the entry must be the one that issues
// certificates, and its commitment must be the hash of the statement, byte for byte (R3.3.2).
import {
  certificateAct,
  certificateCommitment,
  certificateFormat,
  certificateSchema,
  destructionStatement,
  evidenceBytesMax,
  type Certificate,
  type DestructionStatement,
} from '@shouxin/contract/proof';
import { readJson, readText, sha256, writeCanonical } from './bytes.ts';
import { verifyEvidence, type EvidenceVerdict } from './evidence.ts';
import { refused, type Refused, type Trust } from './verdict.ts';

export interface CertificateVerdict extends EvidenceVerdict {
  readonly statement: DestructionStatement;
}

/** Whether a file claims to be a certificate; what it is worth is for the verifier. */
export function isCertificate(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 80)).toString('latin1');
  return head.startsWith(`{\n  "format": "${certificateFormat}",\n`);
}

export function verifyCertificate(
  bytes: Uint8Array,
  trust: Trust = {},
): CertificateVerdict | Refused {
  const certificate = readCertificate(bytes);
  if (!certificate) return refused('shape');
  const evidence = `${JSON.stringify(certificate.evidence, null, 2)}\n`;
  const verdict = verifyEvidence(Buffer.from(evidence), trust);
  if (verdict.kind === 'refused') return verdict;
  const statement = readStatement(certificate.statement);
  if (!statement || !isCommitted(certificate.statement, statement, verdict)) {
    return refused('certificate');
  }
  return { ...verdict, statement };
}

function readCertificate(bytes: Uint8Array): Certificate | undefined {
  if (bytes.length > evidenceBytesMax) return undefined;
  const text = readText(bytes);
  const parsed = certificateSchema.safeParse(readJson(text ?? ''));
  if (!parsed.success) return undefined;
  const { format, statement, evidence } = parsed.data;
  const again = JSON.stringify({ format, statement, evidence }, null, 2);
  return `${again}\n` === text ? parsed.data : undefined;
}

function readStatement(text: string): DestructionStatement | undefined {
  const parsed = destructionStatement.safeParse(readJson(text));
  return parsed.success && writeCanonical(parsed.data) === text ? parsed.data : undefined;
}

/** The entry that issued it, of the same institution, after the log it speaks of, and not before it took effect. */
function isCommitted(
  text: string,
  it: DestructionStatement,
  { entry, index }: EvidenceVerdict,
): boolean {
  const hash = Buffer.from(sha256(Buffer.from(text, 'utf8'))).toString('hex');
  return (
    entry.act === certificateAct &&
    entry.result === 'done' &&
    entry.commitments?.[certificateCommitment] === hash &&
    entry.facts?.['shredding'] === it.shredding &&
    entry.tenant === it.tenant &&
    index >= it.log.size &&
    it.effectiveAt <= it.issuedAt
  );
}
