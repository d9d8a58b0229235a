// A plan while it is written: rows move and keep what was typed; what was opened is sent as it was when nothing was changed.
import type { PlanDraft } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { moved, termsOf, withRole, writingOf } from './writing.ts';

const plan: PlanDraft = {
  name: '预案',
  scenario: 'other',
  dataSets: ['backup'],
  scope: '范围',
  activation: '条件',
  rtoMinutes: 60,
  rpoMinutes: 5,
  roles: [
    { role: '总指挥', holder: '甲', phone: '1', deputy: '乙', deputyPhone: '2' },
    { role: '恢复岗', holder: '丙', phone: '3', deputy: '丁', deputyPhone: '4' },
  ],
  steps: [
    { what: '一', role: '总指挥', minutes: 10, verify: '好' },
    { what: '二', role: '恢复岗', minutes: 20, verify: '好' },
  ],
  checks: ['核验'],
  note: '说明',
};

describe('R3.2.4 writing a plan', () => {
  it('opened and sent unchanged it is the same', () => {
    expect(termsOf(writingOf(plan))).toEqual(plan);
  });

  it('moves a row one place and not beyond an end', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
  });

  it('a renamed role keeps its steps, unless two roles have that name', () => {
    const renamed = withRole(writingOf(plan), 1, { role: '数据库恢复岗' });
    expect(termsOf(renamed).steps.map((step) => step.role)).toEqual(['总指挥', '数据库恢复岗']);
    const twice = withRole(writingOf(plan), 1, { role: '总指挥' });
    const apart = withRole(twice, 1, { role: '另一岗' });
    expect(termsOf(apart).steps.map((step) => step.role)).toEqual(['总指挥', '总指挥']);
  });
});
