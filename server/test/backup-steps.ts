// Backups as the security administrator has them taken, for tests of the whole.
import { operations, type BackupCard, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Recipe } from './storage-steps.ts';

const { backup } = operations;

/** Waits until nothing is being taken or looked at. */
export async function atRest(who: Session): Promise<readonly BackupCard[]> {
  for (let tries = 0; tries < 800; tries += 1) {
    const { items } = await who.call(backup.list, { limit: 100 });
    const isBusy = (it: BackupCard) =>
      it.state === 'taking' || (it.state === 'whole' && it.verifiedAt === null);
    if (!items.some(isBusy)) return items;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('backups do not come to rest');
}

/** A set that is whole and was looked at. */
export async function taken(who: Session, kind: BackupCard['kind'] = 'data'): Promise<BackupCard> {
  await atRest(who);
  const { set } = await who.call(backup.take, { kind });
  const it = (await atRest(who)).find((card) => card.set === set);
  if (!it) throw new Error('no set');
  return it;
}

/** Each write of backups with an input that fits, and another one, for contract-writes. */
export function backupRecipes(who: Session): [Operation, () => Promise<Recipe>][] {
  const settled = () => atRest(who);
  return [
    [
      backup.take,
      async () => {
        await settled();
        return { who, input: { kind: 'keys' }, other: { input: { kind: 'data' } }, settled };
      },
    ],
    [
      backup.verify,
      async () => {
        const { set } = await taken(who);
        const other = { input: { set: (await taken(who)).set } };
        return { who, input: { set }, other, settled: () => verifiedTwice(who, set) };
      },
    ],
  ];
}

async function verifiedTwice(who: Session, set: string): Promise<void> {
  const seen = async () => (await atRest(who)).find((it) => it.set === set)?.verifiedAt;
  const before = await seen();
  for (let tries = 0; tries < 100 && (await seen()) === before; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
