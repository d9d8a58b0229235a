// The offline verifier: files and a key in, a verdict out.
export { verifyCommand, type VerifyRequest } from './command.ts';
export { verifyConsistency, type ConsistencyClaim } from './consistency.ts';
export { verifyEvidence, type EvidenceVerdict } from './evidence.ts';
export { verifyExport, type ExportVerdict } from './export.ts';
export { hashLeaf, isConsistent, rootOfInclusion } from './merkle.ts';
export { openCheckpoint, readVerifierKey, type Checkpoint, type VerifierKey } from './note.ts';
export { pinKey, pinnedKeysFile, readPinnedKeys, type Pinning } from './pinned-keys.ts';
export type { Refused } from './verdict.ts';
