// What came back: listed without being opened, and opened to go on writing. And the plans that anybody may start from.
import { refuse, type InputOf, type OutputOf, type plansOperations } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../../kernel/page.ts';
import { openDraft } from '../content.ts';
import type { PlansParts } from '../parts.ts';
import { findDraft, listDrafts, type Draft } from '../store.ts';
import { readStarters } from './starters.ts';

type Operations = typeof plansOperations;

function cardOf({ draft, plan, name, scenario, at }: Draft) {
  return { draft, plan, name, scenario, at: at.toISOString() };
}

export async function returned(
  call: Call,
  { cursor, limit }: InputOf<Operations['returned']>,
): Promise<OutputOf<Operations['returned']>> {
  const asked = { before: beforeOf(cursor), max: limit + 1 };
  const { rows, count } = await listDrafts(call.tx, asked);
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.draft });
  call.append({ count: page.items.length });
  return { ...page, items: page.items.map(cardOf) };
}

export function createDraft(parts: PlansParts) {
  return async (
    call: Call,
    { draft }: InputOf<Operations['draft']>,
  ): Promise<OutputOf<Operations['draft']>> => {
    const it = (await findDraft(call.tx, draft)) ?? refuse('not-found');
    call.append({ facts: { draft } });
    return { card: cardOf(it), terms: await openDraft(parts, draft, it.content) };
  };
}

export function starters(
  call: Call,
  { language }: InputOf<Operations['starters']>,
): Promise<OutputOf<Operations['starters']>> {
  const items = readStarters(language);
  call.append({ count: items.length });
  return Promise.resolve({ items });
}
