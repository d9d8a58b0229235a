// An intake: one customer to be, from the notice to the proposal. Pure: which step may follow which (R2.1.2, R2.3.1).
import {
  refuse,
  type ConsentItem,
  type DocumentImage,
  type IntakeCard,
  type ItemValues,
  type Notice,
} from '@shouxin/contract';

export type IntakeState = IntakeCard['state'];

export interface Intake {
  readonly intake: string;
  /** Given at the beginning, so that draft and images are sealed under the keys of the customer to be. */
  readonly customer: string;
  readonly list: string;
  readonly listVersion: number;
  readonly channel: string;
  readonly purpose: string;
  readonly account: string;
  readonly unit: string;
  readonly startedAt: Date;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly noticeHash: string;
  /** When the notice had been shown long enough; null: nothing may be written yet. */
  readonly shownAt: Date | null;
  readonly state: IntakeState;
  readonly draft: Uint8Array | null;
}

const open: readonly IntakeState[] = ['noticed', 'capturing', 'rejected'];

/** Values and images may be added until it is submitted, and again after it was rejected. */
export function requireOpen(it: Intake): void {
  if (!open.includes(it.state)) refuse('collection.intake-closed', { facts: { state: it.state } });
}

/** R2.1.2: no value before the notice. */
export function requireShown(it: Intake): void {
  requireOpen(it);
  if (it.shownAt !== null) return;
  refuse('consent.notice-not-shown', {
    remedy: {
      zh: '请先向客户展示告知书至末尾，或打印交给客户。',
      en: 'Show the notice to its end, or hand it over in print, before going on.',
    },
  });
}

export interface Shown {
  readonly notice: Notice;
  readonly consents: readonly ConsentItem[];
  readonly images: readonly DocumentImage[];
  readonly draft?: ItemValues | undefined;
  readonly number?: string | undefined;
}

export function cardOf(it: Intake, shown: Shown): IntakeCard {
  return {
    ...briefOf(it),
    notice: shown.notice,
    consents: [...shown.consents],
    images: [...shown.images],
    ...(shown.draft && { draft: shown.draft }),
    ...(shown.number !== undefined && { number: shown.number }),
  };
}

export function briefOf(it: Intake) {
  return {
    intake: it.intake,
    list: it.list,
    listVersion: it.listVersion,
    state: it.state,
    startedAt: it.startedAt.toISOString(),
    noticeShown: it.shownAt !== null,
  };
}

/** Where a draft belongs: under the key of the customer to be, bound to its intake. */
export function draftDetail(it: Pick<Intake, 'intake' | 'customer' | 'startedAt'>) {
  return { subject: it.customer, at: it.startedAt, kind: 'draft', about: it.intake };
}
