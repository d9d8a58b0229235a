// Which planted values stand in a text, for the tests that plant values and look for them. The forms are those in which the
// product's own attack looks (doors/admin/attack/forms.ts).
import { formsOf, type Planted as Known, type TextForm } from '../src/doors/admin/attack/forms.ts';

export { formsOf };

export interface Planted extends Known {
  readonly value: string;
}

/** Six digits stand in many numbers: alone they must be found as a word. */
const isShort = (text: string) => /^\d{1,6}$/.test(text);

/** Which values stand in a text, and in which form. */
export function leaksIn(text: string, planted: readonly Planted[]): string[] {
  const lower = text.toLowerCase();
  return planted.flatMap(({ name, value }) =>
    formsOf(value)
      .filter((it) => stands(it, it.anyCase ? lower : text))
      .map((it) => `${name} as ${it.form}`),
  );
}

function stands({ text }: TextForm, where: string): boolean {
  if (isShort(text)) return new RegExp(`(?<![0-9A-Za-z])${text}(?![0-9A-Za-z])`).test(where);
  return where.includes(text);
}

/** Bytes as a text in which all forms can be looked for: as they are, and as hex. */
export function textOf(bytes: Buffer): string {
  return `${bytes.toString('latin1')}\n${bytes.toString('hex')}`;
}
