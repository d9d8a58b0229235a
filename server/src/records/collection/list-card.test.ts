// R2.2.1: whoever names a list that is not there is told which lists there are, in both languages.
import { describe, expect, it } from 'vitest';
import { requireListInForce } from './list-card.ts';

describe('R2.2.1 naming a collection list', () => {
  it('answers the list in force', () => {
    expect(requireListInForce('CS-01', '2026-11-23').id).toBe('CS-01');
  });

  it('says which lists exist when there is no such list', () => {
    expect(() => requireListInForce('CS-99', '2026-11-23')).toThrow(
      expect.objectContaining({
        code: 'not-found',
        more: expect.objectContaining({
          remedy: { zh: expect.stringContaining('CS-01'), en: expect.stringContaining('CS-01') },
        }),
      }),
    );
  });
});
