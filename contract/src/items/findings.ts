// The closed table of what can be wrong with a value. Codes are stable (interfaces and reports carry them); messages
// say how to fix it. A message may reach a log, so it never holds the value: only a computed check digit or a rule.
import { z } from 'zod';
import findingsJson from '../../data/findings.json' with { type: 'json' };
import type { Words } from '../words.ts';
import { findItem, partOf } from './dictionary.ts';

export type Severity = 'reject' | 'warn';

const row = z.strictObject({
  severity: z.enum(['reject', 'warn']),
  zh: z.string().max(200),
  en: z.string().max(300),
});

export type FindingCode = keyof typeof findingsJson.findings;

const codes = Object.keys(findingsJson.findings) as FindingCode[];
const table = z.record(z.enum(codes), row).parse(findingsJson.findings);

export type Finding = {
  item: string;
  part?: string;
  code: FindingCode;
  severity: Severity;
  message: Words;
};

export const findingCodes: readonly FindingCode[] = codes;

export const severityOf = (code: FindingCode): Severity => table[code].severity;

function nameOf(item: string, part?: string): Words {
  const named = part === undefined ? findItem(item) : (partOf(item, part) ?? findItem(item));
  return named?.name ?? { zh: '该项', en: 'This item' };
}

/** A finding on an item or a part. `detail` may be a limit or a check digit, never anything the customer gave. */
export function finding(target: string, code: FindingCode, detail = ''): Finding {
  const [item = '', part] = target.split('.', 2);
  const { severity, zh, en } = table[code];
  const name = nameOf(item, part);
  const fill = (text: string, label: string): string =>
    text.replace('{item}', () => label).replace('{0}', () => detail);
  const base = { item, code, severity, message: { zh: fill(zh, name.zh), en: fill(en, name.en) } };
  return part === undefined ? base : { ...base, part };
}
