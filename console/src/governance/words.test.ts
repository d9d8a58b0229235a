// R1.0, R1.5.3: what the auditor and the compliance officer read is said in Chinese words, with no code of the program left over.
import clauses from '@shouxin/contract/data/clauses.json' with { type: 'json' };
import { shownKinds } from '@shouxin/contract/proof';
import { describe, expect, it } from 'vitest';
import { inResult, inShown } from '../trail/words.ts';
import { inRoom } from './words.ts';

const isChinese = (text: string): boolean => /^[\u4e00-\u9fff，]+$/.test(text);

describe('R1.5.3 words of the trail and of the clause map', () => {
  it.each([...new Set(clauses.map((it) => it.room))])('room %s', (room) => {
    expect(isChinese(inRoom(room).zh)).toBe(true);
  });

  it.each(['done', 'repeated', 'proposed', 'approved', 'rejected', 'refused', 'failed'])(
    'result %s',
    (result) => expect(isChinese(inResult(result).zh)).toBe(true),
  );

  it.each(shownKinds)('shown %s', (shown) => expect(isChinese(inShown(shown).zh)).toBe(true));
});
