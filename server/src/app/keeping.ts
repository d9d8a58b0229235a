// Where information and its copies lie, and what is done when something is lost: storage, recovery plans and custody, put together.
import { createCustody } from '../records/custody/index.ts';
import { createPlans } from '../records/plans/index.ts';
import { createStorage } from '../records/storage/index.ts';
import { dataSetsInUse } from './measure/store.ts';
import { isOnDevice } from './places.ts';
import type { RecordsParts } from './records.ts';

const copies = [
  ['data-backups', 'copy'],
  ['key-backups', 'key-copy'],
] as const;

export function keepingOf(parts: RecordsParts) {
  const storage = storageOf(parts);
  const isOnDatabase = (locator: string) => isOnDevice(locator, parts.places.database.locator);
  return {
    storage,
    plans: createPlans({ ...parts, secrets: parts.controls.secrets }),
    custody: createCustody({
      ...parts,
      placements: storage.placements,
      destinations: () =>
        copies.flatMap(([place, role]) => {
          const locator = parts.places[place]?.locator;
          if (locator === undefined) return [];
          return [{ role, locator, isOnDeviceOfPrimary: isOnDatabase(locator) }];
        }),
    }),
  };
}

function storageOf({ db, clock, controls, enqueue, places, attackReports }: RecordsParts) {
  const { identity, secrets } = controls;
  return createStorage({
    db,
    clock,
    secrets,
    enqueue,
    places,
    attackReports,
    unitName: identity.unitName,
    hasUnit: async (tx, unit) => (await identity.units(tx)).some(({ id }) => id === unit),
    accountId: identity.accountId,
    inUse: dataSetsInUse,
    isOnDevice,
  });
}
