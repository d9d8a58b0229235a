// A known value in the forms it could lie in where it must not: eight encodings, as texts and as the bytes they are. What
// the attack, the dump test and the hygiene tests promise is worth as much as this file finds.

export interface Planted {
  readonly name: string;
  /** Bytes for keys, which have no text. */
  readonly value: string | Uint8Array;
}

export interface TextForm {
  readonly form: string;
  readonly text: string;
  /** Hex is found in capitals too. */
  readonly anyCase: boolean;
}

export interface ByteForm {
  readonly form: string;
  readonly bytes: Buffer;
}

/** As it is, as JSON and addresses write it, hex (also of UTF-16), base64 at any offset. */
export function formsOf(value: string): TextForm[] {
  const bytes = Buffer.from(value, 'utf8');
  const all = [
    loose('json escapes', escaped(value)),
    loose('url', encodeURIComponent(value)),
    loose('hex', bytes.toString('hex')),
    loose('utf-16 hex', Buffer.from(value, 'utf16le').toString('hex')),
    ...base64Forms(bytes),
    exact('json', JSON.stringify(value).slice(1, -1)),
    exact('plain', value),
  ];
  return [...new Map(all.map((it) => [it.text, it])).values()];
}

const exact = (form: string, text: string): TextForm => ({ form, text, anyCase: false });
const loose = (form: string, text: string): TextForm => ({
  form,
  text: text.toLowerCase(),
  anyCase: true,
});

function escaped(value: string): string {
  return Array.from({ length: value.length }, (_, at) =>
    value.charCodeAt(at) < 0x80
      ? value.charAt(at)
      : `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

function base64Forms(bytes: Buffer): TextForm[] {
  const cores = [0, 1, 2].map((offset) => coreOfBase64(bytes, offset));
  return [
    ...cores.map((core) => exact('base64', core)),
    ...cores.map((core) => exact('base64url', core.replaceAll('+', '-').replaceAll('/', '_'))),
  ];
}

/** The part of the base64 that depends on the value alone when it stands `offset` bytes into something else. */
function coreOfBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const spoiltAtEnd = (bytes.length + offset) % 3 === 0 ? 0 : 1;
  return text.slice(offset === 0 ? 0 : offset + 1, text.length - spoiltAtEnd);
}

/** Shorter ones stand in random bytes by chance: a name of two signs is looked for in UTF-8, and not in UTF-16. */
const formBytesMin = 6;

/** Every form as bytes, capitals included. */
export function byteFormsOf(value: string | Uint8Array): ByteForm[] {
  const all = typeof value === 'string' ? ofText(value) : ofBytes(Buffer.from(value));
  const unlike = new Map(all.map((it) => [it.bytes.toString('latin1'), it]));
  return [...unlike.values()].filter(({ bytes }) => bytes.length >= formBytesMin);
}

function ofText(value: string): ByteForm[] {
  const wide = Buffer.from(value, 'utf16le');
  const chinese = gb18030(value);
  const reversed = /^\d[\dXx]{9,}$/.test(value) ? [[...value].toReversed().join('')] : [];
  return [
    ...formsOf(value).filter(isWhole).flatMap(asBytes),
    ...escapes('json escapes', escaped(value)),
    ...escapes('url', encodeURIComponent(value)),
    { form: 'utf-16', bytes: wide },
    { form: 'utf-16', bytes: Buffer.from(wide).swap16() },
    ...(chinese ? [{ form: 'gb18030', bytes: chinese }] : []),
    ...reversed.map((text) => ({ form: 'reversed', bytes: Buffer.from(text) })),
  ];
}

function ofBytes(bytes: Buffer): ByteForm[] {
  const texts = [loose('hex', bytes.toString('hex')), ...base64Forms(bytes)];
  return [{ form: 'plain', bytes }, ...texts.flatMap(asBytes)];
}

/** Not a text of which a part alone is written in hex. */
const isWhole = ({ form }: TextForm) => form !== 'json escapes' && form !== 'url';

function asBytes({ form, text, anyCase }: TextForm): ByteForm[] {
  const texts = anyCase ? [text, text.toUpperCase()] : [text];
  return texts.map((it) => ({ form, bytes: Buffer.from(it) }));
}

/** Hex digits of the escapes in either case, all other letters as they are. */
function escapes(form: string, text: string): ByteForm[] {
  const digits = /(?<=\\u)[0-9a-f]{4}|(?<=%)[0-9a-f]{2}/gi;
  const [low, high] = [
    text.replace(digits, (it) => it.toLowerCase()),
    text.replace(digits, (it) => it.toUpperCase()),
  ];
  return [low, high].map((it) => ({ form, bytes: Buffer.from(it) }));
}

let table: ReadonlyMap<string, Buffer> | undefined;

/** Node decodes GB 18030 and does not encode it. Undefined for signs of four bytes, which no older system has. */
function gb18030(text: string): Buffer | undefined {
  table ??= twoByteSigns();
  const known = table;
  const signs = Array.from(text, (it) => (it < '\u0080' ? Buffer.from(it) : known.get(it)));
  const found = signs.filter((it) => it !== undefined);
  return found.length === signs.length ? Buffer.concat(found) : undefined;
}

function twoByteSigns(): Map<string, Buffer> {
  const decoder = new TextDecoder('gb18030');
  const signs = new Map<string, Buffer>();
  for (let first = 0x81; first <= 0xfe; first += 1) {
    for (let second = 0x40; second <= 0xfe; second += 1) {
      const bytes = Buffer.of(first, second);
      const sign = second === 0x7f ? '' : decoder.decode(bytes);
      if (sign.length === 1 && sign !== '\ufffd') signs.set(sign, bytes);
    }
  }
  return signs;
}
