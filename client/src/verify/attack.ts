// Verifies the report of an attack (`npm run attack`): rebuilt from its parts byte for byte, and signed by the key that it
// names. Whether that key is the institution's the reader says, never the file.
import {
  attackBytesMax,
  attackFile,
  attackFormat,
  attackText,
  oneTimeKeyName,
  originOf,
  type AttackFile,
  type AttackReport,
} from '@shouxin/contract/proof';
import { readJson, readText, sha256 } from './bytes.ts';
import { readVerifierKey, signedText, type VerifierKey } from './note.ts';
import { givenIn, refused, trustIn, type Refused, type SignedBy, type Trust } from './verdict.ts';

export interface AttackVerdict {
  readonly kind: 'valid' | 'unvouched';
  readonly report: AttackReport;
  readonly signedBy: readonly SignedBy[];
}

/** Undefined for a file that does not say it is such a report. */
export function verifyAttack(
  bytes: Uint8Array,
  trusted: Trust = {},
): AttackVerdict | Refused | undefined {
  const content = contentOf(bytes);
  if (!isAttack(content)) return undefined;
  const file = readFile(bytes, content);
  const key = file && keyOf(file);
  if (!file || !key) return refused('shape');
  const trust = trustIn([key], givenIn(trusted));
  if (typeof trust === 'string') return refused(trust);
  if (!isSigned(file, key)) return refused('report');
  return {
    kind: trust ? 'valid' : 'unvouched',
    report: file.report,
    signedBy: [{ kind: key.kind, key: key.text, isTrusted: trust }],
  };
}

/** By this key, over this report, and by nobody else. */
function isSigned({ report, note }: AttackFile, key: VerifierKey): boolean {
  const digest = Buffer.from(sha256(Buffer.from(JSON.stringify(report)))).toString('base64');
  const signed = signedText(`${note.join('\n')}\n`, key);
  return signed?.text === attackText(digest) && signed.signatures === 1;
}

const contentOf = (bytes: Uint8Array): unknown =>
  bytes.length > attackBytesMax ? undefined : readJson(readText(bytes) ?? '');

const isAttack = (content: unknown): boolean =>
  typeof content === 'object' &&
  content !== null &&
  Reflect.get(content, 'format') === attackFormat;

/** The key of the institution's log, or one whose name says that it is nobody's. */
function keyOf({ key, report }: AttackFile): VerifierKey | undefined {
  const { signedBy, tenant } = report;
  const name = signedBy === 'institution' ? originOf(tenant) : oneTimeKeyName;
  const read = readVerifierKey(key);
  return read?.kind === 'Ed25519' && read.name === name ? read : undefined;
}

function readFile(bytes: Uint8Array, content: unknown): AttackFile | undefined {
  const parsed = attackFile.safeParse(content);
  if (!parsed.success || parsed.data.note.some((line) => line.includes('\n'))) return undefined;
  const again = `${JSON.stringify(parsed.data, null, 2)}\n`;
  return again === readText(bytes) ? parsed.data : undefined;
}
