// A collection list as people read it: every item with its need, purpose, basis, reason and retention, and what the lint
// found (R2.2.1, R2.2.2). The lists themselves are data of the contract.
import { refuse, type ListCard } from '@shouxin/contract';
import {
  collectionLists,
  dictionary,
  findItem,
  itemOf,
  lintList,
  splitTarget,
  type CollectionList,
  type NoticeContent,
} from '@shouxin/contract/items';

/** What the notice of a list names, when there is one in force. */
export type CoversOf = (notice: string) => NoticeContent | undefined;

function listsInForce(today: string): CollectionList[] {
  return collectionLists.filter((it) => stateOf(it, today) === 'in-force');
}

/** Who names a list that is not there is told which there are. */
export function requireListInForce(id: string, today: string): CollectionList {
  const lists = listsInForce(today);
  const found = lists.find((it) => it.id === id);
  if (found) return found;
  return refuse('not-found', {
    detail: { zh: '没有这个采集清单。', en: 'There is no such collection list.' },
    remedy: {
      zh: `现行清单：${lists.map((it) => `${it.id} ${it.name.zh}`).join('、') || '无'}`,
      en: `Lists in force: ${lists.map((it) => `${it.id} ${it.name.en}`).join(', ') || 'none'}`,
    },
  });
}

function stateOf(it: CollectionList, today: string): ListCard['state'] {
  if (it.effectiveFrom > today) return 'draft';
  return it.effectiveTo !== null && it.effectiveTo < today ? 'superseded' : 'in-force';
}

export function listCards(today: string, coversOf: CoversOf): ListCard[] {
  return collectionLists.map((list) => listCardOf(list, today, coversOf));
}

function listCardOf(list: CollectionList, today: string, coversOf: CoversOf): ListCard {
  const findings = lintList(list, dictionary, coversOf(list.notice.id));
  return {
    list: list.id,
    version: list.version,
    name: list.name,
    state: stateOf(list, today),
    effectiveFrom: list.effectiveFrom,
    channels: list.channels.map((it) => it.id),
    purposes: list.purposes.map(({ code, name, basis, separate }) => ({
      code,
      name,
      basis,
      separate,
    })),
    items: list.items.map((row) => itemCardOf(list, row)),
    forbidden: list.forbidden.map(({ item }) => ({ item, label: labelOf(item) })),
    notice: { notice: list.notice.id, version: list.notice.version },
    findings: findings.map((it) => ({ code: `lint-${it.test}`, words: it.message })),
  };
}

function itemCardOf(list: CollectionList, row: CollectionList['items'][number]) {
  const described = itemOf(row.item);
  return {
    item: row.item,
    label: described.name,
    group: described.group,
    need: row.need,
    class: described.class,
    spi: described.spi === 'yes',
    basis: row.basis,
    purposes: row.purposes,
    reason: row.reason,
    retention: row.retention,
    dualCheck: list.dualCheck.includes(row.item),
  };
}

/** Name of an item, or of the item a part belongs to; an unknown one keeps its code. */
export function labelOf(target: string): ListCard['forbidden'][number]['label'] {
  const { item } = splitTarget(target);
  return findItem(item)?.name ?? { zh: item, en: item };
}
