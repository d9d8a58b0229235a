// Verifies an evidence file with nothing but the file and a key: no network, no database, no clock. The file is rebuilt
// from its parts and must come out byte for byte, so there is no byte that does not count.
import {
  entryOf,
  evidenceAdvice,
  evidenceBytesMax,
  evidenceSchema,
  evidenceTitle,
  hashBytes,
  headerFields,
  originOf,
  proofHeading,
  sm3OriginOf,
  type Entry,
  type Evidence,
} from '@shouxin/contract/proof';
import {
  isEqual,
  readBase64,
  readDecimal,
  readJson,
  readText,
  sm3,
  writeCanonical,
} from './bytes.ts';
import { hashLeaf, rootOfInclusion } from './merkle.ts';
import { openCheckpoint, readVerifierKey, type Checkpoint } from './note.ts';
import {
  openVouched,
  refused,
  type Claimed,
  type Refused,
  type Trust,
  type Vouched,
} from './verdict.ts';

export interface EvidenceVerdict extends Vouched {
  readonly entry: Entry;
  readonly index: number;
  /** The checkpoint of the SM3 tree, when the file proves the entry in that one too. */
  readonly sm3?: Checkpoint;
}

export function verifyEvidence(bytes: Uint8Array, trust: Trust = {}): EvidenceVerdict | Refused {
  const evidence = readEvidence(bytes);
  const proof = evidence && readProof(evidence.proof);
  if (!evidence || !proof) return refused('shape');
  const vouched = openVouched(proof.note, claimedBy(evidence), trust);
  if (vouched.kind === 'refused') return vouched;
  const { root, size, origin } = vouched.checkpoint;
  const body = Buffer.from(evidence.entry, 'utf8');
  const entry = readEntry(body, origin);
  if (!entry) return refused('entry');
  if (!isSameList(evidence.header, headerOf(entry))) return refused('header');
  const found = rootOfInclusion({ leaf: hashLeaf(body), size, ...proof });
  if (!found || !isEqual(found, root)) return refused('inclusion');
  return withSm3({ ...vouched, entry, index: proof.index }, evidence);
}

/** Adds the second proof to a verdict, where the file has one. */
function withSm3(verdict: EvidenceVerdict, { gm, entry }: Evidence): EvidenceVerdict | Refused {
  if (!gm?.proof) return verdict;
  const claim = { key: gm.key, proof: gm.proof, origin: verdict.checkpoint.origin };
  const sm3 = inSm3Log(Buffer.from(entry, 'utf8'), verdict.index, claim);
  return sm3 ? { ...verdict, sm3 } : refused('sm3');
}

const claimedBy = ({ key, gm }: Evidence): Claimed => ({ key, sm2Key: gm?.key });

interface Sm3Claim {
  readonly key: string;
  readonly proof: readonly string[];
  /** Of the first log. */
  readonly origin: string;
}

/** The same entry at the same place of the second tree, under its own checkpoint, signed by the SM2 key alone. */
function inSm3Log(body: Uint8Array, index: number, claim: Sm3Claim): Checkpoint | undefined {
  const key = readVerifierKey(claim.key);
  const proof = readProof(claim.proof);
  if (key?.kind !== 'SM2' || proof?.index !== index) return undefined;
  const opened = openCheckpoint(proof.note, key, sm3OriginOf(claim.origin));
  if (opened?.signatures !== 1) return undefined;
  const { checkpoint } = opened;
  const leaf = hashLeaf(body, sm3);
  const found = rootOfInclusion({ leaf, size: checkpoint.size, ...proof }, sm3);
  return found && isEqual(found, checkpoint.root) ? checkpoint : undefined;
}

function readEvidence(bytes: Uint8Array): Evidence | undefined {
  if (bytes.length > evidenceBytesMax) return undefined;
  const text = readText(bytes);
  const parsed = evidenceSchema.safeParse(readJson(text ?? ''));
  if (!parsed.success) return undefined;
  const { format, header, entry, proof, key, gm } = parsed.data;
  const second = gm && { key: gm.key, proof: gm.proof };
  const again = JSON.stringify({ format, header, entry, proof, key, gm: second }, null, 2);
  return `${again}\n` === text ? parsed.data : undefined;
}

interface Proof {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
}

/** C2SP tlog-proof without extra data: heading, index, path, empty line, checkpoint. */
function readProof(lines: readonly string[]): Proof | undefined {
  const [heading, indexLine = '', ...rest] = lines;
  const index = indexLine.startsWith('index ') ? readDecimal(indexLine.slice(6)) : undefined;
  const gap = rest.indexOf('');
  if (heading !== proofHeading || index === undefined || gap < 0) return undefined;
  const proof = rest.slice(0, gap).map((line) => readBase64(line, hashBytes));
  if (!proof.every((it) => it !== undefined)) return undefined;
  const note = rest.slice(gap + 1);
  // A line holds no line break: otherwise two files would say the same.
  if (lines.some((line) => line.includes('\n'))) return undefined;
  return { index, proof, note: `${note.join('\n')}\n` };
}

/** An entry of the log of this origin: canonical, complete, and of the instant its id says. */
export function readEntry(bytes: Uint8Array, origin: string): Entry | undefined {
  const text = readText(bytes);
  const entry = entryOf(readJson(text ?? ''));
  if (!entry || writeCanonical(entry) !== text) return undefined;
  const milliseconds = Number.parseInt(entry.id.replace('-', '').slice(0, 12), 16);
  const isOfItsTime = Date.parse(entry.at) === milliseconds;
  return isOfItsTime && originOf(entry.tenant) === origin ? entry : undefined;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

/** The header that this entry must have. */
export function headerOf(entry: Entry): string[] {
  const lines = [evidenceTitle, evidenceAdvice];
  for (const { label, path } of headerFields) {
    let found: unknown = entry;
    for (const key of path) {
      found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
    }
    if (found !== undefined && found !== null) lines.push(`${label}: ${inOneLine(found)}`);
  }
  return lines;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  return keys.map((key) => `${key}=${String(Reflect.get(value, key))}`).join(' ');
}
