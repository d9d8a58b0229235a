// Saved filters: everyone's own, seen and deleted by nobody else. The log says that one was saved for which list, not its
// name, which people choose as they like.
import {
  refuse,
  type InputOf,
  type OutputOf,
  type SavedFilter,
  type savedFilterOperations,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import * as store from './store.ts';

type Operations = typeof savedFilterOperations;

export async function listFilters(
  call: Call,
  { list }: InputOf<Operations['filters']>,
): Promise<OutputOf<Operations['filters']>> {
  const found = await store.filtersOf(call.tx, { account: call.actor.id, list });
  call.append({ count: found.length, facts: { list } });
  return { items: found.map(({ filter, name, choices }) => ({ filter, name, of: choices })) };
}

export async function saveFilter(
  call: Call,
  { name, of }: InputOf<Operations['saveFilter']>,
): Promise<SavedFilter> {
  const own = { account: call.actor.id, list: of.list };
  await store.lockFilters(call.tx, own.account);
  await store.deleteNamed(call.tx, { ...own, name });
  const max = rule('filters.saved_max');
  if ((await store.filtersOf(call.tx, own)).length >= max) {
    refuse('input.invalid', {
      detail: {
        zh: `每个列表最多保存 ${max} 个筛选，请先删除不用的。`,
        en: `A list takes ${max} saved filters: delete one that is not used.`,
      },
    });
  }
  const filter = newId(call.at);
  const { account } = own;
  await store.insertFilter(call.tx, { filter, account, name, choices: of, at: call.at });
  call.append({ facts: { list: of.list, filter } });
  return { filter, name, of };
}

export async function deleteFilter(
  call: Call,
  { filter }: InputOf<Operations['deleteFilter']>,
): Promise<OutputOf<Operations['deleteFilter']>> {
  const isGone = await store.deleteFilter(call.tx, call.actor.id, filter);
  if (!isGone) refuse('not-found');
  const entry = call.append({ facts: { filter } });
  return { receipt: { entry, at: call.at.toISOString() } };
}
