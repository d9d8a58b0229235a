// Ten minutes at 60 % of what the server can do: memory that grows, a loop that stalls and errors that come now and then show
// only with time. Run apart: `npm run bench -- soak` (BENCH_SOAK_SECONDS for another length).
import { inTurns, standing } from './compare.ts';
import { openHouse } from './house.ts';
import { load, sound, type Load } from './load.ts';
import { given, signIn } from './people.ts';
import { cycling, revealOf, subjectsOf } from './read.ts';
import type { Result } from './report.ts';

const soakSeconds = Number(process.env.BENCH_SOAK_SECONDS ?? 600);
const connections = 16;

interface State {
  readonly rss: number;
  readonly stallMs: number;
}

export async function soak(): Promise<Result> {
  const house = await openHouse();
  try {
    const ours = await house.start({ file: 'serve.ts', given });
    const teller = await signIn(ours, 'teller');
    const each = cycling(await subjectsOf(house, teller));
    const next: Load['next'] = () => revealOf(teller, each());
    const { only } = await inTurns({ only: { start: standing(ours.port), next } }, connections);
    const rate = only.perSecond * 0.6;
    const minute = { port: ours.port, next, connections, rate };
    // The first tenth is warming up: what is compared is the tenth after it with the last.
    const tenth = soakSeconds / 10;
    const residents: number[] = [];
    const stalls: number[] = [];
    let count = 0;
    await load({ ...minute, seconds: tenth });
    await ours.ask<State>('state');
    for (let part = 1; part < 10; part += 1) {
      count += sound(await load({ ...minute, seconds: tenth })).count;
      const state = await ours.ask<State>('state');
      residents.push(state.rss / 1e6);
      stalls.push(state.stallMs);
      console.log(
        `  ${Math.round((part + 1) * tenth)} s: ${Math.round(state.rss / 1e6)} MB, longest stall ${state.stallMs.toFixed(0)} ms`,
      );
    }
    const drift = ((residents.at(-1) ?? 0) / (residents[0] ?? 1) - 1) * 100;
    return {
      name: 'soak',
      title: `${Math.round(soakSeconds / 60)} minutes at 60 % load (${Math.round(rate)} reads/s)`,
      rows: [
        { what: 'resident memory drift', ours: Math.max(0, drift), unit: '%', goal: { atMost: 5 } },
        {
          what: 'longest stall of the event loop',
          ours: Math.max(...stalls),
          unit: 'ms',
          goal: { atMost: 100 },
        },
        {
          what: 'errors',
          ours: 0,
          unit: '',
          goal: { atMost: 0 },
          note: `${count.toLocaleString('en')} reads`,
        },
      ],
    };
  } finally {
    await house.close();
  }
}
