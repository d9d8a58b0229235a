// Verifies that one signed checkpoint continues another: what a reader who kept the older one can ask for at any time.
import { hashBytes, proofHashesMax } from '@shouxin/contract/proof';
import { readBase64 } from './bytes.ts';
import { isConsistent } from './merkle.ts';
import { openCheckpoint, readVerifierKey, type Checkpoint } from './note.ts';
import { refused, type Refused } from './verdict.ts';

export interface ConsistencyClaim {
  /** Signed notes, as the log gave them. */
  readonly older: string;
  readonly newer: string;
  /** Base64 hashes of the consistency proof (RFC 6962 section 2.1.2). */
  readonly proof: readonly string[];
}

export interface ConsistencyVerdict {
  readonly kind: 'valid';
  readonly older: Checkpoint;
  readonly newer: Checkpoint;
}

/** A key is needed: two checkpoints that nobody vouches for prove nothing about each other. */
export function verifyConsistency(
  claim: ConsistencyClaim,
  trust: { readonly vkey: string },
): ConsistencyVerdict | Refused {
  const key = readVerifierKey(trust.vkey);
  if (!key) return refused('key');
  const older = openCheckpoint(claim.older, key)?.checkpoint;
  const newer = openCheckpoint(claim.newer, key)?.checkpoint;
  if (!older || !newer) return refused('signature');
  const proof = claim.proof.slice(0, proofHashesMax + 1).map((it) => readBase64(it, hashBytes));
  if (!proof.every((it) => it !== undefined)) return refused('shape');
  return isConsistent(older, newer, proof)
    ? { kind: 'valid', older, newer }
    : refused('consistency');
}
