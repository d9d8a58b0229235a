// C2SP signed notes and checkpoints, the reader's side. A text is believed only under a signature by a key that the
// reader already had; a note's own claims about its signer count for nothing.
import { createPublicKey, verify } from 'node:crypto';
import {
  hashBytes,
  noteBytesMax,
  noteSignaturesMax,
  noteTypeEd25519,
  noteTypeNamed,
  noteTypeSm2Name,
  sm2KeyBytes,
} from '@shouxin/contract/proof';
import { isEqual, readBase64, readDecimal, sha256 } from './bytes.ts';
import type { TreeHead } from './merkle.ts';
import { isSm2Signature } from './sm2.ts';

export type KeyKind = 'Ed25519' | 'SM2';

export interface VerifierKey {
  /** As it was given, and the only spelling of it. */
  readonly text: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly id: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** What stands before the public key, and how long that is. */
const forms: readonly { kind: KeyKind; head: Buffer; bytes: number }[] = [
  { kind: 'Ed25519', head: Buffer.of(noteTypeEd25519), bytes: hashBytes },
  {
    kind: 'SM2',
    head: Buffer.concat([Buffer.of(noteTypeNamed), Buffer.from(noteTypeSm2Name)]),
    bytes: sm2KeyBytes,
  },
];

/** Parses name+id+base64(type || key); undefined when it is not a key or its id is not its own. */
export function readVerifierKey(text: string): VerifierKey | undefined {
  const [name, idText, keyText, ...more] = splitKey(text);
  if (!name || !idText || !keyText || more.length > 0 || /[\p{Z}\p{C}]/u.test(name))
    return undefined;
  const key = readBase64(keyText);
  const form = key && forms.find(({ head }) => isEqual(head, key.subarray(0, head.length)));
  if (!form || key.length !== form.head.length + form.bytes) return undefined;
  const id = sha256(Buffer.from(`${name}\n`), key).subarray(0, 4);
  if (Buffer.from(id).toString('hex') !== idText) return undefined;
  return { text, kind: form.kind, name, id, publicKey: key.subarray(form.head.length) };
}

/** Base64 may hold a plus itself, so only the first two separate. */
function splitKey(text: string): string[] {
  const [name = '', id = '', ...rest] = text.split('+');
  return rest.length === 0 ? [name, id] : [name, id, rest.join('+')];
}

export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

export interface OpenedNote {
  readonly checkpoint: Checkpoint;
  readonly signatures: number;
}

/** The text of a note and its signature lines; undefined for what is no note. */
function partsOf(note: string): { text: string; lines: string[] } | undefined {
  const gap = note.lastIndexOf('\n\n');
  const isNote = gap > 0 && note.endsWith('\n') && Buffer.byteLength(note) <= noteBytesMax;
  if (!isNote || note.split('\n').some((line) => /\p{Cc}/u.test(line))) return undefined;
  const lines = note.slice(gap + 2, -1).split('\n');
  return lines.length > noteSignaturesMax ? undefined : { text: note.slice(0, gap + 1), lines };
}

/** The text of a note that this key signed, and how many signatures it has; undefined otherwise. */
export function signedText(
  note: string,
  key: VerifierKey,
): { text: string; signatures: number } | undefined {
  const parts = partsOf(note);
  if (!parts) return undefined;
  const { text, lines } = parts;
  const own = lines.map((line) => signatureOf(line, key)).filter((it) => it !== undefined);
  const isSigned = own.length > 0 && own.every((it) => isSignatureOn(text, it, key));
  return isSigned ? { text, signatures: lines.length } : undefined;
}

/** The checkpoint of a note of the log with this origin, when this key signed it; undefined otherwise. */
export function openCheckpoint(
  note: string,
  key: VerifierKey,
  origin: string = key.name,
): OpenedNote | undefined {
  const signed = signedText(note, key);
  const checkpoint = signed && readCheckpoint(signed.text);
  if (!checkpoint || checkpoint.origin !== origin) return undefined;
  return { checkpoint, signatures: signed.signatures };
}

/** The signature of a line by this key. Lines of other keys are to be ignored (signed-note). */
function signatureOf(line: string, key: VerifierKey): Uint8Array | undefined {
  const head = `— ${key.name} `;
  const blob = line.startsWith(head) ? readBase64(line.slice(head.length)) : undefined;
  return blob && isEqual(blob.subarray(0, 4), key.id) ? blob.subarray(4) : undefined;
}

/** SPKI of Ed25519 up to the raw key (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex');

function isSignatureOn(text: string, signature: Uint8Array, key: VerifierKey): boolean {
  if (signature.length !== 64) return false;
  if (key.kind === 'SM2')
    return isSm2Signature(key.publicKey, Buffer.from(text, 'utf8'), signature);
  try {
    const der = Buffer.concat([spki, key.publicKey]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text, 'utf8'), publicKey, signature);
  } catch {
    return false;
  }
}

/** Exactly origin, size, root: our logs write no extension lines. */
function readCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n');
  const [origin, sizeText, rootText, end] = lines;
  if (!origin || lines.length !== 4 || end !== '') return undefined;
  const size = readDecimal(sizeText ?? '');
  const root = readBase64(rootText ?? '', hashBytes);
  return size === undefined || !root ? undefined : { origin, size, root };
}
