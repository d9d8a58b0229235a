// What the attack looks for: values that the institution knows to be in its data. Those of the demonstration are made again
// from its seed; a real institution writes a few of its own into a file, best of customers who do not exist.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemValue } from '@shouxin/contract';
import { businessDate } from '../../../kernel/clock.ts';
import { randomToken, sha256, sm3 } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import { demonstrationPeople } from '../demonstration/people.ts';
import { AttackRefused } from './copy.ts';
import type { Planted } from './forms.ts';
import { demonstrationOf } from './store.ts';

export interface Known extends Planted {
  readonly value: string;
}

/** Names of two signs are words of the language as well: found in a table of rules, they would prove nothing. */
const signsMin = 3;
const lineMax = 200;

export async function knownValues(db: Tx, file: string | undefined): Promise<Known[]> {
  if (file !== undefined) return fromFile(file);
  const { count, since } = await demonstrationOf(db);
  if (count === 0 || !since) {
    throw new AttackRefused(
      'There are no demonstration customers in the copy. Write values that are in it into a file, one a line, and give it with --values.',
    );
  }
  return demonstrationPeople(count, businessDate(since)).flatMap(({ values }, at) =>
    Object.entries(values).flatMap(([item, value]) => ofItem(`${item} ${at}`, value)),
  );
}

function fromFile(file: string): Known[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const known = lines
    .map((line, at) => ({ name: `line ${at + 1}`, value: line.trim() }))
    .filter(({ value }) => [...value].length >= signsMin && value.length <= lineMax);
  if (known.length > 0) return known;
  throw new AttackRefused(`${file} holds no line of 3 to ${lineMax} signs to look for.`);
}

const person = new Set(['NP01', 'NP06', 'NP08', 'NP10', 'NP22', 'CT02']);
const parts = new Set(['detail', 'name', 'documentNumber', 'mobile']);

/** Texts that are a person's own: no codes, dates or regions, which many share. */
function ofItem(name: string, value: ItemValue | undefined): Known[] {
  if (!person.has(name.slice(0, 4)) || value === undefined) return [];
  const texts =
    typeof value === 'string'
      ? [value]
      : Object.entries(value).flatMap(([part, text]) =>
          parts.has(part) && typeof text === 'string' ? [text] : [],
        );
  return texts
    .filter((text) => [...text].length >= signsMin)
    .map((text, at) => ({ name: `${name} ${at}`, value: text }));
}

/** A value that is put in on purpose, to see that the search finds. */
export function controlValue(): Known {
  return { name: 'control', value: `对照值-${randomToken()}` };
}

/** Digests without a key of each value: whoever stores those has stored a number of eleven digits. */
export function digestsOf(known: readonly Known[]): Planted[] {
  const bytes = (text: string) => Buffer.from(text);
  return known.flatMap(({ name, value }) => [
    { name: `SHA-256 of ${name}`, value: sha256(bytes(value)).subarray(0, digestBytes) },
    { name: `SM3 of ${name}`, value: sm3(bytes(value)).subarray(0, digestBytes) },
  ]);
}

/** The beginning is enough, and finds shortened ones. */
const digestBytes = 8;

const secretBytesMax = 4_096;

/** What lies in the keys folder, and by what a key store or a private key is known wherever it lies. */
export function secretsOf(keys: string): Planted[] {
  const marks = [
    { name: 'key store', value: 'SHOUXIN-KEYSTORE' },
    { name: 'private key', value: 'PRIVATE KEY-----' },
  ];
  return [...marks, ...filesOf(keys).flatMap((file) => ofSecretFile(keys, file))];
}

function filesOf(keys: string): string[] {
  try {
    return readdirSync(keys).filter((name) => statSync(join(keys, name)).isFile());
  } catch {
    return [];
  }
}

/** The witness is public. */
function ofSecretFile(keys: string, file: string): Planted[] {
  const bytes = readFileSync(join(keys, file));
  if (file === 'witness.json' || bytes.length > secretBytesMax) return [];
  if (file.endsWith('.json')) return textsIn(file, bytes.toString('utf8'));
  if (file.endsWith('.key')) return [{ name: file, value: bytes }];
  return [{ name: file, value: bytes.toString('utf8').trim() }];
}

function textsIn(file: string, json: string): Planted[] {
  const content: unknown = JSON.parse(json);
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([name, value]) =>
    typeof value === 'string' && value.length >= 8 ? [{ name: `${file} ${name}`, value }] : [],
  );
}
