// The key provider that the settings name: one for the whole institution, and never another when it does not answer.
import { mkdir } from 'node:fs/promises';
import type { KeyProviderSettings } from '../../kernel/key-settings.ts';
import { openPkcs11 } from './pkcs11/index.ts';
import type { KeyProvider } from './provider.ts';
import { openSealedFile } from './sealed-file/index.ts';
import type { SealedFileOptions } from './sealed-file/open-store.ts';

export interface ProviderParts extends SealedFileOptions {
  /** Told why the provider does not answer; callers only learn that it does not. */
  readonly onFault: (error: unknown) => void;
}

export async function openKeyProvider(
  settings: KeyProviderSettings,
  parts: ProviderParts,
): Promise<KeyProvider> {
  // The witness and the passwords of the database roles lie there too, whatever holds the keys.
  await mkdir(parts.folder, { recursive: true, mode: 0o700 });
  switch (settings.kind) {
    case 'file':
      return openSealedFile(parts);
    case 'pkcs11': {
      const { module, token, pinFile, sessionsMax } = settings;
      return openPkcs11({ ...parts, module, token, pinFile, limits: { sessionsMax } });
    }
  }
}
