// The desk asks each source for what waits for this actor, sorts by urgency and age, and shows at most fifty lines. It knows
// no table of theirs: app.ts hands in the sources, so that a new capability adds its line without touching this room.
import { operations, type OutputOf, type Post } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { routesOf } from '../../kernel/serve.ts';
import { deleteFilter, listFilters, saveFilter } from './saved-filters.ts';

type Desk = OutputOf<typeof operations.desk.desk>;
export type QueueItem = Desk['waiting'][number];

export interface DeskPart {
  readonly waiting?: readonly QueueItem[];
  readonly proposedByMe?: readonly QueueItem[];
  readonly figures?: Desk['figures'];
}

export interface DeskSource {
  readonly posts: readonly Post[];
  readonly gather: (call: Call) => Promise<DeskPart>;
}

const urgency = { late: 0, soon: 1, normal: 2 };

export function createDesk(sources: readonly DeskSource[]) {
  return {
    routes: routesOf(operations.desk, {
      filters: listFilters,
      saveFilter,
      deleteFilter,
      desk: async (call) => {
        const parts: DeskPart[] = [];
        for (const source of sources) {
          if (source.posts.includes(call.actor.post)) parts.push(await source.gather(call));
        }
        const waiting = parts.flatMap((part) => part.waiting ?? []).toSorted(byUrgency);
        call.append({ decision: 'allow', count: waiting.length });
        return {
          waiting: waiting.slice(0, 50),
          waitingBand: bandOf(waiting.length),
          proposedByMe: parts.flatMap((part) => part.proposedByMe ?? []).slice(0, 20),
          figures: parts.flatMap((part) => part.figures ?? []).slice(0, 3),
        };
      },
    }),
  };
}

function byUrgency(a: QueueItem, b: QueueItem): number {
  return urgency[a.tone] - urgency[b.tone] || a.at.localeCompare(b.at);
}

function bandOf(count: number): string {
  return count < 50 ? String(count) : '50+';
}
