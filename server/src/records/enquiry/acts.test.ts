// Every act has a stage and words: what happened to a customer's information never drops out of the timeline.
import { describe, expect, it } from 'vitest';
import { allOperations } from '@shouxin/contract';
import { stages, stagesFrom, stagesOf, titleOf } from './acts.ts';

describe('R1.4.1 the six stages', () => {
  const cases: [string, string[]][] = [
    ['customers.register', ['collect', 'store']],
    ['customers.amend', ['collect', 'store']],
    ['collection.submit', ['collect']],
    ['consent.withdraw', ['collect']],
    ['approvals.approve', ['collect']],
    ['approvals.view', ['use']],
    ['customers.reveal', ['use']],
    ['disclosure.open', ['use']],
    ['something.unheard-of', ['use']],
    ['keys.shred', ['destroy']],
    ['keys.rotate', ['store']],
    ['customers.undo', ['destroy']],
  ];
  it.each(cases)('%s', (act, expected) => {
    expect(stagesOf(act)).toEqual(expected);
  });

  it('counts an act in each of its stages, with the last time, and stages without acts as none', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
    const counted = stagesFrom([
      { act: 'customers.register', count: 1, last: at(1) },
      { act: 'customers.view', count: 5, last: at(3) },
      { act: 'customers.reveal', count: 2, last: at(2) },
    ]);
    expect(Object.keys(counted)).toEqual([...stages]);
    expect(counted).toMatchObject({
      collect: { count: 1, last: at(1).toISOString() },
      store: { count: 1, last: at(1).toISOString() },
      use: { count: 7, last: at(3).toISOString() },
      share: { count: 0, last: null },
    });
  });

  it('has words for every operation of the contract', () => {
    for (const { id, title } of allOperations) expect(titleOf(id)).toEqual(title);
    expect(titleOf('customers.register').zh).toBe('登记客户');
  });
});
