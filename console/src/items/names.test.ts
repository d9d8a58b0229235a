// Promise 7: where a refusal says that something does not fit, it names the item or the field, and never a code.
import { describe, expect, it } from 'vitest';
import { placeName } from './names.ts';

describe('promise 7: places in words', () => {
  it.each([
    ['NP10', '证件号码'],
    ['NP11.to', '证件有效期'],
    ['PR07', '复核事项内容'],
    ['terms.mobile', '手机号码'],
    ['ground', '更正依据'],
    ['terms.?', ''],
    ['purpose.code', ''],
  ])('%s', (place, zh) => {
    expect(placeName(place).zh).toBe(zh);
    expect(/[\u4e00-\u9fff]/.test(placeName(place).en)).toBe(false);
  });
});
