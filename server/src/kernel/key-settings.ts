// Settings of the key provider: which one, where it is, and what opens it. Secrets (a PIN, a token, a passphrase, shares) come
// from files and never from the environment, which other programs of the machine can read.
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import {
  path,
  transitMistakes,
  transitSettingsOf,
  transitShape,
  type TransitSettings,
} from './transit-settings.ts';

export interface SealedFileSettings {
  readonly kind: 'file';
  /** Files that unseal it at start, where it is sealed by a passphrase or by shares. */
  readonly passphraseFile?: string | undefined;
  readonly shareFiles?: readonly string[];
}

export interface Pkcs11Settings {
  readonly kind: 'pkcs11';
  /** Absolute path of the vendor's library. */
  readonly module: string;
  /** Label or serial number of the token. */
  readonly token: string;
  readonly pinFile: string;
  readonly sessionsMax: number;
}

export type KeyProviderSettings = SealedFileSettings | Pkcs11Settings | TransitSettings;

/** Of libuv's pool, which also reads files and hashes passwords: a token that hangs must not take all of it. */
const threadsLeft = 2;
const threadsByDefault = 4;

export const keyProviderShape = {
  SHOUXIN_KEY_PROVIDER: z
    .enum(['file', 'pkcs11', 'transit'], {
      error: 'SHOUXIN_KEY_PROVIDER must be file, pkcs11 or transit',
    })
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
  SHOUXIN_PKCS11_MODULE: z
    .string()
    .refine(isAbsolute, 'SHOUXIN_PKCS11_MODULE must be the absolute path of the library')
    .optional(),
  SHOUXIN_PKCS11_TOKEN: z
    .string()
    .max(64, 'SHOUXIN_PKCS11_TOKEN must be the label or the serial number of a token')
    .optional(),
  SHOUXIN_PKCS11_PIN_FILE: path.optional(),
  SHOUXIN_PKCS11_SESSIONS: z
    .string()
    .regex(/^[1-9]\d?$/, 'SHOUXIN_PKCS11_SESSIONS must be a whole number from 1 to 99')
    .transform(Number)
    .default(2),
  UV_THREADPOOL_SIZE: z.coerce.number().catch(threadsByDefault).default(threadsByDefault),
  ...transitShape,
};

type Values = z.output<z.ZodObject<typeof keyProviderShape>>;

export function keyProviderOf(values: Values, keysFolder: string): KeyProviderSettings {
  switch (values.SHOUXIN_KEY_PROVIDER) {
    case 'file':
      return {
        kind: 'file',
        passphraseFile: values.SHOUXIN_UNSEAL_PASSPHRASE_FILE,
        shareFiles: values.SHOUXIN_UNSEAL_SHARES,
      };
    case 'pkcs11':
      return {
        kind: 'pkcs11',
        module: values.SHOUXIN_PKCS11_MODULE ?? '',
        token: values.SHOUXIN_PKCS11_TOKEN ?? '',
        pinFile: values.SHOUXIN_PKCS11_PIN_FILE ?? join(keysFolder, 'pkcs11.pin'),
        sessionsMax: values.SHOUXIN_PKCS11_SESSIONS,
      };
    case 'transit':
      return transitSettingsOf(values);
  }
}

/** What is missing or does not fit together. */
export function keyProviderMistakes(values: Values, production: boolean): string[] {
  switch (values.SHOUXIN_KEY_PROVIDER) {
    case 'file':
      return [];
    case 'pkcs11':
      return pkcs11Mistakes(values);
    case 'transit':
      return transitMistakes(values, production);
  }
}

function pkcs11Mistakes(values: Values): string[] {
  const mistakes: string[] = [];
  if (values.SHOUXIN_PKCS11_MODULE === undefined) {
    mistakes.push('SHOUXIN_PKCS11_MODULE is missing: the path of the library of your token');
  }
  if (values.SHOUXIN_PKCS11_TOKEN === undefined) {
    mistakes.push('SHOUXIN_PKCS11_TOKEN is missing: the label or the serial number of the token');
  }
  const sessionsMax = values.UV_THREADPOOL_SIZE - threadsLeft;
  if (values.SHOUXIN_PKCS11_SESSIONS > sessionsMax) {
    mistakes.push(
      `SHOUXIN_PKCS11_SESSIONS may be at most ${sessionsMax} here: start with UV_THREADPOOL_SIZE=${values.SHOUXIN_PKCS11_SESSIONS + threadsLeft} or more`,
    );
  }
  return mistakes;
}
