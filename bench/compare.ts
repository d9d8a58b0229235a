// Sides in turns, twice, so that a busy moment of the machine falls on each of them; the better run of each counts.
import { load, sound, type Load, type Measured } from './load.ts';
import type { Row } from './report.ts';

export interface Side {
  readonly next: Load['next'];
  /** A process of its own that is there only in its turn: what a second server does in the background must not weigh on the first. */
  readonly start: () => Promise<{ readonly port: number; stop(): Promise<void> }>;
}

/** One that stays. */
export const standing =
  (port: number): Side['start'] =>
  async () => ({
    port,
    stop: async () => {},
  });

export const seconds = Number(process.env.BENCH_SECONDS ?? 4);

export async function inTurns<Name extends string>(
  sides: Readonly<Record<Name, Side>>,
  connections: number,
): Promise<Record<Name, Measured>> {
  const best = {} as Record<Name, Measured>;
  const names = Object.keys(sides) as Name[];
  for (let turn = 0; turn < 2; turn += 1) {
    for (const name of names) {
      const { next, start } = sides[name];
      const { port, stop } = await start();
      const measured = sound(await load({ port, next, connections, seconds, warmSeconds: 1.5 }));
      await stop();
      if (!(name in best) || measured.perSecond > best[name].perSecond) best[name] = measured;
    }
  }
  return best;
}

export const connectionsText = (count: number): string =>
  `${count} connection${count === 1 ? '' : 's'}`;

/** Throughput against the floor. */
export function rateRow(
  what: string,
  { ours, floor }: { ours: Measured; floor: Measured },
  atLeast: number,
): Row {
  return {
    what,
    ours: ours.perSecond,
    floor: floor.perSecond,
    unit: '/s',
    ratio: ours.perSecond / floor.perSecond,
    goal: { atLeast },
    note: `p50 ${ours.p50.toFixed(1)} ms, floor ${floor.p50.toFixed(1)} ms`,
  };
}

export function p99Row(what: string, { ours, floor }: { ours: Measured; floor: Measured }): Row {
  return {
    what,
    ours: ours.p99,
    floor: floor.p99,
    unit: 'ms',
    ratio: ours.p99 / floor.p99,
    goal: { atMost: 2 },
  };
}
