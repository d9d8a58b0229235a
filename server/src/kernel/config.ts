// Configuration: one schema, read from the environment once, frozen, with every mistake listed at
// once in plain sentences. This is the only file of the server that reads process.env. Secrets do
// not come this way: keys live in SHOUXIN_KEYS, which may not lie inside SHOUXIN_HOME nor around
// it, so that a stolen data folder opens nothing.
import { relative, resolve, isAbsolute } from 'node:path';
import { z } from 'zod';
import { backupPlacesOf, backupShape, type BackupPlaces } from './backup-settings.ts';
import {
  keyProviderMistakes,
  keyProviderOf,
  keyProviderShape,
  type KeyProviderSettings,
} from './key-settings.ts';

const port = z.coerce
  .number({ error: 'PORT must be a whole number from 0 to 65535' })
  .int('PORT must be a whole number from 0 to 65535')
  .min(0, 'PORT must be a whole number from 0 to 65535')
  .max(65535, 'PORT must be a whole number from 0 to 65535');

const flag = (name: string) =>
  z
    .enum(['0', '1', 'true', 'false', 'yes', 'no'], { error: `${name} must be yes or no` })
    .transform((text) => text === '1' || text === 'true' || text === 'yes');

const schema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], {
      error: 'NODE_ENV must be development, test or production',
    })
    .default('development'),
  PORT: port.default(8080),
  HOST: z.string().default('localhost'),
  SHOUXIN_HOME: z.string().default('./data'),
  SHOUXIN_KEYS: z.string().default('./keys'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'DATABASE_URL must begin with postgres:// or postgresql://')
    .optional(),
  SHOUXIN_DEMO_PASSWORD: z
    .string()
    .min(8, 'SHOUXIN_DEMO_PASSWORD must have at least 8 characters')
    .max(128, 'SHOUXIN_DEMO_PASSWORD must have at most 128 characters')
    .optional(),
  SHOUXIN_DEMO_TOTP_SECRET: z
    .string()
    .transform((text) => text.replaceAll(/[\s=-]/g, '').toUpperCase())
    .pipe(
      z.string().regex(/^[A-Z2-7]{16,128}$/, {
        error: 'SHOUXIN_DEMO_TOTP_SECRET must be base32 (A-Z and 2-7) of at least 16 characters',
      }),
    )
    .optional(),
  SHOUXIN_SUITE: z
    .enum(['gm', 'intl'], { error: 'SHOUXIN_SUITE must be gm (国密) or intl' })
    .default('gm'),
  SHOUXIN_TENANT: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, {
      error: 'SHOUXIN_TENANT must be 1 to 32 of a-z, 0-9 and -, beginning with a letter',
    })
    .default('demo'),
  ...keyProviderShape,
  ...backupShape,
  SHOUXIN_BEHIND_TLS_PROXY: flag('SHOUXIN_BEHIND_TLS_PROXY').default(false),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'LOG_LEVEL must be fatal, error, warn, info, debug or silent',
    })
    .optional(),
});

export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Data folder, absolute. */
  readonly home: string;
  /** Keys folder, absolute; never inside `home`. */
  readonly keys: string;
  readonly keyProvider: KeyProviderSettings;
  /** Where backups go; what is not set is not taken. */
  readonly backups: BackupPlaces;
  /** Absent: the embedded PostgreSQL is used. */
  readonly databaseUrl: string | undefined;
  readonly demoPassword: string | undefined;
  readonly demoTotpSecret: string | undefined;
  readonly suite: 'gm' | 'intl';
  readonly tenant: string;
  readonly behindTlsProxy: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** All mistakes at once; the message is meant to be printed as it is. */
export class ConfigMistakes extends Error {
  override readonly name = 'ConfigMistakes';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`The configuration has mistakes:\n${mistakes.map((text) => `  - ${text}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(environment: Environment = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in schema.shape && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const mistakes = parsed.success
    ? keyProviderMistakes(parsed.data, parsed.data.NODE_ENV === 'production')
    : parsed.error.issues.map((issue) => issue.message);
  const home = resolve(given.SHOUXIN_HOME ?? './data');
  const keys = resolve(given.SHOUXIN_KEYS ?? './keys');
  const isEmbedded = given.DATABASE_URL === undefined;
  const backups = backupPlacesOf(parsed.data ?? {}, { home, keys, isEmbedded });
  mistakes.push(
    ...folderMistakes(home, keys),
    ...backups.mistakes,
    ...environmentMistakes(environment),
  );
  if (!parsed.success || mistakes.length > 0) throw new ConfigMistakes(mistakes);
  const values = parsed.data;
  return Object.freeze({
    production: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    home,
    keys,
    keyProvider: keyProviderOf(values, keys),
    backups: backups.places,
    databaseUrl: values.DATABASE_URL,
    demoPassword: values.SHOUXIN_DEMO_PASSWORD,
    demoTotpSecret: values.SHOUXIN_DEMO_TOTP_SECRET,
    suite: values.SHOUXIN_SUITE,
    tenant: values.SHOUXIN_TENANT,
    behindTlsProxy: values.SHOUXIN_BEHIND_TLS_PROXY,
    // A person at a terminal wants to read what is wrong, an operator's collector every request.
    logLevel: values.LOG_LEVEL ?? (values.NODE_ENV === 'production' ? 'info' : 'warn'),
  });
}

function folderMistakes(home: string, keys: string): string[] {
  if (home === keys) return ['SHOUXIN_KEYS must not be the same folder as SHOUXIN_HOME'];
  if (isInside(keys, home)) {
    return ['SHOUXIN_KEYS must not lie inside SHOUXIN_HOME: whoever steals the data has the keys'];
  }
  if (isInside(home, keys)) return ['SHOUXIN_HOME must not lie inside SHOUXIN_KEYS'];
  return [];
}

function isInside(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}

/** A setting that turns certificate checks off must stop the start (SECURITY section 5, 22). */
function environmentMistakes(environment: Environment): string[] {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return [];
  return ['NODE_TLS_REJECT_UNAUTHORIZED=0 is refused: it turns certificate checks off'];
}

export interface ProductionFacts {
  /** An account of the demonstration institution exists or would be made. */
  readonly hasDemonstrationAccounts: boolean;
  /** The key file is the one made by itself at first start, without a pass phrase or provider. */
  readonly hasDefaultKey: boolean;
}

/** What NODE_ENV=production refuses; `main.ts` stops when the list is not empty. */
export function productionMistakes(config: Config, facts: ProductionFacts): string[] {
  if (!config.production) return [];
  const mistakes: string[] = [];
  const asksForDemo = config.demoPassword !== undefined || config.demoTotpSecret !== undefined;
  if (facts.hasDemonstrationAccounts || asksForDemo) {
    mistakes.push('Demonstration accounts are refused in production: start on an empty database');
  }
  if (facts.hasDefaultKey) {
    mistakes.push('The key file made at first start is refused in production: bring your own key');
  }
  if (!config.behindTlsProxy) {
    mistakes.push(
      'Plain HTTP is refused in production: declare the TLS proxy with SHOUXIN_BEHIND_TLS_PROXY=yes',
    );
  }
  return mistakes;
}
