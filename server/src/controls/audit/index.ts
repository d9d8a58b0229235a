// The front door of the audit room: append, integrate, prove, read. Nothing in here can change or remove an entry.
export { createAudit } from './audit.ts';
export type { Audit, AuditParts, TrailEntry, TrailPage } from './audit.ts';
export type { GroupLimits } from './append.ts';
export type { CheckOptions, IntegrityReport, Progress } from './check-integrity.ts';
export type { AppendReceipt, TrailFilters } from './entry.ts';
export type { ProvenEntry } from './evidence.ts';
export type { Integrated } from './integrate.ts';
/** For reports that the key of the log signs as well: their text is never that of a checkpoint. */
export { openNote, signNote, verifierKeyOf } from './note.ts';
export type { Checkpoint, StoredCheckpoint } from './note.ts';
export type { BrokenReason, Finding, LogState } from './state.ts';
export { checkRestored, type RestoredLog } from './restored/check.ts';
export { leafHash } from './tree.ts';
export { fileWitness } from './witness.ts';
export type { Witness, Witnessed } from './witness.ts';
export { countByAct, countDaily, trailsBeyond, type DailyAsked } from './daily/store.ts';
