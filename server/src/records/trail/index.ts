// Front door of the trail: the auditor's view of the log, forward and back, with its proofs (R1.3.2c, R1.5.4).
export { createTrail } from './routes.ts';
export type { Names, Sealed, TrailParts } from './show.ts';
