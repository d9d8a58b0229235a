// Which function answers which operation, and the card of a batch that most of them answer with.
import {
  importsOperations,
  refuse,
  type BatchCard,
  type InputOf,
  type OutputOf,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { cardOf, type Shown } from './batch.ts';
import { createStart, mapColumns } from './check.ts';
import { openName } from './file-name.ts';
import type { ImportsParts } from './index.ts';
import { createUpload } from './original.ts';
import { createPropose } from './second-person/propose.ts';
import { createCorrections, listRows, makeReport } from './report.ts';
import { batchesPage, findBatch } from './store.ts';
import { createUndo } from './second-person/undo.ts';

export function createRoutes(parts: ImportsParts): [string, Route][] {
  /** The card as it stands after an act that answers which batch it was about. */
  const shown =
    <I>(act: (call: Call, input: I) => Promise<string>) =>
    async (call: Call, input: I): Promise<BatchCard> =>
      showBatch(parts, call, await act(call, input));
  return routesOf(importsOperations, {
    upload: shown(createUpload(parts)),
    map: shown(mapColumns),
    check: shown(createStart(parts)),
    propose: createPropose(parts),
    batch: shown((call, { batch }) => {
      call.append({ facts: { batch } });
      return Promise.resolve(batch);
    }),
    batches: (call, input) => listBatches(parts, call, input),
    rows: listRows,
    report: (call, input) => makeReport(parts, call, input),
    corrections: createCorrections(parts),
    undo: createUndo(parts),
  });
}

async function shownWith({ unitsByCode, rules }: ImportsParts, call: Call): Promise<Shown> {
  const units = await unitsByCode(call.tx);
  const undoDays = rules.number('import.undo.window_days');
  return { at: call.at, undoDays, unitByCode: (code) => units.get(code) };
}

async function showBatch(parts: ImportsParts, call: Call, batch: string): Promise<BatchCard> {
  const it = (await findBatch(call.tx, batch)) ?? refuse('not-found');
  return cardOf(it, { ...(await shownWith(parts, call)), fileName: await openName(parts, it) });
}

type Batches = (typeof importsOperations)['batches'];

async function listBatches(
  parts: ImportsParts,
  call: Call,
  { cursor, limit, state }: InputOf<Batches>,
): Promise<OutputOf<Batches>> {
  const found = await batchesPage(call.tx, { state, before: beforeOf(cursor) }, limit + 1);
  const shown = await shownWith(parts, call);
  const band = bandOf(found.count);
  const page = pageFrom(found.rows, { limit, band, cursorOf: (row) => row.batch });
  call.append({ count: page.items.length });
  const items = page.items.map(async (it) =>
    cardOf(it, { ...shown, fileName: await openName(parts, it) }),
  );
  return { ...page, items: await Promise.all(items) };
}
