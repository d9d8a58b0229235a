// What is being typed, item by item, and the small arithmetic on it. Pure: no field, no language.
import type { ItemInput } from '@shouxin/contract/items';

export type Values = Readonly<Record<string, ItemInput>>;

export function textIn(input: ItemInput | undefined): string {
  return typeof input === 'string' ? input : '';
}

export function partIn(input: ItemInput | undefined, part: string): string {
  return typeof input === 'object' ? (input[part] ?? '') : '';
}

export function withPart(
  input: ItemInput | undefined,
  part: string,
  text: string,
): Record<string, string> {
  return { ...(typeof input === 'object' ? input : {}), [part]: text };
}

export function isBlank(input: ItemInput | undefined): boolean {
  if (input === undefined) return true;
  const texts = typeof input === 'string' ? [input] : Object.values(input);
  return texts.every((text) => text.trim() === '');
}

/** What is sent: only items and parts that hold something. */
export function filled(values: Values): Record<string, ItemInput> {
  const kept = Object.entries(values).filter(([, input]) => !isBlank(input));
  return Object.fromEntries(kept.map(([id, input]) => [id, withoutBlankParts(input)]));
}

function withoutBlankParts(input: ItemInput): ItemInput {
  if (typeof input === 'string') return input.trim();
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, text]) => text.trim() !== '')
      .map(([part, text]) => [part, text.trim()]),
  );
}
