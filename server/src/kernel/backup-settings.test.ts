// Where backups may go: two places that are not one, beside neither data nor keys, each reachable; all mistakes at once.
import { describe, expect, test } from 'vitest';
import { ConfigMistakes, readConfig } from './config.ts';

const base = { SHOUXIN_HOME: '/srv/data', SHOUXIN_KEYS: '/srv/keys' };
const store = 's3://bank/sets?endpoint=https://store.bank.example&region=cn-north-1';

function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ ...base, ...environment });
  } catch (error) {
    if (error instanceof ConfigMistakes) return error.mistakes;
    throw error;
  }
  return [];
}

describe('R3.2.2 SECURITY 4.4 places of backups', () => {
  test('a folder and an object store, read as they are meant', () => {
    const { backups } = readConfig({
      ...base,
      SHOUXIN_BACKUP: store,
      SHOUXIN_BACKUP_S3_KEY_FILE: '/srv/s3-key',
      SHOUXIN_KEY_BACKUP: '/mnt/keys',
    });
    expect(backups.data).toEqual({
      kind: 's3',
      endpoint: 'https://store.bank.example',
      region: 'cn-north-1',
      bucket: 'bank',
      prefix: 'sets',
      keyFile: '/srv/s3-key',
    });
    expect(backups.keys).toEqual({ kind: 'folder', folder: '/mnt/keys' });
    expect(backups.pgBackRest).toBeUndefined();
  });

  test.each([
    [{ SHOUXIN_BACKUP: '/mnt/a', SHOUXIN_KEY_BACKUP: '/mnt/a' }, /are one place/],
    [{ SHOUXIN_BACKUP: '/mnt/a', SHOUXIN_KEY_BACKUP: '/mnt/a/keys' }, /are one place/],
    [{ SHOUXIN_BACKUP: '/srv/data/sets' }, /apart from SHOUXIN_HOME/],
    [{ SHOUXIN_KEY_BACKUP: '/srv' }, /apart from SHOUXIN_HOME/],
    [{ SHOUXIN_BACKUP: '/srv/keys/sets' }, /apart from SHOUXIN_KEYS/],
    [{ SHOUXIN_BACKUP: store }, /needs the file with its access key/],
    [{ SHOUXIN_BACKUP: 's3://bank/sets', SHOUXIN_BACKUP_S3_KEY_FILE: '/k' }, /names no endpoint/],
    [
      { SHOUXIN_BACKUP: 's3://b?endpoint=http://far.example', SHOUXIN_BACKUP_S3_KEY_FILE: '/k' },
      /names no endpoint/,
    ],
  ])('%o is refused', (environment, sentence) => {
    const mistakes = mistakesOf(environment);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(sentence);
  });
});

describe('R3.2.1 pgBackRest', () => {
  const whole = {
    SHOUXIN_BACKUP: '/mnt/manifests',
    DATABASE_URL: 'postgres://owner@db.bank.example/shouxin',
    SHOUXIN_PGBACKREST: 'main',
  };

  test('is a stanza, its configuration and the programs for a drill', () => {
    const { backups } = readConfig({
      ...base,
      ...whole,
      SHOUXIN_PGBACKREST_CONFIG: '/etc/pgbackrest.conf',
      SHOUXIN_PGBACKREST_POSTGRES: '/usr/lib/postgresql/17/bin',
    });
    expect(backups.pgBackRest).toEqual({
      stanza: 'main',
      config: '/etc/pgbackrest.conf',
      programs: '/usr/lib/postgresql/17/bin',
    });
  });

  test.each([
    [{ ...whole, SHOUXIN_BACKUP: '' }, /needs SHOUXIN_BACKUP too/],
    [{ ...whole, DATABASE_URL: '' }, /set DATABASE_URL/],
    [{ ...whole, SHOUXIN_PGBACKREST: 'main --repo1-path=/x' }, /name of a stanza/],
  ])('%o is refused', (environment, sentence) => {
    const mistakes = mistakesOf(environment);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(sentence);
  });
});
