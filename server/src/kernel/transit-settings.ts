// Settings of a transit store (Vault, OpenBao): how it is reached. The token is named by the file it lies in and is never a
// setting itself; kernel/key-settings.ts says when it is asked for, kernel/config.ts reads the environment.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

export const path = z.string().transform((text) => resolve(text));

const mount = (name: string, otherwise: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, {
      error: `${name} must be the path of a mount, for example ${otherwise}`,
    })
    .default(otherwise);

export const transitShape = {
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

type Values = z.output<z.ZodObject<typeof transitShape>>;

export interface TransitSettings {
  readonly kind: 'transit';
  readonly address: string;
  readonly tokenFile: string;
  readonly mount: string;
  readonly kvMount: string;
  readonly namespace: string | undefined;
  readonly caFile: string | undefined;
}

export function transitSettingsOf(values: Values): TransitSettings {
  return {
    kind: 'transit',
    address: values.SHOUXIN_TRANSIT_ADDRESS ?? '',
    tokenFile: values.SHOUXIN_TRANSIT_TOKEN_FILE ?? '',
    mount: values.SHOUXIN_TRANSIT_MOUNT,
    kvMount: values.SHOUXIN_TRANSIT_KV_MOUNT,
    namespace: values.SHOUXIN_TRANSIT_NAMESPACE,
    caFile: values.SHOUXIN_TRANSIT_CA_FILE,
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

export function transitMistakes(values: Values, production: boolean): string[] {
  const address = values.SHOUXIN_TRANSIT_ADDRESS;
  const missing = ['SHOUXIN_TRANSIT_ADDRESS', 'SHOUXIN_TRANSIT_TOKEN_FILE'] as const;
  return [
    ...missing
      .filter((name) => values[name] === undefined)
      .map((name) => `SHOUXIN_KEY_PROVIDER=transit needs ${name}`),
    ...(address === undefined ? [] : addressMistakes(address, production)),
  ];
}
