// The work of a drill, from choosing a set to its report. Whatever happens in between, the scratch database goes and an entry of the log
// says what came of it (R3.2.5).
import { Refusal, refuse } from '@shouxin/contract';
import { transaction } from '../../kernel/database.ts';
import type { OpenSet } from '../backup/index.ts';
import type { StoredDrill } from './drill.ts';
import type { DrillParts } from './parts.ts';
import { targetsOf, type Outcome } from './outcome.ts';
import { prove } from './proving/prove.ts';
import { clearScratch, openScratch, type Scratch } from './proving/scratch.ts';
import { progressOf } from './progress.ts';
import { issue } from './report.ts';
import { chooseSet, endDrill, findDrill, unended } from './store.ts';

export function createDuties(parts: DrillParts) {
  /** Drills of this process: the queue may hand one over before the server has looked at what the last one left. */
  const atWork = new Set<string>();
  const inTurn = createTurn();
  const work = async (drill: string) => {
    atWork.add(drill);
    await inTurn(() => run(parts, drill)).finally(() => atWork.delete(drill));
  };
  return {
    duties: {
      'drills.run': ({ drill }: Readonly<Record<string, string>>) => work(drill ?? ''),
    },
    /** At start: a drill that was under way proves nothing, and its database is cleared away. */
    resume: async () => {
      const cutOff = (await unended(parts.db)).filter(({ drill }) => !atWork.has(drill));
      // Who works already clears the place for itself.
      if (atWork.size === 0) await inTurn(() => clearScratch(parts.scratchFolder));
      for (const it of cutOff) await endCutOff(parts, it);
    },
  };
}

/** One after the other: there is one place for a scratch database. */
function createTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <R>(work: () => Promise<R>): Promise<R> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

async function run(parts: DrillParts, drill: string): Promise<void> {
  const it = await findDrill(parts.db, drill);
  if (!it || it.endedAt !== null) return;
  const came = await attempted(parts, it);
  await progressOf(parts, drill)('report', 0, 0);
  await parts.runDuty('drills.report', (call) => issue(parts, call, { it, came }));
}

async function attempted(parts: DrillParts, it: StoredDrill): Promise<Outcome> {
  let set: OpenSet | undefined;
  const targets = await targetsOf(parts, parts.db);
  try {
    const chosen = it.set ?? (await choose(parts, it));
    await chooseSet(parts.db, it.drill, chosen);
    set = await parts.openSet(chosen);
    await progressOf(parts, it.drill)('database', 0, 0);
    const begunAt = performance.now();
    const scratch = await scratchFor(parts, set);
    try {
      const proof = await prove(parts, { it, set, scratch, begunAt, targets });
      return { set: set.manifest, proof, failure: null, targets };
    } finally {
      await scratch.close();
    }
  } catch (error) {
    const failure = error instanceof Refusal ? error.code : 'fault.internal';
    if (!(error instanceof Refusal)) parts.onFault(error);
    return { set: set?.manifest, proof: undefined, failure, targets };
  }
}

function scratchFor(parts: DrillParts, { manifest }: OpenSet): Promise<Scratch> {
  const { physical } = manifest;
  if (!physical) return openScratch(parts.scratchFolder);
  return openScratch(parts.scratchFolder, (inside) => parts.startPhysical(physical, inside));
}

async function choose({ db, wholeSets }: DrillParts, { chosen }: StoredDrill): Promise<string> {
  const whole = await wholeSets(db);
  const at = chosen === 'random' ? Math.floor(Math.random() * whole.length) : 0;
  return whole[at]?.set ?? refuse('backup.not-whole');
}

async function endCutOff(parts: DrillParts, { drill, step }: StoredDrill): Promise<void> {
  // One that had not begun begins now.
  if (step === 'waiting') {
    await transaction(parts.db, (tx) => parts.enqueue(tx, 'drills.run', { drill }));
    return;
  }
  await parts.runDuty('drills.report', async (call) => {
    const nothing = { failure: null, recoverySeconds: null, lostSeconds: null, statement: null, entry: null }; // prettier-ignore
    await endDrill(call.tx, { drill, endedAt: call.at, outcome: 'cut-off', ...nothing });
    call.append({ result: 'failed', facts: { drill, outcome: 'cut-off' } });
  });
}
