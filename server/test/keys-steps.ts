// Keys as the security administrator has them replaced, for tests of the whole.
import { operations, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Recipe } from './storage-steps.ts';

const { keys } = operations;

/** Each write of keys with an input that fits, and another one, for contract-writes. */
export function keysRecipes(security: Session): [Operation, () => Promise<Recipe>][] {
  const of = async (input: object): Promise<Recipe> => {
    await security.stepUp();
    return { who: security, input, other: { input: { ...input, ground: '另一依据' } } };
  };
  return [
    [keys.rotate, () => of({ kind: 'bucket', ground: '年度轮换' })],
    [keys.compromise, () => of({ key: 'bucket/000#1', ground: '设备遗失' })],
  ];
}
