// Configuration: read once, frozen, all mistakes at once, and what production refuses.
import { describe, expect, test } from 'vitest';
import { ConfigMistakes, productionMistakes, readConfig } from './config.ts';

function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigMistakes) return error.mistakes;
    throw error;
  }
  return [];
}

test('an empty environment is a working configuration, frozen', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ port: 8080, host: 'localhost', suite: 'gm', tenant: 'demo' });
  expect(config.home).toMatch(/^\/.*\/data$/);
  expect(config.production).toBe(false);
  expect(Object.isFrozen(config)).toBe(true);
});

test('an empty value counts as not given', () => {
  expect(readConfig({ PORT: '', SHOUXIN_HOME: '', DATABASE_URL: '' }).port).toBe(8080);
});

test('every mistake is told at once, in a sentence, without the value', () => {
  const mistakes = mistakesOf({
    PORT: '80800',
    DATABASE_URL: 'mysql://root:S3cret@db/x',
    SHOUXIN_DEMO_PASSWORD: 'S3cret',
    SHOUXIN_DEMO_TOTP_SECRET: 'S3cret',
    SHOUXIN_SUITE: 'des',
    SHOUXIN_TENANT: 'Bank of X',
    SHOUXIN_BEHIND_TLS_PROXY: 'perhaps',
    LOG_LEVEL: 'loud',
    NODE_ENV: 'prod',
    SHOUXIN_HOME: '/x',
    SHOUXIN_KEYS: '/x/keys',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  });
  expect(mistakes).toHaveLength(11);
  expect(mistakes.join('\n')).not.toContain('S3cret');
  for (const mistake of mistakes) expect(mistake).toMatch(/^[A-Z].* /);
});

describe('R3.1.4 the keys folder and the data folder lie apart', () => {
  test.each([
    ['/srv/data', '/srv/data'],
    ['/srv/data', '/srv/data/keys'],
    ['/srv/data', '/srv/other/../data/keys'],
    ['/srv/keys/data', '/srv/keys'],
  ])('refuses data %s with keys %s', (home, keys) => {
    expect(mistakesOf({ SHOUXIN_HOME: home, SHOUXIN_KEYS: keys })).toHaveLength(1);
  });
  test.each([
    ['/srv/data', '/srv/keys'],
    ['/srv/data', '/srv/data-keys'],
    ['/srv/data', '/srv/..keys'],
  ])('takes data %s with keys %s', (home, keys) => {
    expect(mistakesOf({ SHOUXIN_HOME: home, SHOUXIN_KEYS: keys })).toEqual([]);
  });
});

describe('R1.3.2a the key provider', () => {
  const token = {
    SHOUXIN_KEY_PROVIDER: 'pkcs11',
    SHOUXIN_PKCS11_MODULE: '/usr/lib/vendor.so',
    SHOUXIN_PKCS11_TOKEN: 'shouxin',
    SHOUXIN_KEYS: '/srv/keys',
  };
  const transit = {
    SHOUXIN_KEY_PROVIDER: 'transit',
    SHOUXIN_TRANSIT_ADDRESS: 'https://vault.bank:8200',
    SHOUXIN_TRANSIT_TOKEN_FILE: '/run/token',
  };
  const loopback = { ...transit, SHOUXIN_TRANSIT_ADDRESS: 'http://127.0.0.1:8200' };
  const production = { NODE_ENV: 'production' };

  test('is the sealed file where nothing else is said, unsealed by files that are named', () => {
    expect(readConfig({}).keyProvider).toEqual({ kind: 'file', shareFiles: [] });
    const { keyProvider } = readConfig({ SHOUXIN_UNSEAL_SHARES: '/a/1, /b/2' });
    expect(keyProvider).toEqual({ kind: 'file', shareFiles: ['/a/1', '/b/2'] });
  });
  test('is a token when it is named, whose PIN comes from a file', () => {
    expect(readConfig(token).keyProvider).toEqual({
      kind: 'pkcs11',
      module: '/usr/lib/vendor.so',
      token: 'shouxin',
      pinFile: '/srv/keys/pkcs11.pin',
      sessionsMax: 2,
    });
  });
  test.each([
    [{ SHOUXIN_KEY_PROVIDER: 'hsm' }, 1],
    [{ SHOUXIN_KEY_PROVIDER: 'pkcs11' }, 2],
    [{ ...token, SHOUXIN_PKCS11_MODULE: 'vendor.so' }, 1],
    [{ ...token, SHOUXIN_PKCS11_SESSIONS: '0' }, 1],
    [{ ...token, SHOUXIN_PKCS11_SESSIONS: '3' }, 1],
    [{ ...token, SHOUXIN_PKCS11_SESSIONS: '8', UV_THREADPOOL_SIZE: '9' }, 1],
    [{ ...token, SHOUXIN_PKCS11_SESSIONS: '8', UV_THREADPOOL_SIZE: '10' }, 0],
  ])('%j has %i mistakes', (environment, count) => {
    expect(mistakesOf(environment)).toHaveLength(count);
  });
  test('is a transit store over TLS, or on this machine outside production', () => {
    expect(readConfig({ ...production, ...transit }).keyProvider).toMatchObject({
      kind: 'transit',
      address: 'https://vault.bank:8200',
      mount: 'transit',
      kvMount: 'secret',
    });
    expect(mistakesOf(loopback)).toEqual([]);
  });
  test.each([
    ['no address', { ...transit, SHOUXIN_TRANSIT_ADDRESS: '' }],
    ['no token file', { ...transit, SHOUXIN_TRANSIT_TOKEN_FILE: '' }],
    ['clear text', { ...transit, SHOUXIN_TRANSIT_ADDRESS: 'http://vault.bank:8200' }],
    [
      'clear text that only looks local',
      { ...transit, SHOUXIN_TRANSIT_ADDRESS: 'http://127.bank' },
    ],
    ['clear text in production', { ...loopback, ...production }],
    ['a password in the address', { ...transit, SHOUXIN_TRANSIT_ADDRESS: 'https://a:b@vault' }],
    ['a path in the address', { ...transit, SHOUXIN_TRANSIT_ADDRESS: 'https://vault/v1' }],
    ['a mount that climbs', { ...transit, SHOUXIN_TRANSIT_MOUNT: '../sys' }],
    ['an unknown provider', { SHOUXIN_KEY_PROVIDER: 'cloud' }],
  ])('refuses %s', (_what, environment) => {
    expect(mistakesOf(environment)).toHaveLength(1);
  });
});

describe('production', () => {
  const good = { hasDemonstrationAccounts: false, hasDefaultKey: false };
  const production = { NODE_ENV: 'production', SHOUXIN_BEHIND_TLS_PROXY: 'yes' };

  test('starts with its own key, no demonstration accounts and a declared proxy', () => {
    expect(productionMistakes(readConfig(production), good)).toEqual([]);
  });
  test.each([
    ['demonstration accounts', production, { ...good, hasDemonstrationAccounts: true }],
    ['a demonstration password', { ...production, SHOUXIN_DEMO_PASSWORD: 'x'.repeat(12) }, good],
    ['a default key', production, { ...good, hasDefaultKey: true }],
    ['plain HTTP without a declared proxy', { NODE_ENV: 'production' }, good],
  ])('refuses %s', (_what, environment, facts) => {
    expect(productionMistakes(readConfig(environment), facts)).toHaveLength(1);
  });
  test('elsewhere none of it is a mistake', () => {
    const facts = { hasDemonstrationAccounts: true, hasDefaultKey: true };
    expect(productionMistakes(readConfig({}), facts)).toEqual([]);
  });
});
