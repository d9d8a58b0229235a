// One value open at a time, for a purpose, with a countdown. It closes by itself: when the time is over, the window loses
// focus, the page is hidden or left, or the purpose changes. It is in no cache, title or address.
import {
  operations,
  type CustomerItem,
  type OutputOf,
  type Purpose,
  type ValueText,
} from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { useCallback, useEffect, useState } from 'react';
import { useSecondsLeft } from '../app/clock.ts';
import { useAct } from '../app/queries.ts';

type Answer = OutputOf<typeof operations.customers.reveal>;
type RevealedItem = Answer['items'][number];

export interface Opened {
  readonly item: string;
  readonly display: ValueText;
  readonly why: RevealedItem['why'];
  readonly endsAt: number;
  readonly seconds: number;
  readonly entry: string;
}

export interface Reveal {
  readonly opened: Opened | null;
  readonly left: number;
  readonly busyItem: string | undefined;
  readonly refusal: { readonly item: string; readonly refusal: RefusedCall } | undefined;
  readonly used: { readonly used: number; readonly max: number } | undefined;
  readonly open: (item: string) => Promise<void>;
  readonly close: () => void;
}

export function useReveal(customer: string, purpose: Purpose): Reveal {
  const { run, isBusy, refusal } = useAct(operations.customers.reveal);
  const [asked, setAsked] = useState<string>();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [used, setUsed] = useState<Answer['revealsToday']>();
  const left = useSecondsLeft(opened?.endsAt ?? null);
  const close = useCallback(() => setOpened(null), []);
  useLeaving(close, opened !== null);

  const open = async (item: string) => {
    setOpened(null);
    setAsked(item);
    const answer = await run({ customer, items: [item], purpose });
    if (!answer) return;
    setUsed(answer.revealsToday);
    setOpened(openedFrom(answer, item));
  };

  return {
    opened: opened && left > 0 ? opened : null,
    left,
    busyItem: isBusy ? asked : undefined,
    refusal: refusal && asked ? { item: asked, refusal } : undefined,
    used,
    open,
    close,
  };
}

function openedFrom(answer: Answer, item: string): Opened | null {
  const found = answer.items.find((it) => it.item === item);
  if (!found?.display) return null;
  const seconds = answer.closesInSeconds;
  return {
    item,
    display: found.display,
    why: found.why,
    endsAt: Date.now() + seconds * 1000,
    seconds,
    entry: answer.receipt.entry,
  };
}

/** Blur of the window, a hidden page, leaving it, a print: each closes what is open. */
function useLeaving(close: () => void, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    const onHidden = () => document.hidden && close();
    addEventListener('blur', close);
    addEventListener('pagehide', close);
    addEventListener('beforeprint', close);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      removeEventListener('blur', close);
      removeEventListener('pagehide', close);
      removeEventListener('beforeprint', close);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [close, isOpen]);
}

/** Why a reveal is not open to this person now; undefined when pressing the button may work. */
export function isClosedForGood(item: CustomerItem): boolean {
  return item.reveal === 'never' || item.reveal === 'approval';
}

/** Groups digits for reading aloud: 139 8471 6092, 421103 19880412 9970. */
export function spaced(item: string, display: string): string {
  if (item === 'NP08' && /^1\d{10}$/.test(display)) {
    return `${display.slice(0, 3)}\u202f${display.slice(3, 7)}\u202f${display.slice(7)}`;
  }
  if (item === 'NP10' && /^\d{17}[\dX]$/.test(display)) {
    return `${display.slice(0, 6)}\u202f${display.slice(6, 14)}\u202f${display.slice(14)}`;
  }
  return display;
}
