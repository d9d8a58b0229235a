// The clause map says red when it does not know.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clauseMap, readClauses, type ProbeResult } from './clause-map.ts';

const green: ProbeResult = { state: 'green', words: { zh: '正常', en: 'Fine' }, measured: [] };
const at = new Date('2026-11-23T06:00:00Z');
const root = new URL('../../../../', import.meta.url);

describe('clause map', () => {
  it('R1.0 shows red for a control that nothing measures or whose check fails', async () => {
    const clauses = readClauses();
    const probe = clauses[0]?.probe ?? '';
    const failing = await clauseMap(
      clauses,
      { [probe]: () => Promise.reject(new Error('down')) },
      at,
    );
    expect(failing.every((row) => row.state === 'red')).toBe(true);
    const one = await clauseMap(clauses, { [probe]: () => Promise.resolve(green) }, at);
    expect(one[0]?.state).toBe('green');
  });

  it('R1.0 runs each probe once', async () => {
    let runs = 0;
    const clauses = readClauses();
    const probes = Object.fromEntries(
      clauses.map(({ probe }) => [
        probe,
        () => {
          runs += 1;
          return Promise.resolve(green);
        },
      ]),
    );
    await clauseMap(clauses, probes, at);
    expect(runs).toBe(new Set(clauses.map(({ probe }) => probe)).size);
  });

  it.each(readClauses().map((clause) => [clause.clause, clause] as const))(
    'R1.0 %s names tests that exist and name it',
    (_, clause) => {
      expect(clause.tests.length).toBeGreaterThan(0);
      for (const test of clause.tests) {
        const file = new URL(test, root);
        expect(existsSync(file), test).toBe(true);
        expect(readFileSync(file, 'utf8')).toContain(clause.clause);
      }
    },
  );
});
