// The SDK's front door: everything a program needs to speak with Shouxin, typed by the contract.
export { createClient } from './call.ts';
export type { AnswerOf, CallOptions, Client, ClientOptions, ReceivedFile } from './call.ts';
export { withCookies } from './cookies.ts';
export { RefusedCall } from './refused-call.ts';
export { createSessionProofs } from './session-proof.ts';
export type { HeldProof, ProofKeeper, SessionProofs } from './session-proof.ts';
