// Coalesced reads: who asks in one turn of the loop shares a statement, who asks meanwhile the next one, nobody an earlier one.
import { describe, expect, it } from 'vitest';
import { coalesce, oncePer } from './coalesce.ts';

/** Requests that came together have been read, and what they asked for is on its way. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

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
  it('ask once for all who ask in one turn of the loop', async () => {
    const { asked, get } = gate();
    const all = [get('a'), get('b'), get('a')];
    expect(asked).toHaveLength(0);
    await turn();
    expect(asked.map((it) => it.keys)).toEqual([['a', 'b', 'a']]);
    asked[0]?.answer();
    expect(await Promise.all(all)).toEqual(['a!', 'b!', 'a!']);
    const next = get('a');
    await turn();
    asked[1]?.answer();
    expect(await next).toBe('a!');
    expect(asked).toHaveLength(2);
  });

  it('gather who comes while a statement runs', async () => {
    const { asked, get } = gate();
    const first = get('a');
    await turn();
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
    await turn();
    const after = get('a');
    asked[0]?.answer();
    await before;
    expect(asked).toHaveLength(2);
    asked[1]?.answer();
    expect(await after).toBe('a!');
  });

  it('fail for those of the statement, and go on', async () => {
    const { asked, get } = gate();
    const first = get('a');
    await turn();
    const second = get('b');
    asked[0]?.fail();
    await expect(first).rejects.toThrow('no database');
    asked[1]?.answer();
    expect(await second).toBe('b!');
  });
});

describe('once per connection', () => {
  it('keeps what belongs to one apart from what belongs to another', () => {
    const made: object[] = [];
    const of = oncePer((key: object) => made.push(key));
    const [first, second] = [{}, {}];
    expect([of(first), of(second), of(first)]).toEqual([1, 2, 1]);
    expect(made).toEqual([first, second]);
  });
});
