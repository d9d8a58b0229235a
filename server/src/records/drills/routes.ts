// Operation to function, for the doors. Whoever reads here sees counts and times, never a row.
import { drillsOperations, refuse } from '@shouxin/contract';
import { drillStatement } from '@shouxin/contract/proof';
import type { Call } from '../../kernel/call.ts';
import { businessMonth } from '../../kernel/clock.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { cardOf } from './drill.ts';
import type { DrillParts } from './parts.ts';
import { fileOf } from './report.ts';
import { begin, standingOf } from './schedule.ts';
import { countDrills, drillDays, drillsPage, findDrill } from './store.ts';

async function found(call: Call, drill: string) {
  const it = (await findDrill(call.tx, drill)) ?? refuse('not-found');
  call.append({ facts: { drill } });
  return it;
}

export function createRoutes(parts: DrillParts): [string, Route][] {
  return routesOf(drillsOperations, {
    start: async (call, input) => {
      const drill = await begin(parts, call, { ...input, askedBy: call.actor.displayName });
      const entry = call.append({ facts: { drill, chosen: input.chosen } });
      return { drill, receipt: { entry, at: call.at.toISOString() } };
    },
    list: async (call, { cursor, limit }) => {
      const rows = await drillsPage(call.tx, { before: beforeOf(cursor), max: limit + 1 });
      const band = bandOf(await countDrills(call.tx));
      const { items, ...page } = pageFrom(rows, { limit, band, cursorOf: (it) => it.drill });
      call.append({ count: items.length });
      return { ...page, items: items.map(cardOf) };
    },
    view: async (call, { drill }) => {
      const it = await found(call, drill);
      const said = it.statement === null ? null : drillStatement.parse(JSON.parse(it.statement));
      return { card: cardOf(it), report: said };
    },
    report: async (call, { drill }) => fileOf(parts, await found(call, drill)),
    standing: async (call) => {
      call.append({});
      return standingOf(parts, call);
    },
    days: async (call, { month }) => {
      const items = await drillDays(call.tx, businessMonth(month));
      call.append({ count: items.length });
      return { items };
    },
  });
}
