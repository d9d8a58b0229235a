// Front door of governance: the rule table and the clause map with its live state (R1.0, R1.1.2).
export { createGovernance } from './routes.ts';
export type { Probe, ProbeResult, Probes } from './clause-map.ts';
