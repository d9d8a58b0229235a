// Which provider holds the keys, as the settings say. There is no second choice: a provider that cannot be reached or opened
// stops the start, and is never replaced by another (SECURITY threat 21).
import {
  openSealedFile,
  openTransit,
  type KeyProvider,
  type UnsealSources,
} from '../controls/keys/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SuiteId } from '../kernel/crypto/index.ts';
import type { KeySettings } from '../kernel/transit-settings.ts';

export interface ProviderParts {
  readonly keysFolder: string;
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly clock: Clock;
  readonly production?: boolean | undefined;
  readonly keySettings?: KeySettings | undefined;
  /** What unseals the sealed file besides the files that the settings name. */
  readonly unsealing?: UnsealSources | undefined;
}

export function openProviderOf(
  parts: ProviderParts,
  mark: number | undefined,
): Promise<KeyProvider> {
  const { tenant, clock, keySettings } = parts;
  if (keySettings?.transit) return openTransit({ ...keySettings.transit, tenant, clock, mark });
  return openSealedFile(sealedFileOptions(parts, mark));
}

export function sealedFileOptions(parts: ProviderParts, mark: number | undefined) {
  const { keysFolder, tenant, suite, clock, production, keySettings, unsealing } = parts;
  return {
    folder: keysFolder,
    tenant,
    suite,
    clock,
    mayMakeUnsealKey: production !== true,
    unsealing: { ...keySettings, ...unsealing },
    ...(mark !== undefined && { mark }),
  };
}
