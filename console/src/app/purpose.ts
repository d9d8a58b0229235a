// The purpose in force (办理业务): chosen once, stated with every read and reveal of customer information, shown in the
// top bar with its time left, and forgotten when the time is over or the session ends. It lives in memory only.
import type { Purpose, PurposeCard } from '@shouxin/contract';
import { useEffect } from 'react';
import { onLeave } from './session.ts';
import { createQuestion, createStore, useStore } from './store.ts';

/** One business at the counter; longer work states its purpose again. */
export const purposeForMinutes = 30;

export interface PurposeInForce {
  readonly card: PurposeCard;
  readonly purpose: Purpose;
  readonly endsAt: number;
}

export const purposeInForce = createStore<PurposeInForce | null>(null);
export const choosePurpose = createQuestion<PurposeInForce>();

onLeave(() => {
  purposeInForce.set(null);
  choosePurpose.answer(undefined);
});

export function putInForce(card: PurposeCard, reference: string | undefined): PurposeInForce {
  const chosen: PurposeInForce = {
    card,
    purpose: { code: card.code, ...(reference && { reference }) },
    endsAt: Date.now() + purposeForMinutes * 60_000,
  };
  purposeInForce.set(chosen);
  return chosen;
}

/** The purpose in force, or the person is asked for one; undefined when they would rather not. */
export async function statePurpose(): Promise<Purpose | undefined> {
  const now = purposeInForce.get();
  if (now && now.endsAt > Date.now()) return now.purpose;
  return (await choosePurpose.ask())?.purpose;
}

/** Follows the purpose and lets it lapse on time. */
export function usePurpose(): PurposeInForce | null {
  const now = useStore(purposeInForce);
  useEffect(() => {
    if (!now) return undefined;
    const timer = setTimeout(() => purposeInForce.set(null), now.endsAt - Date.now());
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
