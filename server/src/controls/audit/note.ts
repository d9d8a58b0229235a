// C2SP signed-note and tlog-checkpoint, the log's side: text, signature line, verifier key (vkey), and reading its own
// notes back. A note is public; nothing here holds a private key.
import {
  hashBytes,
  noteBytesMax,
  noteSignaturesMax,
  noteTypeEd25519,
  noteTypeNamed,
  noteTypeSm2Name,
  proofHeading,
} from '@shouxin/contract/proof';
import {
  isSignedBy,
  isSm2SignedBy,
  publicKeyFrom,
  sha256,
  type Signer,
} from '../../kernel/crypto/index.ts';
import type { Hash } from './tree.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
  readonly at: Date;
}

const keyIdBytes = 4;
/** Key names: no Unicode space, no plus, no control character. */
const keyName = /^[^\p{Z}\p{C}+]+$/u;
const decimal = /^(0|[1-9][0-9]{0,15})$/;

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** As people are shown a hash; empty for the hash of what is not there. */
export function toHex(hash: Uint8Array | undefined): string {
  return Buffer.from(hash ?? []).toString('hex');
}

/** Strict: only the text that `toBase64` would have written. */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** What stands before a public key and says how it signs. */
const types = {
  Ed25519: Buffer.of(noteTypeEd25519),
  SM2: Buffer.concat([Buffer.of(noteTypeNamed), Buffer.from(noteTypeSm2Name)]),
} as const;
type SignatureType = keyof typeof types;

interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly type: SignatureType;
}

const encoded = ({ type, publicKey }: NoteKey): Buffer => Buffer.concat([types[type], publicKey]);

/** key ID = SHA-256(key name || 0x0A || signature type || public key)[:4] */
function keyIdOf(key: NoteKey): Uint8Array {
  const text = Buffer.concat([Buffer.from(`${key.name}\n`), encoded(key)]);
  return sha256(text).subarray(0, keyIdBytes);
}

/** The verifier key as people pin it: name+id+base64(type || public key). */
export function verifierKeyOf(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = 'Ed25519',
): string {
  if (!keyName.test(name)) throw new RangeError('A key name has no space and no plus');
  const key = { name, publicKey, type };
  return `${name}+${Buffer.from(keyIdOf(key)).toString('hex')}+${toBase64(encoded(key))}`;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

async function signatureLine(text: string, key: NoteKey, signer: Signer): Promise<string> {
  const signature = await signer.sign(Buffer.from(text, 'utf8'));
  return `— ${key.name} ${toBase64(Buffer.concat([keyIdOf(key), signature]))}\n`;
}

/** Signs a text; the key's name is the origin (tlog-checkpoint: SHOULD match). */
export async function signNote(text: string, name: string, signer: Signer): Promise<string> {
  const key: NoteKey = { name, publicKey: signer.publicKey, type: 'Ed25519' };
  return `${text}\n${await signatureLine(text, key, signer)}`;
}

/** The same with SM2, for the checkpoints of the SM3 log, which have the keys of the first log and an origin of their own. */
export async function signSm2Note(text: string, name: string, signer: Signer): Promise<string> {
  const key: NoteKey = { name, publicKey: signer.publicKey, type: 'SM2' };
  return `${text}\n${await signatureLine(text, key, signer)}`;
}

/** A second signature on a note, over the same text. */
export async function addSm2Signature(note: string, name: string, signer: Signer): Promise<string> {
  const key: NoteKey = { name, publicKey: signer.publicKey, type: 'SM2' };
  return note + (await signatureLine(textOf(note), key, signer));
}

/** What is signed in a note: all before the empty line. */
export const textOf = (note: string): string => note.slice(0, note.lastIndexOf('\n\n') + 1);

export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, ...rest] = text.split('\n');
  if (!origin || !size || !root || rest.length !== 1 || rest[0] !== '') return undefined;
  const bytes = fromBase64(root);
  if (!decimal.test(size) || bytes?.length !== hashBytes) return undefined;
  return { origin, size: Number(size), root: bytes };
}

interface NoteParts {
  readonly text: string;
  readonly lines: readonly string[];
}

function partsOf(note: string): NoteParts | undefined {
  const gap = note.lastIndexOf('\n\n');
  const isNote = gap >= 0 && note.endsWith('\n') && Buffer.byteLength(note) <= noteBytesMax;
  if (!isNote) return undefined;
  const lines = note.slice(gap + 2, -1).split('\n');
  return lines.length > noteSignaturesMax ? undefined : { text: note.slice(0, gap + 1), lines };
}

/** Signatures of a note by this key; other keys' lines are not ours to judge. */
function signaturesBy(key: NoteKey, { lines }: NoteParts): Uint8Array[] {
  const id = keyIdOf(key);
  return lines.map((line) => signatureOn(line, key.name, id)).filter((it) => it !== undefined);
}

/** The text of a note, if this key signed it under this name; undefined for anything else. */
export function openNote(note: string, name: string, publicKey: Uint8Array): string | undefined {
  const parts = partsOf(note);
  if (!parts) return undefined;
  const own = signaturesBy({ name, publicKey, type: 'Ed25519' }, parts);
  const key = publicKeyFrom(publicKey);
  const bytes = Buffer.from(parts.text, 'utf8');
  return own.length > 0 && own.every((it) => isSignedBy(key, bytes, it)) ? parts.text : undefined;
}

/** The checkpoint in a note, in the same way. */
export function openCheckpoint(
  note: string,
  name: string,
  publicKey: Uint8Array,
): Checkpoint | undefined {
  const text = openNote(note, name, publicKey);
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  return checkpoint?.origin === name ? checkpoint : undefined;
}

/** Whether a note has a line of this SM2 key; what it is worth is another question. */
export function hasSm2Line(note: string, name: string, publicKey: Uint8Array): boolean {
  const parts = partsOf(note);
  return parts !== undefined && signaturesBy({ name, publicKey, type: 'SM2' }, parts).length > 0;
}

/** What the SM2 key says of a note: nothing in notes of before it was there, and never a wrong signature. */
export function sm2Verdict(
  note: string,
  name: string,
  publicKey: Uint8Array,
): 'absent' | 'signed' | 'wrong' {
  const parts = partsOf(note);
  const own = parts ? signaturesBy({ name, publicKey, type: 'SM2' }, parts) : [];
  if (!parts || own.length === 0) return 'absent';
  const bytes = Buffer.from(parts.text, 'utf8');
  const isGood = own.every((signature) => isSm2SignedBy(publicKey, bytes, { signature }));
  return isGood ? 'signed' : 'wrong';
}

/** The signature of a line, if it is by the key of this name and id; other keys' lines are not ours to judge. */
function signatureOn(line: string, name: string, id: Uint8Array): Uint8Array | undefined {
  const [dash, by, blob, ...more] = line.split(' ');
  if (dash !== '—' || by !== name || blob === undefined || more.length > 0) return undefined;
  const bytes = fromBase64(blob);
  if (!bytes || Buffer.compare(bytes.subarray(0, keyIdBytes), id) !== 0) return undefined;
  return bytes.subarray(keyIdBytes);
}

export interface InclusionProof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  readonly note: string;
}

/** C2SP tlog-proof as lines: heading, index, path, empty line, checkpoint. */
export function proofLines({ index, hashes, note }: InclusionProof): string[] {
  return [
    proofHeading,
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
    ...note.slice(0, -1).split('\n'),
  ];
}
