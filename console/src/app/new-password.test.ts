// Hint and rule agree: what the page asks of a new password is what the server wants.
import { rule } from '@shouxin/contract/items';
import { expect, it } from 'vitest';
import { passwordRule } from './password-rule.ts';

it('the hint names the length and the kinds of the rules', () => {
  expect(passwordRule).toEqual({
    min: rule('password.min_chars'),
    kinds: rule('password.kinds_min'),
  });
});
