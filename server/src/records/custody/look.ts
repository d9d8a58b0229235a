// Reading the register: media with what each stands at today, one of them, and its log line by line.
import { refuse, type custodyOperations, type InputOf, type OutputOf } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { cardOf, entryOf } from './medium.ts';
import { noteOf, rules } from './parts.ts';
import { findMedium, listLines, listMedia } from './store.ts';

type Operations = typeof custodyOperations;

export async function media(
  call: Call,
  { cursor, limit, state, holds }: InputOf<Operations['media']>,
): Promise<OutputOf<Operations['media']>> {
  const today = businessDate(call.at);
  const asked = { state, holds, today, before: beforeOf(cursor), max: limit + 1 };
  const { rows, count } = await listMedia(call.tx, asked);
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.medium });
  call.append({ count: page.items.length });
  return { ...page, items: page.items.map((it) => cardOf(it, today)) };
}

export async function medium(
  call: Call,
  input: InputOf<Operations['medium']>,
): Promise<OutputOf<Operations['medium']>> {
  const it = (await findMedium(call.tx, input.medium)) ?? refuse('not-found');
  call.append({ facts: { medium: it.medium } });
  return { card: cardOf(it, businessDate(call.at)), outMax: noteOf(rules.outMax) };
}

/** The cursor is the number of a line. */
function belowOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  return /^[1-9]\d{0,8}$/.test(cursor) ? Number(cursor) : refuse('not-found');
}

export async function log(
  call: Call,
  { medium: id, cursor, limit }: InputOf<Operations['log']>,
): Promise<OutputOf<Operations['log']>> {
  const it = (await findMedium(call.tx, id)) ?? refuse('not-found');
  const rows = await listLines(call.tx, id, { below: belowOf(cursor), max: limit + 1 });
  const band = bandOf(it.number);
  const page = pageFrom(rows, { limit, band, cursorOf: (one) => String(one.number) });
  call.append({ count: page.items.length, facts: { medium: id } });
  return { ...page, items: page.items.map(entryOf) };
}
