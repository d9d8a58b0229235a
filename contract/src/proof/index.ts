// Proof formats, shared by the server that writes them and the verifier that trusts no server: types and constants only.
export * from './attack.ts';
export * from './certificate.ts';
export * from './drill-report.ts';
export * from './entry.ts';
export { entryOf } from './entry-check.ts';
export * from './evidence.ts';
export * from './formats.ts';
