// States of a shredding, and retention classes, as a security administrator says them.
import type { ShreddingCard, Words } from '@shouxin/contract';
import { dictionary } from '@shouxin/contract/items';
import type { Tone } from '../ui/chip.tsx';

type State = ShreddingCard['state'];

export const stateWords: Record<State, Words> = {
  destroying: { zh: '正在销毁密钥', en: 'Destroying keys' },
  waiting: { zh: '等待租约到期', en: 'Waiting for leases to end' },
  certified: { zh: '已出具证明', en: 'Certified' },
};

export const stateTones: Record<State, Tone> = {
  destroying: 'warn',
  waiting: 'warn',
  certified: 'good',
};

export const everything: Words = { zh: '全部信息', en: 'Everything' };

export function inClass(code: string | null): Words {
  if (code === null) return everything;
  return dictionary.retentions.find((it) => it.code === code)?.name ?? { zh: code, en: code };
}

/** Classes that can be destroyed alone: those with a key that carries nothing but values of the class. */
export const separable = dictionary.retentions.filter(({ code }) => code !== 'A10' && code !== 'X');
