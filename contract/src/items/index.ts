// The items: dictionary, code tables, rules and lists as checked data; normalising, validating and masking of values.
// Pure: runs in the browser and in the server, has no clock and no randomness.
export * from './calendar.ts';
export * from './check-record.ts';
export { longTerm } from './check-text.ts';
export * from './checksums.ts';
export { type Derived, crossCheck, derive } from './cross-checks.ts';
export { describeItem } from './describe.ts';
export * from './dictionary.ts';
export { hasIdentityNumber, readDocumentNumber } from './document-number.ts';
export * from './findings.ts';
export { type FromNumber, fromOldIdentityNumber, readIdentityNumber } from './identity-number.ts';
export type { AnyOutcome, ItemInput, ItemQuestion, ItemValue } from './item-types.ts';
export * from './lint-list.ts';
export * from './lists.ts';
export * from './masks.ts';
export * from './normalise.ts';
export { type FoundRegion, findRegion, knowsRegion, regionName } from './regions.ts';
export * from './rules.ts';
export * from './tables.ts';
export { validateItem } from './validate.ts';
