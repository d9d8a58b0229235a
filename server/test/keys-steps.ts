// Keys as the security administrator has them replaced, for tests of the whole.
import { operations, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import { registered, type Pair } from './harness-steps.ts';
import type { Recipe } from './storage-steps.ts';

const { customers, keys, shredding } = operations;

/** Each write of keys with an input that fits, and another one, for contract-writes. */
export function keysRecipes(security: Session, pair: Pair): [Operation, () => Promise<Recipe>][] {
  const of = async (input: object): Promise<Recipe> => {
    await security.stepUp();
    return { who: security, input, other: { input: { ...input, ground: '另一依据' } } };
  };
  return [
    [keys.rotate, () => of({ kind: 'bucket', ground: '年度轮换' })],
    [shredding.propose, async () => of({ number: await numberOf(pair), ground: '客户要求删除' })],
    [keys.compromise, () => of({ key: 'bucket/000#1', ground: '设备遗失' })],
  ];
}

/** The number of a new customer: all that security ever knows of one. */
export async function numberOf(pair: Pair, customer?: string): Promise<string> {
  const it = customer ?? (await registered(pair));
  const purpose = { code: 'P-ACCT' };
  return (await pair.teller.call(customers.view, { customer: it, purpose })).card.number;
}
