// Stock-takes (盘点): every medium in store at a site is answered for, by the clerk and a witness. What is missing or has a broken seal
// stands in its own log from then on, and is somebody's task (R3.2.3).
import {
  refuse,
  stockBounds,
  type custodyOperations,
  type InputOf,
  type OutputOf,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { add, next } from './keep.ts';
import { provinceOf, type Medium } from './medium.ts';
import { noteOf, rules } from './parts.ts';
import { insertStockTake, listStockTakes, mediaAt, type StockTake } from './store.ts';

type Operations = typeof custodyOperations;
type Seen = InputOf<Operations['takeStock']>['seen'];

export async function toCount(
  call: Call,
  input: InputOf<Operations['toCount']>,
): Promise<OutputOf<Operations['toCount']>> {
  const items = await mediaAt(call.tx, input, stockBounds.seen);
  call.append({ count: items.length });
  return {
    items: items.map(({ medium, label, seal, custodian }) => ({ medium, label, seal, custodian })),
  };
}

export async function takeStock(
  call: Call,
  input: InputOf<Operations['takeStock']>,
): Promise<OutputOf<Operations['takeStock']>> {
  const { province, site, witness, seen } = input;
  const media = await mediaAt(call.tx, input, stockBounds.seen + 1);
  requireWhole(media, seen);
  const countOf = (found: Seen[number]['found']) => seen.filter((it) => it.found === found).length;
  const it: StockTake = {
    stockTake: newId(call.at),
    province,
    site,
    witness,
    counted: seen.length,
    missing: countOf('missing'),
    broken: countOf('seal-broken'),
    account: call.actor.id,
    by: call.actor.displayName,
    at: call.at,
  };
  await insertStockTake(call.tx, it);
  for (const one of media) await answer(call, one, { it, seen });
  const { stockTake, missing, broken } = it;
  const entry = call.append({ count: it.counted, facts: { stockTake, missing, broken } });
  return { card: cardOf(it), receipt: { entry, at: call.at.toISOString() } };
}

async function answer(
  call: Call,
  medium: Medium,
  { it, seen }: { readonly it: StockTake; readonly seen: Seen },
): Promise<void> {
  const found = seen.find((one) => one.medium === medium.medium)?.found ?? 'missing';
  await add(call, {
    ...next(medium, 'counted'),
    other: it.witness,
    found,
    stockTake: it.stockTake,
    isSealIntact: medium.isSealIntact && found !== 'seal-broken',
  });
}

/** Each medium there once, and no other: what nobody answers for would be lost without a word. */
function requireWhole(media: readonly Medium[], seen: Seen): void {
  const there = new Set(media.map((it) => it.medium));
  const answered = new Set(seen.map((it) => it.medium));
  const left = media.filter((it) => !answered.has(it.medium));
  const strange = seen.filter((it) => !there.has(it.medium));
  if (left.length === 0 && strange.length === 0 && answered.size === seen.length) return;
  const labels = left
    .slice(0, 10)
    .map((it) => it.label)
    .join(' ');
  refuse('custody.stock-incomplete', {
    remedy:
      left.length > 0
        ? { zh: `尚缺 ${left.length} 件：${labels}`, en: `${left.length} are left: ${labels}` }
        : {
            zh: '有不在此处的介质或重复登记，请重新读取应盘清单',
            en: 'Some do not belong here, or stand twice: read the list again',
          },
  });
}

function cardOf({ stockTake, site, witness, by, counted, missing, broken, ...it }: StockTake) {
  const said = { stockTake, site, witness, by, counted, missing, broken };
  return { ...said, province: provinceOf(it.province), at: it.at.toISOString() };
}

export async function stockTakes(
  call: Call,
  { cursor, limit }: InputOf<Operations['stockTakes']>,
): Promise<OutputOf<Operations['stockTakes']>> {
  const asked = { before: beforeOf(cursor), max: limit + 1 };
  const { rows, count } = await listStockTakes(call.tx, asked);
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.stockTake });
  call.append({ count: page.items.length });
  return { ...page, items: page.items.map(cardOf), every: noteOf(rules.stockTake) };
}
