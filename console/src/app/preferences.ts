// The only two things that the browser's storage may hold beside the key of the session (browser-keeper): language and look. All else lives in memory.
import type { Language } from '@shouxin/contract';
import { createStore, type Store } from './store.ts';

export type Look = 'system' | 'light' | 'dark';
export type Contrast = 'system' | 'high';

function kept<T extends string>(key: string, allowed: readonly T[], otherwise: T): Store<T> {
  const name = `shouxin.${key}`;
  const found = allowed.find((it) => it === read(name));
  const store = createStore<T>(found ?? otherwise);
  store.subscribe(() => write(name, store.get()));
  return store;
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage switched off by the institution: the defaults serve
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // see read
  }
}

export const language = kept<Language>('language', ['zh', 'en'], 'zh');
export const look = kept<Look>('look', ['system', 'light', 'dark'], 'system');
export const contrast = kept<Contrast>('contrast', ['system', 'high'], 'system');
