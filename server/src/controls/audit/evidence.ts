// Proofs that leave the house: inclusion, consistency, the evidence file of one entry, the export of a period. All
// against the latest signed checkpoint, all checkable by the offline verifier alone.
import { refuse } from '@shouxin/contract';
import {
  evidenceAdvice,
  evidenceFormat,
  evidenceTitle,
  exportFormat,
  headerFields,
  type Entry,
  type Evidence,
  type ExportHeader,
  type ExportTrailer,
} from '@shouxin/contract/proof';
import { canonical } from '../../kernel/canonical.ts';
import { runningSha256 } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { parseEntry } from './entry.ts';
import {
  hasSm2Line,
  proofLines,
  toBase64,
  type InclusionProof,
  type StoredCheckpoint,
} from './note.ts';
import { proveInSm3 } from './sm3/prove.ts';
import { LogBroken } from './state.ts';
import * as store from './store.ts';
import { consistencyPlan, foldRight, inclusionPlan, rightRanges, type Hash } from './tree.ts';

export interface LogNames {
  readonly origin: string;
  readonly verifierKey: string;
  /** Of the second signature, where the log has one. */
  readonly sm2?: { readonly verifierKey: string; readonly publicKey: Uint8Array };
}

/** The SM2 key as the file names it: only where the checkpoint is signed by it, which older ones are not. */
function sm2KeyOn(note: string, { origin, sm2 }: LogNames): string | undefined {
  return sm2 && hasSm2Line(note, origin, sm2.publicKey) ? sm2.verifierKey : undefined;
}

/** A proof with what it proves; refused while the entry is not yet under a checkpoint. */
export interface ProvenEntry extends InclusionProof {
  readonly body: Uint8Array;
  readonly checkpoint: StoredCheckpoint;
}

export async function proveInclusion(tx: Tx, id: string): Promise<ProvenEntry> {
  const entry = await store.placed(tx, id);
  if (!entry) refuse('not-found');
  const checkpoint = await store.lastCheckpoint(tx);
  if (entry.seq === null || !checkpoint || checkpoint.size <= entry.seq) {
    refuse('audit.not-integrated');
  }
  const plan = inclusionPlan(entry.seq, checkpoint.size);
  const hashes = (await store.edgesOf(tx, plan)).map((edge) => foldRight(edge));
  return { index: entry.seq, hashes, note: checkpoint.note, body: entry.body, checkpoint };
}

export async function proveConsistency(tx: Tx, from: number, to: number): Promise<Hash[]> {
  const size = await store.leafCount(tx);
  if (from > to || to > size) refuse('input.invalid');
  return (await store.edgesOf(tx, consistencyPlan(from, to))).map((edge) => foldRight(edge));
}

/** What a header line shows of a field; lists and maps in one line. */
function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([key, it]) => `${key}=${String(it)}`).join(' ');
}

export function headerOf(entry: Entry): string[] {
  const lines = headerFields.flatMap(({ label, path }) => {
    const found = path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      entry,
    );
    const text = shown(found);
    return text === undefined ? [] : [`${label}: ${text}`];
  });
  return [evidenceTitle, evidenceAdvice, ...lines];
}

/** The evidence file of one entry, as text. */
export async function evidenceOf(tx: Tx, id: string, names: LogNames): Promise<string> {
  const proven = await proveInclusion(tx, id);
  const entry = parseEntry(proven.body);
  if (!entry) throw new LogBroken('entry-malformed');
  const sm2Key = sm2KeyOn(proven.note, names);
  const second = sm2Key && (await proveInSm3(tx, proven.index));
  const evidence: Evidence = {
    format: evidenceFormat,
    header: headerOf(entry),
    entry: Buffer.from(proven.body).toString('utf8'),
    proof: proofLines(proven),
    key: names.verifierKey,
    ...(sm2Key && { gm: { key: sm2Key, ...(second && { proof: second }) } }),
  };
  return `${JSON.stringify(evidence, null, 2)}\n`;
}

const exportBatch = 512;

/**
 * All entries of a period, as one unbroken range of the log (what was appended between them comes along), with the
 * hashes that join the range to a signed checkpoint.
 */
export async function* exportPeriod(
  tx: Tx,
  period: { from: Date; to: Date },
  names: LogNames,
): AsyncGenerator<Uint8Array> {
  const checkpoint = await store.lastCheckpoint(tx);
  if (!checkpoint) refuse('audit.not-integrated');
  const places = (await store.placesOf(tx, period.from, period.to)) ?? { lo: 0, hi: 0 };
  const lo = Math.min(places.lo, checkpoint.size);
  const hi = Math.min(places.hi, checkpoint.size);
  const sm2Key = sm2KeyOn(checkpoint.note, names);
  const header: ExportHeader = {
    format: exportFormat,
    origin: names.origin,
    key: names.verifierKey,
    ...(sm2Key && { sm2Key }),
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    first: lo,
    count: hi - lo,
    left: (await store.edgeAt(tx, lo)).map(toBase64),
  };
  const digest = runningSha256();
  const line = (bytes: Uint8Array): Uint8Array => {
    const whole = Buffer.concat([bytes, Buffer.from('\n')]);
    digest.update(whole);
    return whole;
  };
  yield line(Buffer.from(canonical(header)));
  for (let seq = lo; seq < hi;) {
    const leaves = await store.bodiesFrom(tx, seq, Math.min(exportBatch, hi - seq));
    if (leaves.length === 0) throw new LogBroken('leaf-missing');
    for (const { body } of leaves) {
      if (body === null) throw new LogBroken('entry-missing');
      yield line(body);
    }
    seq += leaves.length;
  }
  const trailer: ExportTrailer = {
    right: (await store.edgesOf(tx, rightRanges(hi, checkpoint.size))).flat().map(toBase64),
    checkpoint: checkpoint.note,
    digest: toBase64(digest.digest()),
  };
  yield Buffer.from(`${canonical(trailer)}\n`);
}
