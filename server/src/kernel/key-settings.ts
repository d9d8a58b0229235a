// Settings of the key provider: which one, and where it is. The PIN itself comes from a file and never from the environment,
// which other programs of the machine can read.
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';

export type KeyProviderSettings =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'pkcs11';
      /** Absolute path of the vendor's library. */
      readonly module: string;
      /** Label or serial number of the token. */
      readonly token: string;
      readonly pinFile: string;
      readonly sessionsMax: number;
    };

/** Of libuv's pool, which also reads files and hashes passwords: a token that hangs must not take all of it. */
const threadsLeft = 2;
const threadsByDefault = 4;

export const keyProviderShape = {
  SHOUXIN_KEY_PROVIDER: z
    .enum(['file', 'pkcs11'], { error: 'SHOUXIN_KEY_PROVIDER must be file or pkcs11' })
    .default('file'),
  SHOUXIN_PKCS11_MODULE: z
    .string()
    .refine(isAbsolute, 'SHOUXIN_PKCS11_MODULE must be the absolute path of the library')
    .optional(),
  SHOUXIN_PKCS11_TOKEN: z
    .string()
    .max(64, 'SHOUXIN_PKCS11_TOKEN must be the label or the serial number of a token')
    .optional(),
  SHOUXIN_PKCS11_PIN_FILE: z.string().optional(),
  SHOUXIN_PKCS11_SESSIONS: z
    .string()
    .regex(/^[1-9]\d?$/, 'SHOUXIN_PKCS11_SESSIONS must be a whole number from 1 to 99')
    .transform(Number)
    .default(2),
  UV_THREADPOOL_SIZE: z.coerce.number().catch(threadsByDefault).default(threadsByDefault),
};

type Values = z.output<z.ZodObject<typeof keyProviderShape>>;

export function keyProviderOf(values: Values, keysFolder: string): KeyProviderSettings {
  if (values.SHOUXIN_KEY_PROVIDER === 'file') return { kind: 'file' };
  return {
    kind: 'pkcs11',
    module: values.SHOUXIN_PKCS11_MODULE ?? '',
    token: values.SHOUXIN_PKCS11_TOKEN ?? '',
    pinFile: resolve(values.SHOUXIN_PKCS11_PIN_FILE ?? join(keysFolder, 'pkcs11.pin')),
    sessionsMax: values.SHOUXIN_PKCS11_SESSIONS,
  };
}

/** What is missing or does not fit together. */
export function keyProviderMistakes(values: Values): string[] {
  if (values.SHOUXIN_KEY_PROVIDER === 'file') return [];
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
