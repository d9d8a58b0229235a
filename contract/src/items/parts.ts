// Small shared words of the structured checks: an item's parts, blank parts, and an outcome that keeps no rejected value.
import type { ItemInput, ItemOutcome } from './item-types.ts';
import { type Finding } from './findings.ts';
import { normaliseText } from './normalise.ts';

export type Parts = Record<string, string>;

export const named = (input: ItemInput, whole: string): Parts =>
  typeof input === 'string' ? { [whole]: input } : input;

export const isBlankPart = (text: string | undefined): boolean =>
  text === undefined || normaliseText(text) === '';

export const rejects = (findings: readonly Finding[]): boolean =>
  findings.some((f) => f.severity === 'reject');

export const outcome = (value: Parts, findings: Finding[]): ItemOutcome =>
  rejects(findings) || Object.keys(value).length === 0 ? { findings } : { value, findings };
