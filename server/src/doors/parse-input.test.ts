// R4.1.1, promise 7: what does not fit is said in words with its bound, in both languages, and never repeats what was sent.
import { operations, Refusal } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { parseInput } from './parse-input.ts';

function refusedBy(input: unknown): Refusal {
  try {
    parseInput({ operation: operations.customers.search, input });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const purpose = { code: 'P-ACCT' };

describe('promise 7: a refused input explains itself', () => {
  it.each([
    [
      { by: 'mobile', mobile: '1'.repeat(31) },
      '过长，最多 30 个字符',
      'Too long: at most 30 characters',
    ],
    [{ by: 'mobile', mobile: '139' }, '过短，至少 6 个字符', 'Too short: at least 6 characters'],
    [{ by: 'mobile' }, '没有填写，或填写的类型不对', 'Missing, or of the wrong type'],
    [{ by: 'name-birth', name: '张', birthDate: '昨天' }, '格式不对', 'Not in the right format'],
  ])('%j', (terms, zh, en) => {
    const { code, more } = refusedBy({ terms, purpose });
    expect(code).toBe('input.invalid');
    expect(more.reasons?.map((it) => it.message)).toEqual([{ zh, en }]);
  });

  it('says no code of a program in its words', () => {
    for (const input of [{}, { terms: { by: 'x' }, purpose }, { purpose, more: 1 }, []]) {
      for (const { message } of refusedBy(input).more.reasons ?? [])
        expect(`${message.zh} ${message.en}`).not.toMatch(/[a-z]+_[a-z]+/);
    }
  });
});
