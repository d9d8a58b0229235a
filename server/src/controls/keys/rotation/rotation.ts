// A rotation, and what it says of itself: pure. Progress counts what is wrapped or sealed again, so that a bar never jumps.
import type { Rotation, RotationKind } from '@shouxin/contract';

export interface StoredRotation {
  readonly rotation: string;
  readonly kind: RotationKind;
  readonly reason: Rotation['reason'];
  /** `name#version` that was marked as compromised. */
  readonly key: string | null;
  readonly proposal: string;
  readonly proposedBy: string;
  readonly approvedBy: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** One key name of a rotation. */
export interface Step {
  readonly rotation: string;
  readonly name: string;
  /** Of the key that takes over; null: not begun. */
  readonly version: number | null;
  readonly compromised: number | null;
}

/** Seconds to go at the pace so far; null while nothing is done, and at the end. */
export function secondsLeft(it: StoredRotation & Progress, at: Date): number | null {
  if (it.endedAt !== null || it.done === 0) return null;
  const perSecond = it.done / Math.max(0.001, (at.getTime() - it.startedAt.getTime()) / 1000);
  return Math.ceil(Math.max(0, it.total - it.done) / perSecond);
}

export function shownRotation(it: StoredRotation & Progress, at: Date): Rotation {
  const { rotation, kind, reason, key, proposedBy, approvedBy } = it;
  return {
    rotation,
    kind,
    reason,
    ...(key !== null && { key }),
    state: it.endedAt === null ? 'running' : 'ended',
    done: it.done,
    total: Math.max(it.total, it.done),
    startedAt: it.startedAt.toISOString(),
    endedAt: it.endedAt?.toISOString() ?? null,
    secondsLeft: secondsLeft(it, at),
    proposedBy,
    approvedBy,
  };
}
