// Names of people and units for whoever shows what was done: an id in a trail means nothing to an auditor.
import type { Unit, Words } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { unitOf } from './organisation.ts';
import { madePassword } from './limits.ts';
import { newTotpSecret, totpUri } from './one-time-code.ts';
import { countAccounts, displayNames, findByName, findUnit, unitsWithStaff } from './store.ts';

/** Display names by account id. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  return new Map((await displayNames(tx, ids)).map((row) => [row.id, row.display_name]));
}

export async function accountId(tx: Tx, account: string): Promise<string | undefined> {
  return (await findByName(tx, account))?.id;
}

export async function units(tx: Tx): Promise<Unit[]> {
  return (await unitsWithStaff(tx)).map(unitOf);
}

export function createUnitName() {
  // A unit is made once and never renamed, so what was read of it stays true.
  const known = new Map<string, Words>();
  return async (tx: Tx, id: string): Promise<Words> => {
    const name = known.get(id);
    if (name) return name;
    const found = await findUnit(tx, id);
    if (!found) return { zh: '未知机构', en: 'Unknown unit' };
    const words = { zh: found.name_zh, en: found.name_en };
    known.set(id, words);
    return words;
  };
}

/** Whether anybody could sign in at all. */
export async function hasAccounts(tx: Tx): Promise<boolean> {
  return (await countAccounts(tx)) > 0;
}

/** A password and a TOTP secret to hand over once. */
export function madeCredentials(account: string) {
  const totpSecret = newTotpSecret();
  return { password: madePassword(), totpSecret, totpUri: totpUri(account, totpSecret) };
}
