// Keyboard: single keys act only outside of fields and dialogs, can be switched off (WCAG 2.1.4), and every key that is
// live on the page stands in the help overlay, because the overlay is read from this same list.
import type { Words } from '@shouxin/contract';
import { useEffect, useRef } from 'react';
import { createStore } from './store.ts';

export interface Shortcut {
  /** `r`, `/`, `?`, or a sequence `g c`; `ctrl+enter` works inside fields too. */
  readonly keys: string;
  readonly words: Words;
  readonly run: () => void;
  readonly isOff?: boolean;
}

export const shortcutsOn = createStore(true);
export const helpOpen = createStore(false);
const layers = createStore<readonly (readonly Shortcut[])[]>([]);
export const liveShortcuts = layers;

/** Keys of a page or part, live while it is shown; the last one mounted wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const live = shortcuts.filter((it) => !it.isOff).map((it) => it.keys);
  const signature = live.join(',');
  useEffect(() => {
    const find = (keys: string) => latest.current.find((it) => it.keys === keys);
    const layer = signature.split(',').flatMap((keys) => {
      const found = find(keys);
      return found ? [{ ...found, run: () => find(keys)?.run() }] : [];
    });
    layers.set([...layers.get(), layer]);
    return () => layers.set(layers.get().filter((it) => it !== layer));
  }, [signature]);
}

let started: { key: string; at: number } | null = null;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (name === 'escape') {
    if (!isPopupOpen()) runNamed(name, event);
  } else if (isFree(event)) runNamed(withStart(name), event);
}

/** Ctrl+Enter belongs to the page, before a field or list makes something of the Enter in it. */
function onChord(event: KeyboardEvent): void {
  const name = nameOf(event);
  if (name.includes('+') && runNamed(name, event)) event.stopPropagation();
}

/** Outside of fields and dialogs, without modifiers, and not switched off. */
function isFree(event: KeyboardEvent): boolean {
  const isModified = event.altKey || event.metaKey || event.ctrlKey;
  return shortcutsOn.get() && !isModified && !isTyping(event.target) && !isDialogOpen();
}

/** `g` waits a moment for the letter that follows it. */
function withStart(name: string): string {
  const isSequence = started !== null && Date.now() - started.at < 1500;
  const whole = isSequence && started ? `${started.key} ${name}` : name;
  started = name === 'g' && !isSequence ? { key: 'g', at: Date.now() } : null;
  return whole;
}

function runNamed(name: string, event: KeyboardEvent): boolean {
  for (const layer of layers.get().toReversed()) {
    const found = layer.find((it) => it.keys === name);
    if (!found) continue;
    event.preventDefault();
    found.run();
    return true;
  }
  return false;
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  return (event.ctrlKey || event.metaKey) && key === 'enter' ? 'ctrl+enter' : key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role=combobox],[role=menu]')) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Esc closes what is open before it means anything to the page. */
function isPopupOpen(): boolean {
  const isListOpen = document.querySelector(
    '.ant-select-open,.ant-popover-open,[aria-expanded=true][aria-haspopup]',
  );
  return isListOpen !== null || isDialogOpen();
}

function isDialogOpen(): boolean {
  return Array.from(document.querySelectorAll('[role=dialog],dialog[open]')).some(
    (it) => it instanceof HTMLElement && it.offsetParent !== null && !it.closest('[data-quiet]'),
  );
}

document.addEventListener('keydown', onChord, true);
document.addEventListener('keydown', onKeyDown);
