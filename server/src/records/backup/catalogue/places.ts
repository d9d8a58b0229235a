// The places that the settings name, opened: and the mark at each that says what lies there, so that two names of one place (a link, a
// second mount, another address of the same store) are noticed where settings cannot see it (SECURITY 4.4).
import { Refusal, refuse } from '@shouxin/contract';
import type { Target } from '../set/target.ts';
import type { BackupKind } from './store.ts';

export interface Places {
  readonly data?: Target | undefined;
  readonly keys?: Target | undefined;
}

const markOf = (kind: BackupKind): string => `holds-${kind}`;
const otherThan = (kind: BackupKind): BackupKind => (kind === 'data' ? 'keys' : 'data');

/** Refuses a place where the other kind lies; marks it for this one. */
export async function placeFor(places: Places, kind: BackupKind): Promise<Target> {
  const target = places[kind] ?? refuse('backup.no-target');
  if (await isThere(target, markOf(otherThan(kind)))) refuse('backup.same-place');
  if (!(await isThere(target, markOf(kind)))) {
    await target.put(markOf(kind), Buffer.from(`Shouxin: backups of ${kind}\n`));
  }
  return target;
}

async function isThere(target: Target, path: string): Promise<boolean> {
  return target.get(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'backup.piece-missing') return false;
      throw error;
    },
  );
}
