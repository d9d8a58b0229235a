// The register as the map of copies sees it: what each asset in use is, beside the primary (R3.2.2). Bindings say it; where none does,
// the kind of the asset.
import { assetKindWords, dataSetOf, type CopyRole, type Words } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import type { Asset } from './asset.ts';
import type { StorageParts } from './parts.ts';
import { assetsInUse } from './store.ts';

interface Placement {
  readonly asset: string;
  readonly name: string;
  readonly kind: Words;
  readonly roles: readonly CopyRole[];
  readonly province: string;
  readonly site: string;
  readonly isEncrypted: boolean;
  readonly isOnDeviceOfPrimary: boolean;
  readonly locator: string | null;
}

function rolesOf({ holds, kind }: Asset): CopyRole[] {
  const found = new Set(holds.flatMap((code) => roleOfData(code) ?? []));
  if (found.size > 0) return [...found];
  if (kind === 'backup-medium') return ['copy'];
  if (kind === 'key-store') return ['keys'];
  return kind === 'database' ? ['primary'] : [];
}

function roleOfData(code: string): CopyRole | undefined {
  if (code === 'backup') return 'copy';
  if (code === 'key-store-backup') return 'key-copy';
  const keptIn = dataSetOf.get(code)?.keptIn;
  if (keptIn === 'keys') return 'keys';
  return keptIn === 'database' ? 'primary' : undefined;
}

export function createPlacements({ isOnDevice, places }: StorageParts) {
  return async (tx: Tx): Promise<Placement[]> => {
    const assets = await assetsInUse(tx);
    return assets.map((it) => {
      const { asset, name, province, site, kind, encryption, locator } = it;
      const roles = rolesOf(it);
      const isElsewhere = locator === null || roles.includes('primary');
      return {
        asset,
        name,
        province,
        site,
        roles,
        locator,
        kind: assetKindWords[kind],
        isEncrypted: encryption !== 'none',
        isOnDeviceOfPrimary: !isElsewhere && isOnDevice(locator, places.database.locator),
      };
    });
  };
}
