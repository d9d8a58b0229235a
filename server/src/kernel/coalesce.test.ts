// Coalesced reads: who asks alone is asked for at once, who asks meanwhile shares the next statement, nobody an earlier one.
import { describe, expect, it } from 'vitest';
import { coalesce } from './coalesce.ts';

function gate() {
  const asked: { keys: readonly string[]; answer: () => void; fail: () => void }[] = [];
  const load = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      asked.push({
        keys,
        answer: () =>
          resolve(new Map(keys.filter((it) => it !== 'gone').map((it) => [it, `${it}!`]))),
        fail: () => reject(new Error('no database')),
      });
    });
  return { asked, get: coalesce(load, (it) => it, { keysMax: 3, runningMax: 1 }) };
}

describe('coalesced reads', () => {
  it('ask at once when nobody else does, and gather who comes meanwhile', async () => {
    const { asked, get } = gate();
    const first = get('a');
    const rest = [get('b'), get('b'), get('gone'), get('c')];
    expect(asked.map((it) => it.keys)).toEqual([['a']]);
    asked[0]?.answer();
    expect(await first).toBe('a!');
    expect(asked.map((it) => it.keys)).toEqual([['a'], ['b', 'b', 'gone']]);
    asked[1]?.answer();
    expect(await Promise.all(rest.slice(0, 3))).toEqual(['b!', 'b!', undefined]);
    asked[2]?.answer();
    expect(await rest[3]).toBe('c!');
  });

  it('answer nobody from a statement that began before they asked', async () => {
    const { asked, get } = gate();
    const before = get('a');
    const after = get('a');
    asked[0]?.answer();
    await before;
    expect(asked).toHaveLength(2);
    asked[1]?.answer();
    expect(await after).toBe('a!');
  });

  it('fail for those of the statement, and go on', async () => {
    const { asked, get } = gate();
    const [first, second] = [get('a'), get('b')];
    asked[0]?.fail();
    await expect(first).rejects.toThrow('no database');
    asked[1]?.answer();
    expect(await second).toBe('b!');
  });
});
