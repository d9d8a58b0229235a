// What certificates and reports have in common: a statement in canonical JSON, carried with the evidence of the entry whose commitment is
// the hash of it, byte for byte. No second kind of signature is needed, and none can exist without a trace.
import { evidenceBytesMax, type Evidence } from '@shouxin/contract/proof';
import { readJson, readText, sha256, writeCanonical } from './bytes.ts';
import { verifyEvidence, type EvidenceVerdict } from './evidence.ts';
import { refused, type Refused, type Trust } from './verdict.ts';

/** Only what is used of a schema. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

export interface Issued<S> {
  readonly format: string;
  readonly file: Schema<{ format: string; statement: string; evidence: Evidence }>;
  readonly statement: Schema<S>;
  /** The act of the entry that issues it, and under which name that entry carries the hash. */
  readonly act: string;
  readonly commitment: string;
  /** What else must fit: names of the same thing, and times in their order. */
  readonly fits: (it: S, verdict: EvidenceVerdict) => boolean;
}

/** Whether a file claims to be of this kind; what it is worth is for the verifier. */
export function claims(bytes: Uint8Array, { format }: Pick<Issued<unknown>, 'format'>): boolean {
  const head = Buffer.from(bytes.subarray(0, 80)).toString('latin1');
  return head.startsWith(`{\n  "format": "${format}",\n`);
}

export type IssuedVerdict<S> = EvidenceVerdict & { readonly said: S };

export function verifyIssued<S>(
  bytes: Uint8Array,
  kind: Issued<S>,
  trust: Trust = {},
): IssuedVerdict<S> | Refused {
  const file = readFile(bytes, kind);
  if (!file) return refused('shape');
  const evidence = `${JSON.stringify(file.evidence, null, 2)}\n`;
  const verdict = verifyEvidence(Buffer.from(evidence), trust);
  if (verdict.kind === 'refused') return verdict;
  const said = readStatement(file.statement, kind);
  if (
    said === undefined ||
    !isCommitted(file.statement, kind, verdict) ||
    !kind.fits(said, verdict)
  ) {
    return refused('certificate');
  }
  return { ...verdict, said };
}

function readFile<S>(bytes: Uint8Array, kind: Issued<S>) {
  if (bytes.length > evidenceBytesMax) return undefined;
  const text = readText(bytes);
  const parsed = kind.file.safeParse(readJson(text ?? ''));
  if (!parsed.success) return undefined;
  const { format, statement, evidence } = parsed.data;
  const again = JSON.stringify({ format, statement, evidence }, null, 2);
  return `${again}\n` === text ? parsed.data : undefined;
}

function readStatement<S>(text: string, kind: Issued<S>): S | undefined {
  const parsed = kind.statement.safeParse(readJson(text));
  return parsed.success && writeCanonical(parsed.data) === text ? parsed.data : undefined;
}

function isCommitted(
  text: string,
  { act, commitment }: Pick<Issued<unknown>, 'act' | 'commitment'>,
  { entry }: EvidenceVerdict,
): boolean {
  const hash = Buffer.from(sha256(Buffer.from(text, 'utf8'))).toString('hex');
  return entry.act === act && entry.commitments?.[commitment] === hash;
}
