// What came in, read with the contract. A refusal says where it does not fit and never what was sent: not even a field's name
// is repeated unless it is one of ours, because people and programs put values in the wrong place.
import { refuse, type Words } from '@shouxin/contract';
import type { z } from 'zod';
import type { Asked } from './perform.ts';

const reasonsMax = 20;

export function parseInput({ operation, input }: Pick<Asked, 'operation' | 'input'>): unknown {
  // PostgreSQL holds no NUL in a text, and nobody types one.
  if (JSON.stringify(input ?? null).includes('\\u0000')) refuse('input.invalid');
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return parsed.data;
  return refuse('input.invalid', {
    reasons: parsed.error.issues.slice(0, reasonsMax).map((issue) => ({
      item: placeOf(issue),
      code: issue.code,
      message: messageOf(issue),
    })),
  });
}

/** Fields of the contract, item codes and places in lists; a key that the caller made up is `?`. */
function placeOf({ code, path }: z.core.$ZodIssue): string {
  const isOurs = (it: PropertyKey) =>
    typeof it === 'number' || /^([a-z][A-Za-z]{0,39}|[A-Z]{2}\d{2})$/.test(String(it));
  const last = code === 'invalid_key' ? path.length - 1 : path.length;
  return path.map((it, at) => (at < last && isOurs(it) ? String(it) : '?')).join('.');
}

/** In words, with the bound where there is one; what does not fit is a person's mistake as often as a program's. */
function messageOf(issue: z.core.$ZodIssue): Words {
  if (issue.code === 'too_big') return tooMuch[issue.origin]?.(String(issue.maximum)) ?? unfit;
  if (issue.code === 'too_small') return tooLittle[issue.origin]?.(String(issue.minimum)) ?? unfit;
  return plainly[issue.code] ?? unfit;
}

const plainly: Partial<Record<string, Words>> = {
  invalid_type: { zh: '没有填写，或填写的类型不对', en: 'Missing, or of the wrong type' },
  invalid_format: { zh: '格式不对', en: 'Not in the right format' },
  invalid_value: { zh: '不在可选范围内', en: 'Not one of the values to choose from' },
  unrecognized_keys: { zh: '有不认识的字段', en: 'Unknown field' },
};

const unfit: Words = { zh: '填写不符合要求', en: 'It does not fit' };
type Bounded = Partial<Record<string, (bound: string) => Words>>;

const tooMuch: Bounded = {
  string: (max) => ({ zh: `过长，最多 ${max} 个字符`, en: `Too long: at most ${max} characters` }),
  array: (max) => ({ zh: `过多，最多 ${max} 项`, en: `Too many: at most ${max}` }),
  number: (max) => ({ zh: `过大，不能超过 ${max}`, en: `Too large: at most ${max}` }),
  int: (max) => ({ zh: `过大，不能超过 ${max}`, en: `Too large: at most ${max}` }),
};

const tooLittle: Bounded = {
  string: (min) => ({
    zh: `过短，至少 ${min} 个字符`,
    en: `Too short: at least ${min} characters`,
  }),
  array: (min) => ({ zh: `过少，至少 ${min} 项`, en: `Too few: at least ${min}` }),
  number: (min) => ({ zh: `过小，不能小于 ${min}`, en: `Too small: at least ${min}` }),
  int: (min) => ({ zh: `过小，不能小于 ${min}`, en: `Too small: at least ${min}` }),
};
