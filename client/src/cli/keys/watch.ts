// Follows the rotations under way until all of them have ended, a line for each step forward. Leaving does not stop them: the work is
// the server's.
import { operations, type Rotation } from '@shouxin/contract';
import type { Client } from '../../call.ts';
import { both } from '../exit.ts';
import { progressLine } from './show.ts';

/** Each look is an entry in the log. */
const everyMs = 2_000;

interface Watching {
  readonly say: (line: string) => void;
  readonly pauseMs?: number;
}

export async function watchRotations(
  client: Client,
  { say, pauseMs = everyMs }: Watching,
): Promise<void> {
  const said = new Map<string, string>();
  const tell = (it: Rotation) => {
    const line = progressLine(it);
    if (said.get(it.rotation) !== line) say(line);
    said.set(it.rotation, line);
  };
  for (;;) {
    const { items } = await client.call(operations.keys.rotations, { limit: 10 });
    const running = items.filter(({ state }) => state === 'running');
    // One that was followed is told once more when it has ended.
    for (const it of items.toReversed())
      if (it.state === 'running' || said.has(it.rotation)) tell(it);
    if (running.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (said.size === 0) say(both({ zh: '没有进行中的轮换', en: 'no rotation is under way' }));
}
