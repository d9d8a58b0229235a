// The key provider that the settings name: one for the whole institution, and never another when it does not answer or cannot
// be opened (SECURITY threat 21).
import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../../kernel/clock.ts';
import type { SuiteId } from '../../../kernel/crypto/index.ts';
import type { KeyProviderSettings, SealedFileSettings } from '../../../kernel/key-settings.ts';
import { openPkcs11 } from './pkcs11/index.ts';
import type { KeyProvider } from './provider.ts';
import { openSealedFile } from './sealed-file/index.ts';
import type { SealedFileOptions } from './sealed-file/open-store.ts';
import type { UnsealSources } from './sealed-file/unseal.ts';
import { openTransit } from './transit/index.ts';

export interface ProviderParts {
  readonly keysFolder: string;
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly clock: Clock;
  /** Refuses to make an unseal key by itself. */
  readonly production?: boolean | undefined;
  /** What unseals the sealed file besides the files that the settings name. */
  readonly unsealing?: UnsealSources | undefined;
  /** The highest generation that is on record; absent: nothing was ever made. */
  readonly mark: number | undefined;
  /** Told why the provider does not answer; callers only learn that it does not. */
  readonly onFault: (error: unknown) => void;
}

export async function openKeyProvider(
  settings: KeyProviderSettings,
  parts: ProviderParts,
): Promise<KeyProvider> {
  // The witness and the passwords of the database roles lie there too, whatever holds the keys.
  await mkdir(parts.keysFolder, { recursive: true, mode: 0o700 });
  switch (settings.kind) {
    case 'file':
      return openSealedFile(sealedFileOptions(settings, parts));
    case 'pkcs11': {
      const { module, token, pinFile, sessionsMax } = settings;
      return openPkcs11({ ...parts, module, token, pinFile, limits: { sessionsMax } });
    }
    case 'transit':
      return openTransit({ ...parts, ...settings });
  }
}

/** Also for the ceremony, which opens the file to seal it in another way. */
export function sealedFileOptions(
  { passphraseFile, shareFiles }: SealedFileSettings,
  parts: Omit<ProviderParts, 'onFault'>,
): SealedFileOptions {
  const { keysFolder, tenant, suite, clock, production, mark, unsealing } = parts;
  return {
    folder: keysFolder,
    tenant,
    suite,
    clock,
    mayMakeUnsealKey: production !== true,
    unsealing: { passphraseFile, shareFiles, ...unsealing },
    ...(mark !== undefined && { mark }),
  };
}
