// Operation of the keys room: the key inventory that the security administrator reads (R1.3.2a): which keys, for what, in which state, how old;
// grouped by kind, state and suite, and never a byte of material.
import { keysOperations, type OutputOf } from '@shouxin/contract';
import { suiteOf } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { kindOf, kinds, shownSuite, type KeyKind } from './hierarchy.ts';
import type { KeyDescription } from './providers/provider.ts';
import type { ProviderKeys } from './providers/provider-keys.ts';
import { countKeys, type KeyCount } from './store.ts';

type Inventory = OutputOf<(typeof keysOperations)['inventory']>;
type Card = Inventory['items'][number];

const dayMs = 86_400_000;
const customerKeyProtects = {
  zh: '客户信息（每位客户、每类保存期限一把）',
  en: 'Customer information, one key per customer and retention class',
};

function ageDays(since: Date, at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - since.getTime()) / dayMs));
}

function cardOfGroup(kind: KeyKind, group: readonly KeyDescription[], it: Told): Card[] {
  const [first] = group;
  if (!first) return [];
  const oldest = group.reduce((a, b) => (a.createdAt < b.createdAt ? a : b));
  const createdAt = new Date(oldest.createdAt);
  const period = it.cryptoperiod(kind);
  return [
    {
      key: group.length === 1 ? first.name : `${kind}/*`,
      kind,
      state: first.state,
      suite: shownSuite(first),
      epoch: Math.max(...group.map(({ version }) => version)),
      provider: it.provider,
      createdAt: createdAt.toISOString(),
      ageDays: ageDays(createdAt, it.at),
      ...(period && { cryptoperiod: period }),
      protects: kinds[kind].protects,
      count: group.length,
    },
  ];
}

/** How long a key of this kind is used (NIST SP 800-57). */
export type Cryptoperiod = (kind: KeyKind | 'customer') => Card['cryptoperiod'];
interface Told {
  readonly provider: string;
  readonly at: Date;
  readonly cryptoperiod: Cryptoperiod;
}

function customerCard(it: KeyCount, { at, cryptoperiod }: Told): Card {
  const period = cryptoperiod('customer');
  return {
    key: 'customer/*',
    kind: 'customer',
    state: it.state,
    suite: suiteOf(it.suite).name,
    epoch: 1,
    provider: 'database',
    createdAt: it.oldestAt.toISOString(),
    ageDays: ageDays(it.oldestAt, at),
    ...(period && { cryptoperiod: period }),
    protects: customerKeyProtects,
    count: it.count,
  };
}

export interface InventoryParts {
  readonly keys: ProviderKeys;
  readonly suite: number;
  readonly selfTestAt: Date;
  readonly cryptoperiod: Cryptoperiod | undefined;
}

async function takeInventory(parts: InventoryParts, tx: Tx, at: Date): Promise<Inventory> {
  const { provider } = await parts.keys.provider.health();
  const told = { provider, at, cryptoperiod: parts.cryptoperiod ?? (() => undefined) };
  const groups = Map.groupBy(parts.keys.all(), ({ name, state, suite }) =>
    [kindOf(name), state, suite].join('|'),
  );
  const own = [...groups.values()].flatMap((group) => {
    const kind = kindOf(group[0]?.name ?? '');
    return kind ? cardOfGroup(kind, group, told) : [];
  });
  const counts = await countKeys(tx);
  return {
    items: [...own, ...counts.map((count) => customerCard(count, told))],
    customerKeys: counts
      .filter(({ state }) => state !== 'destroyed')
      .reduce((sum, { count }) => sum + count, 0),
    suite: suiteOf(parts.suite).name,
    selfTestAt: parts.selfTestAt.toISOString(),
  };
}

export function keysRoutes(parts: InventoryParts): [string, Route][] {
  return routesOf(keysOperations, {
    inventory: async (call) => {
      const inventory = await takeInventory(parts, call.tx, call.at);
      call.append({ result: 'done', count: inventory.items.length });
      return inventory;
    },
  });
}
