// How far a drill has come, written down now and then: a page that follows it reads the work list.
import type { Tx } from '../../kernel/database.ts';
import type { Step } from './drill.ts';
import { moveDrill } from './store.ts';

const everyMs = 500;

/** Never fails a drill: what cannot be written down is not told. */
export function progressOf({ db }: { readonly db: Tx }, drill: string) {
  let told = 0;
  let before: Step | undefined;
  return async (step: Step, done: number, total: number): Promise<void> => {
    const now = performance.now();
    if (step === before && now - told < everyMs && done < total) return;
    [told, before] = [now, step];
    await moveDrill(db, { drill, step, done, total }).catch(() => {});
  };
}
