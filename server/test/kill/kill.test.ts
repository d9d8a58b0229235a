// Thirty rounds of SIGKILL under load: PostgreSQL, the server, or both at once, while customers are registered, reviewed,
// revealed and imported (SECURITY T15). After each round every answered act is in the log and in effect, nothing is half done,
// the log is intact, and what was broken off can be sent again and happens once. The negative control does lose, and is caught.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { halfStates, lostActs } from './faults.ts';
import { openLoad, type Load } from './load.ts';
import { openVictim, type Kill } from './victim.ts';

/** A server starts PostgreSQL again at most five times a minute; after four it is killed itself. */
const rounds: readonly Kill[] = Array.from({ length: 6 }, (_, at): Kill[] => [
  ...Array.from({ length: 4 }, (): Kill => 'postgres'),
  at % 3 === 2 ? 'both' : 'server',
]).flat();

const victim = await openVictim();
afterAll(() => victim.close());
let load: Load;

async function expectIntact(about: string): Promise<void> {
  expect(await load.check(), about).toMatchObject({ intact: true, findings: [] });
}

describe('killed under load', () => {
  test(`loses nothing in ${rounds.length} rounds`, { timeout: 240_000 }, async () => {
    await victim.start();
    load = await openLoad(victim.base);
    const counted = { acked: 0, again: 0 };
    for (const [round, kill] of rounds.entries()) {
      const working = load.begin();
      await sleep(100 + Math.random() * 300);
      const killed = victim.kill(kill);
      await working.stop();
      await killed;
      if (kill !== 'postgres') await victim.start();
      const about = `round ${round}, ${kill}`;
      const wrong = victim.look(async (ask) => [
        ...(await lostActs(ask, load.acked)),
        ...(await halfStates(ask)),
      ]);
      expect(await wrong, about).toEqual([]);
      counted.again += await load.finish();
      expect(load.findings, `${about}\n${victim.said()}`).toEqual([]);
      if (kill !== 'postgres') await expectIntact(about);
    }
    counted.acked = load.acked.length;
    // A load that did nothing, or was never interrupted, would prove nothing.
    const kinds = new Set(load.acked.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['reveal', 'submit', 'approve']));
    expect(counted.acked).toBeGreaterThan(rounds.length * 3);
    expect(counted.again).toBeGreaterThan(rounds.length);
  });

  test(
    'finishes the import that was under way, each record once',
    { timeout: 60_000 },
    async () => {
      await load.finishImport();
      expect(load.findings).toEqual([]);
      expect(await victim.look(halfStates)).toEqual([]);
      const applied = `SELECT count(*)::int AS n FROM imports.batch WHERE state = 'applied'`;
      const [row] = await victim.look((ask) => ask(applied));
      expect(row?.['n']).toBeGreaterThan(0);
    },
  );

  test('negative control: answers before the commit is on disk are lost, and that is found', async () => {
    await victim.stop();
    await victim.start(fileURLToPath(new URL('weaken.ts', import.meta.url)));
    let lost: string[] = [];
    for (let round = 0; round < 4 && lost.length === 0; round += 1) {
      const working = load.begin();
      await sleep(400);
      const killed = victim.killPostgres();
      await working.stop();
      await killed;
      lost = await victim.look((ask) => lostActs(ask, load.acked));
    }
    expect(lost).not.toEqual([]);
  });
});
