// What came in, read with the contract. A refusal says where it does not fit and never what was sent: not even a field's name
// is repeated unless it is one of ours, because people and programs put values in the wrong place.
import { refuse } from '@shouxin/contract';
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
      message: { zh: `此处填写不符合要求（${issue.code}）`, en: messageOf(issue) },
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

function messageOf({ code, message }: z.core.$ZodIssue): string {
  return code === 'unrecognized_keys' ? 'Unknown field' : message.slice(0, 200);
}
