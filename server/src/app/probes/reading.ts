// A reading: whether a control holds, the words for both cases, and the figures that show it.
import type { Words } from '@shouxin/contract';
import type { ProbeResult } from '../../records/governance/index.ts';

export interface Reading {
  readonly ok: boolean;
  readonly good: Words;
  readonly bad: Words;
  readonly measured: readonly (readonly [string, string, number | string])[];
}

export function result({ ok, good, bad, measured }: Reading): ProbeResult {
  return {
    state: ok ? 'green' : 'red',
    words: ok ? good : bad,
    measured: measured.map(([zh, en, value]) => ({ label: { zh, en }, value: String(value) })),
  };
}

export const fine: Words = { zh: '运行正常', en: 'In force' };
