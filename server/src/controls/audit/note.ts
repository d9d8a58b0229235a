// C2SP signed-note and tlog-checkpoint, the log's side: text, signature line, verifier key (vkey), and reading its own
// notes back. A note is public; nothing here holds a private key.
import {
  hashBytes,
  noteBytesMax,
  noteSignaturesMax,
  noteTypeEd25519,
  proofHeading,
} from '@shouxin/contract/proof';
import { isSignedBy, publicKeyFrom, sha256, type Signer } from '../../kernel/crypto/index.ts';
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

/** key ID = SHA-256(key name || 0x0A || signature type || public key)[:4] */
function keyIdOf(name: string, publicKey: Uint8Array): Uint8Array {
  const text = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(noteTypeEd25519), publicKey]);
  return sha256(text).subarray(0, keyIdBytes);
}

/** The verifier key as people pin it: name+id+base64(type || public key). */
export function verifierKeyOf(name: string, publicKey: Uint8Array): string {
  if (!keyName.test(name)) throw new RangeError('A key name has no space and no plus');
  const id = Buffer.from(keyIdOf(name, publicKey)).toString('hex');
  return `${name}+${id}+${toBase64(Buffer.concat([Buffer.of(noteTypeEd25519), publicKey]))}`;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Signs a text; the key's name is the origin (tlog-checkpoint: SHOULD match). */
export async function signNote(text: string, name: string, signer: Signer): Promise<string> {
  const signature = await signer.sign(Buffer.from(text, 'utf8'));
  const blob = Buffer.concat([keyIdOf(name, signer.publicKey), signature]);
  return `${text}\n— ${name} ${toBase64(blob)}\n`;
}

export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, ...rest] = text.split('\n');
  if (!origin || !size || !root || rest.length !== 1 || rest[0] !== '') return undefined;
  const bytes = fromBase64(root);
  if (!decimal.test(size) || bytes?.length !== hashBytes) return undefined;
  return { origin, size: Number(size), root: bytes };
}

/** The checkpoint in a note, if this key signed it under this name; undefined for anything else. */
export function openCheckpoint(
  note: string,
  name: string,
  publicKey: Uint8Array,
): Checkpoint | undefined {
  if (Buffer.byteLength(note) > noteBytesMax) return undefined;
  const gap = note.lastIndexOf('\n\n');
  if (gap < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > noteSignaturesMax) return undefined;
  const id = keyIdOf(name, publicKey);
  const own = lines.map((line) => signatureOn(line, name, id)).filter((it) => it !== undefined);
  const key = publicKeyFrom(publicKey);
  const bytes = Buffer.from(text, 'utf8');
  if (own.length === 0 || !own.every((it) => isSignedBy(key, bytes, it))) return undefined;
  const checkpoint = parseCheckpoint(text);
  return checkpoint?.origin === name ? checkpoint : undefined;
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
