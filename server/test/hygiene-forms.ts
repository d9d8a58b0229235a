// A value in the forms it could leak in: as it is, as JSON writes it, hex, base64 at any offset, percent-encoded, UTF-16. For the
// tests that plant values and look for them; what they promise is worth as much as this file finds.

export interface Planted {
  readonly name: string;
  readonly value: string;
}

interface Form {
  readonly form: string;
  readonly text: string;
  /** Hex is found in capitals too. */
  readonly anyCase: boolean;
}

export function formsOf(value: string): Form[] {
  const bytes = Buffer.from(value, 'utf8');
  const wide = Buffer.from(value, 'utf16le');
  const exact = (form: string, text: string): Form => ({ form, text, anyCase: false });
  const loose = (form: string, text: string): Form => ({
    form,
    text: text.toLowerCase(),
    anyCase: true,
  });
  const all = [
    loose('json escapes', escaped(value)),
    loose('url', encodeURIComponent(value)),
    loose('hex', bytes.toString('hex')),
    loose('utf-16 hex', wide.toString('hex')),
    ...[0, 1, 2].map((offset) => exact('base64', coreOfBase64(bytes, offset))),
    ...[0, 1, 2].map((offset) =>
      exact('base64url', coreOfBase64(bytes, offset).replaceAll('+', '-').replaceAll('/', '_')),
    ),
    exact('json', JSON.stringify(value).slice(1, -1)),
    exact('plain', value),
  ];
  return [...new Map(all.map((it) => [it.text, it])).values()];
}

function escaped(value: string): string {
  return Array.from({ length: value.length }, (_, at) =>
    value.charCodeAt(at) < 0x80
      ? value.charAt(at)
      : `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** The part of the base64 that depends on the value alone when it stands `offset` bytes into something else. */
function coreOfBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const spoiltAtEnd = (bytes.length + offset) % 3 === 0 ? 0 : 1;
  return text.slice(offset === 0 ? 0 : offset + 1, text.length - spoiltAtEnd);
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

function stands({ text }: Form, where: string): boolean {
  if (isShort(text)) return new RegExp(`(?<![0-9A-Za-z])${text}(?![0-9A-Za-z])`).test(where);
  return where.includes(text);
}

/** Bytes as a text in which all forms can be looked for: as they are, and as hex. */
export function textOf(bytes: Buffer): string {
  return `${bytes.toString('latin1')}\n${bytes.toString('hex')}`;
}
