// The coverage as a page reads it: one row for each item of the dictionary, then what is not an item: images, work in progress,
// log detail, secrets, keys, fingerprints. From the last count; nothing is counted here.
import type { CoverageRow, OutputOf, storageOperations, Words } from '@shouxin/contract';
import { dictionary } from '@shouxin/contract/items';
import { sealedColumns } from '../../../controls/keys/index.ts';
import type { Call } from '../../../kernel/call.ts';
import { suites } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { StorageParts } from '../parts.ts';
import { walks, type Coverage } from './count.ts';
import { keptCounts, type Counted, type Kept } from './store.ts';

type Operations = typeof storageOperations;
type Kind = CoverageRow['kind'];

/** Values of items lie in these, by item. */
const itemSources = new Set(['customers.value.sealed', 'customers.pending.sealed']);

const kindOf = (source: string): Kind => {
  if (source.endsWith('.tag')) return 'fingerprint';
  if (source.startsWith('vault.')) return 'image';
  if (source.startsWith('audit.')) return 'log';
  if (source.startsWith('keys.')) return 'key';
  return /^(identity|doors|storage)\./.test(source) ? 'secret' : 'work';
};

const tagNames: Readonly<Record<string, Words>> = {
  'customers.document.tag': { zh: '证件唯一指纹', en: 'Unique fingerprints of documents' },
  'customers.fingerprint.tag': { zh: '检索指纹', en: 'Search fingerprints' },
};

interface Totals {
  readonly total: number;
  readonly unsealed: number;
  readonly bySuite: { suite: string; count: number }[];
}

function totalsOf(counts: readonly Counted[], how: CoverageRow['how']): Totals {
  const byHead = new Map<number, number>();
  for (const { head, count } of counts) byHead.set(head, count + (byHead.get(head) ?? 0));
  const bySuite = [...byHead]
    .filter(([head]) => head !== 0)
    .map(([head, count]) => ({ suite: suiteName(head, how), count }));
  return {
    total: [...byHead.values()].reduce((sum, count) => sum + count, 0),
    unsealed: byHead.get(0) ?? 0,
    bySuite,
  };
}

function suiteName(head: number, how: CoverageRow['how']): string {
  if (how === 'tag') return `v${head}`;
  const found = Object.values(suites).find(({ id }) => id === head);
  return found?.name ?? String(head);
}

function itemRows(kept: readonly Kept[]): CoverageRow[] {
  const counts = kept.filter(({ source }) => itemSources.has(source)).flatMap((it) => it.counts);
  const byItem = Map.groupBy(counts, ({ group }) => group);
  const unknown = [...byItem.keys()].filter(
    (code) => !dictionary.items.some(({ id }) => id === code),
  );
  const listed = dictionary.items.map((it) => ({ ...it, key: it.id }));
  const strange = unknown.map((key) => ({
    key,
    name: { zh: key, en: key },
    class: null,
    level: null,
  }));
  return [...listed, ...strange].map((it) => ({
    key: it.key,
    kind: 'item',
    name: it.name,
    class: it.class === 'none' ? null : it.class,
    level: it.level,
    how: 'sealed',
    ...totalsOf(byItem.get(it.key) ?? [], 'sealed'),
  }));
}

function otherRows(kept: readonly Kept[]): CoverageRow[] {
  const found = new Map(kept.map((it) => [it.source, it.counts]));
  return walks
    .filter(({ source }) => !itemSources.has(source))
    .map(({ source, form }) => {
      const how = form === 'tag' || form === 'wrapped' ? form : 'sealed';
      const [schema, table, column] = source.split('.');
      const registered = sealedColumns.find(
        (it) => it.schema === schema && it.table === table && it.column === column,
      );
      return {
        key: source,
        kind: kindOf(source),
        name: registered?.purpose ?? tagNames[source] ?? { zh: source, en: source },
        class: null,
        level: null,
        how,
        ...totalsOf(found.get(source) ?? [], how),
      };
    });
}

/** The sums, without a trace; whoever asks leaves it. */
export async function coverageNow(tx: Tx) {
  const kept = await keptCounts(tx);
  const items = [...itemRows(kept), ...otherRows(kept)];
  const isWhole = walks.every(({ source }) => kept.some((it) => it.source === source));
  const times = kept.map(({ countedAt }) => countedAt.getTime());
  return {
    items,
    total: items.reduce((sum, it) => sum + it.total, 0),
    unsealed: items.reduce((sum, it) => sum + it.unsealed, 0),
    countedAt: isWhole ? new Date(Math.min(...times)) : null,
  };
}

export function createCoverageRoutes({ enqueue }: StorageParts, { isCounting }: Coverage) {
  return {
    show: async (call: Call): Promise<OutputOf<Operations['coverage']>> => {
      const { countedAt, ...found } = await coverageNow(call.tx);
      call.append({ count: found.items.length, facts: { unsealed: found.unsealed } });
      return {
        ...found,
        countedAt: countedAt?.toISOString() ?? null,
        isCounting: isCounting(),
      };
    },
    again: async (call: Call): Promise<OutputOf<Operations['countCoverage']>> => {
      await enqueue(call.tx, 'storage.count-coverage', {});
      const entry = call.append({});
      return { receipt: { entry, at: call.at.toISOString() } };
    },
  };
}
