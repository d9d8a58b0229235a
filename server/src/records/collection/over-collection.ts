// Over-collection: that an item was sent or found which nobody may ask for. The case says which item, where and by whom,
// never what it held; it is written even though the request it came with is refused (R1.2.3, R1.1.5).
import {
  refuse,
  type collectionOperations,
  type InputOf,
  type OutputOf,
  type Words,
} from '@shouxin/contract';
import type { Actor, Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import type { CollectionParts } from './index.ts';
import { labelOf } from './list-card.ts';
import { casesOf, closeCase, countCase, findCase, type StoredCase } from './store.ts';

type Operations = typeof collectionOperations;
type CaseCard = OutputOf<Operations['closeOverCollection']>;

export interface Reported {
  readonly items: readonly string[];
  readonly channel: string;
  /** `counter intake`, or the name of the source of an import. */
  readonly source: string;
  readonly batch?: string;
  readonly counts?: ReadonlyMap<string, number>;
}

/** Records one case for each item; the same again by the same person counts up the open case. */
export async function reportOverCollection(
  tx: Call['tx'],
  by: { readonly actor: Actor; readonly at: Date },
  it: Reported,
): Promise<string[]> {
  const cases: string[] = [];
  for (const item of it.items) {
    const count = it.counts?.get(item) ?? 1;
    const { channel, source, batch } = it;
    const row = { item, channel, source: source.slice(0, 120), batch: batch ?? null, count };
    cases.push(
      await countCase(tx, {
        ...row,
        case: newId(by.at),
        account: by.actor.id,
        accountName: by.actor.displayName,
        unit: by.actor.unit.id,
        unitName: by.actor.unit.name,
        at: by.at,
      }),
    );
  }
  return cases;
}

export function createCases({ sealer }: CollectionParts) {
  return {
    async list(
      call: Call,
      { state, cursor, limit }: InputOf<Operations['overCollection']>,
    ): Promise<OutputOf<Operations['overCollection']>> {
      const found = await casesOf(call.tx, { state, before: beforeOf(cursor), max: limit + 1 });
      const band = bandOf(found.count);
      const page = pageFrom(found.rows, { limit, band, cursorOf: (row) => row.case });
      call.append({ count: page.items.length });
      return { ...page, items: page.items.map((row) => cardOf(row)) };
    },
    /** The conclusion is free text and may name somebody: it is kept sealed, for the auditor. */
    async close(call: Call, input: InputOf<Operations['closeOverCollection']>): Promise<CaseCard> {
      const found = (await findCase(call.tx, input.case)) ?? refuse('not-found');
      const about = { at: call.at, kind: 'conclusion', about: found.case };
      const detail = await sealer.sealDetail(call.tx, { ...about, value: input.conclusion });
      const isMine = await closeCase(call.tx, {
        case: found.case,
        account: call.actor.id,
        accountName: call.actor.displayName,
        at: call.at,
        conclusion: detail,
      });
      if (!isMine) refuse('tasks.closed');
      call.append({ facts: { case: found.case, item: found.item } });
      return cardOf({ ...found, isClosed: true }, input.conclusion);
    },
  };
}

function cardOf(row: StoredCase, conclusion?: string): CaseCard {
  const label: Words = labelOf(row.item);
  return {
    case: row.case,
    item: row.item,
    label,
    channel: row.channel,
    source: row.source,
    by: row.accountName,
    unit: row.unitName,
    count: row.count,
    at: row.at.toISOString(),
    state: row.isClosed ? 'closed' : 'open',
    ...(conclusion !== undefined && { conclusion }),
  };
}
