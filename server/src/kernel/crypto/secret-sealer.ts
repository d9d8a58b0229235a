// Seals the system's own secrets (TOTP seeds, webhook and provider credentials) under a key of their own: they are no
// customer's values, so they neither need nor get the vault (ARCHITECTURE section 2).
import { exportKey, type SecretKey } from './key.ts';
import { bindEnvelope, flags, openEnvelope, sealEnvelope, type EnvelopeKey } from './envelope.ts';

const label = 'shouxin/secret/v1';

export interface SecretSealer {
  /** `name` says whose secret it is, for example `totp/<account id>`: an envelope opens under no other name. */
  seal(name: string, secret: Uint8Array | string): Promise<Buffer>;
  open(name: string, envelope: Uint8Array): Promise<Buffer>;
}

/** A key as such a secret: its bytes are nowhere but under seal afterwards. */
export async function sealKey(
  secrets: SecretSealer,
  name: string,
  key: SecretKey,
): Promise<Buffer> {
  const bytes = exportKey(key);
  try {
    return await secrets.seal(name, bytes);
  } finally {
    bytes.fill(0);
  }
}

export interface SecretSealerParts {
  readonly tenant: string;
  /** Leases the key of the system's secrets, for example from the keyring. */
  readonly leaseKey: () => Promise<EnvelopeKey>;
}

export function createSecretSealer({ tenant, leaseKey }: SecretSealerParts): SecretSealer {
  return {
    async seal(name, secret) {
      const key = await leaseKey();
      const aad = bindEnvelope(key, label, [tenant, name]);
      return sealEnvelope(key, { aad, value: secret, flag: flags.padded });
    },
    async open(name, envelope) {
      const key = await leaseKey();
      const aad = bindEnvelope(key, label, [tenant, name]);
      return openEnvelope(key, { aad, envelope, flag: flags.padded });
    },
  };
}
