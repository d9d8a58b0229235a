// Operation to function, for the doors. Whoever reads here sees numbers and names of keys, never a customer.
import { refuse, shreddingOperations } from '@shouxin/contract';
import { destructionStatement } from '@shouxin/contract/proof';
import type { Call } from '../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { fileOf } from './certificate.ts';
import type { ShreddingParts } from './index.ts';
import { createPropose } from './propose.ts';
import { cardOf } from './shredding.ts';
import { countShreddings, findShredding, shreddingsPage } from './store.ts';

async function found(call: Call, shredding: string) {
  const it = (await findShredding(call.tx, shredding)) ?? refuse('not-found');
  call.append({ facts: { shredding } });
  return it;
}

export function createRoutes(parts: ShreddingParts): [string, Route][] {
  return routesOf(shreddingOperations, {
    propose: createPropose(parts),
    list: async (call, { cursor, limit }) => {
      const asked = { before: beforeOf(cursor), max: limit + 1 };
      const rows = await shreddingsPage(call.tx, asked);
      const band = bandOf(await countShreddings(call.tx));
      const { items, ...page } = pageFrom(rows, { limit, band, cursorOf: (it) => it.shredding });
      call.append({ count: items.length });
      return { ...page, items: items.map(cardOf) };
    },
    view: async (call, { shredding }) => {
      const it = await found(call, shredding);
      const said = it.statement === null ? null : JSON.parse(it.statement);
      return { card: cardOf(it), certificate: said && destructionStatement.parse(said) };
    },
    certificate: async (call, { shredding }) => fileOf(parts, await found(call, shredding)),
  });
}
