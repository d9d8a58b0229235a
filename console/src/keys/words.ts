// Kinds of keys, their states (NIST SP 800-57) and where they are kept, as a security administrator says them.
import {
  keyKindTitles,
  keyStateTitles,
  type OutputOf,
  type Words,
  type operations,
} from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

type State = OutputOf<typeof operations.keys.inventory>['items'][number]['state'];

/** In the order of a key's life. */
export const shownStates: readonly State[] = ['active', 'deactivated', 'compromised', 'destroyed'];

export const stateTones: Record<State, Tone> = {
  'pre-active': 'plain',
  active: 'good',
  deactivated: 'plain',
  compromised: 'bad',
  destroyed: 'outline',
};

const providerWords: Record<string, Words> = {
  database: { zh: '数据库（封装后）', en: 'Database, wrapped' },
  'sealed-file': { zh: '密钥文件', en: 'Sealed file' },
};

export const inKind = (kind: string): Words => keyKindTitles[kind] ?? { zh: kind, en: kind };
export const inState = (state: State): Words => keyStateTitles[state];
export const inProvider = (provider: string): Words =>
  providerWords[provider] ?? { zh: provider, en: provider };
