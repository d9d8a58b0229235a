// One batch, asked for again while the server works on it: quickly at first, then at a slower pace, because each read is
// an entry in the log.
import { operations, type BatchCard } from '@shouxin/contract';
import { useEffect, useRef } from 'react';
import { useRead } from '../app/queries.ts';
import { queryClient } from '../app/session.ts';
import { isUnderWay } from './words.ts';

const firstMs = 800;
const slowestMs = 5000;

export function useBatch(batch: string) {
  const read = useRead(operations.imports.batch, { batch });
  const { answer, again } = read;
  const waitMs = useRef(firstMs);
  const isMoving = answer !== undefined && isUnderWay(answer.state);
  useEffect(() => {
    if (!isMoving) {
      if (waitMs.current !== firstMs) forgetOld();
      waitMs.current = firstMs;
      return undefined;
    }
    const timer = setTimeout(() => {
      waitMs.current = Math.min(slowestMs, waitMs.current * 1.4);
      again();
    }, waitMs.current);
    return () => clearTimeout(timer);
  }, [isMoving, again]);
  return read;
}

/** The work left tasks or took them away, and the list of batches shows an older state. */
function forgetOld(): void {
  const old = [operations.desk.desk, operations.imports.batches, operations.collection.tasks];
  for (const it of old) void queryClient.invalidateQueries({ queryKey: [it.id] });
}

/** What is old after an act on a batch. */
export const batchReads = [
  operations.imports.batch,
  operations.imports.batches,
  operations.imports.rows,
  operations.desk.desk,
] as const;

export function isMappable({ state }: Pick<BatchCard, 'state'>): boolean {
  return state === 'uploaded' || state === 'mapped' || state === 'checked' || state === 'failed';
}
