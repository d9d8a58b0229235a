// The offline verifier: files and a key in, a verdict out.
export { verifyCertificate } from './certificate.ts';
export { verifyCommand } from './command.ts';
export { verifyConsistency } from './consistency.ts';
export { verifyDrillReport } from './drill-report.ts';
export { verifyEvidence } from './evidence.ts';
export { verifyExport } from './export.ts';
export { pinKey, readPinnedKeys } from './pinned-keys.ts';
export { signOnce } from './sign-attack.ts';
