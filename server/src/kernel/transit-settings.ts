// Settings of the key provider: which one holds the keys, and how it is reached or unsealed. Secrets are named by the file they
// lie in and are never settings themselves; kernel/config.ts reads the environment.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

const path = z.string().transform((text) => resolve(text));

const mount = (name: string, otherwise: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, {
      error: `${name} must be the path of a mount, for example ${otherwise}`,
    })
    .default(otherwise);

export const keySettingsShape = {
  SHOUXIN_KEY_PROVIDER: z
    .enum(['file', 'transit'], { error: 'SHOUXIN_KEY_PROVIDER must be file or transit' })
    .default('file'),
  SHOUXIN_UNSEAL_PASSPHRASE_FILE: path.optional(),
  SHOUXIN_UNSEAL_SHARES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((it) => it.trim())
        .filter((it) => it !== '')
        .map((it) => resolve(it)),
    )
    .default([]),
  SHOUXIN_TRANSIT_ADDRESS: z.url('SHOUXIN_TRANSIT_ADDRESS must be an address').optional(),
  SHOUXIN_TRANSIT_TOKEN_FILE: path.optional(),
  SHOUXIN_TRANSIT_MOUNT: mount('SHOUXIN_TRANSIT_MOUNT', 'transit'),
  SHOUXIN_TRANSIT_KV_MOUNT: mount('SHOUXIN_TRANSIT_KV_MOUNT', 'secret'),
  SHOUXIN_TRANSIT_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9._/-]+$/, {
      error: 'SHOUXIN_TRANSIT_NAMESPACE may have letters, digits, and . _ / - only',
    })
    .optional(),
  SHOUXIN_TRANSIT_CA_FILE: path.optional(),
};

const settings = z.object(keySettingsShape);
type Values = z.infer<typeof settings>;

export interface TransitSettings {
  readonly address: string;
  readonly tokenFile: string;
  readonly mount: string;
  readonly kvMount: string;
  readonly namespace: string | undefined;
  readonly caFile: string | undefined;
}

export interface KeySettings {
  readonly passphraseFile: string | undefined;
  readonly shareFiles: readonly string[];
  /** Absent: the keys lie in the sealed file of SHOUXIN_KEYS. */
  readonly transit: TransitSettings | undefined;
}

export function keySettingsOf(values: Values): KeySettings {
  const { SHOUXIN_TRANSIT_ADDRESS: address, SHOUXIN_TRANSIT_TOKEN_FILE: tokenFile } = values;
  const isTransit = values.SHOUXIN_KEY_PROVIDER === 'transit' && address && tokenFile;
  return {
    passphraseFile: values.SHOUXIN_UNSEAL_PASSPHRASE_FILE,
    shareFiles: values.SHOUXIN_UNSEAL_SHARES,
    transit: isTransit
      ? {
          address,
          tokenFile,
          mount: values.SHOUXIN_TRANSIT_MOUNT,
          kvMount: values.SHOUXIN_TRANSIT_KV_MOUNT,
          namespace: values.SHOUXIN_TRANSIT_NAMESPACE,
          caFile: values.SHOUXIN_TRANSIT_CA_FILE,
        }
      : undefined,
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

/** A token that opens every key must not cross a network in clear; on the machine itself a test may. */
function addressMistakes(address: string, production: boolean): string[] {
  const { protocol, hostname, username, pathname, search } = new URL(address);
  if (username !== '' || search !== '' || pathname !== '/') {
    return ['SHOUXIN_TRANSIT_ADDRESS must be an origin alone, for example https://vault.bank:8200'];
  }
  if (protocol === 'https:') return [];
  if (protocol === 'http:' && isLoopback(hostname) && !production) return [];
  return ['SHOUXIN_TRANSIT_ADDRESS must begin with https://'];
}

export function keySettingsMistakes(values: Values, production: boolean): string[] {
  if (values.SHOUXIN_KEY_PROVIDER !== 'transit') return [];
  const address = values.SHOUXIN_TRANSIT_ADDRESS;
  const missing = ['SHOUXIN_TRANSIT_ADDRESS', 'SHOUXIN_TRANSIT_TOKEN_FILE'] as const;
  return [
    ...missing
      .filter((name) => values[name] === undefined)
      .map((name) => `SHOUXIN_KEY_PROVIDER=transit needs ${name}`),
    ...(address === undefined ? [] : addressMistakes(address, production)),
  ];
}
