// Passwords: PHC form, renewal of old parameters, and a flood that cannot take the machine.
import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkAbsentPassword, checkPassword, hashPassword } from './password.ts';

const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < 3; count += 1) await run();
  return performance.now() - start;
}

const stored = (memory: number, passes: number, parallelism: number): string => {
  const salt = Buffer.alloc(16, 3);
  const message = Buffer.from('correct horse');
  const tag = argon2Sync('argon2id', {
    message,
    nonce: salt,
    memory,
    passes,
    parallelism,
    tagLength: 32,
  });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(tag)}`;
};

describe('passwords', () => {
  it('match themselves, in either Unicode form, and nothing else', async () => {
    const hash = await hashPassword('Pa\u0301ss密码１');
    expect(hash).toMatch(
      /^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
    expect(await checkPassword('P\u00e1ss密码1', hash)).toEqual({ matches: true, isStale: false });
    expect(await checkPassword('P\u00e1ss密码2', hash)).toEqual({ matches: false, isStale: false });
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
  });

  it('are marked stale when the parameters have changed since', async () => {
    const old = stored(19456, 2, 1);
    expect(await checkPassword('correct horse', old)).toEqual({ matches: true, isStale: true });
    expect(await checkPassword('wrong horse', old)).toEqual({ matches: false, isStale: true });
  });

  it.each([
    '',
    'plain',
    stored(64, 1, 1).replace('argon2id', 'argon2i'),
    stored(64, 1, 1).replace('m=64', 'm=4194304'),
    stored(64, 1, 1).replace('t=1', 't=99'),
    stored(64, 1, 1).replace('p=1', 'p=0'),
    `${stored(64, 1, 1)}x`,
  ])('are not checked against a stored form that is strange or too dear: %s', async (strange) => {
    await expect(checkPassword('x', strange)).rejects.toThrow('not in the expected form');
  });

  it('cost as much for an account that does not exist', async () => {
    const hash = await hashPassword('x');
    const [real, absent] = [
      await time(() => checkPassword('y', hash)),
      await time(() => checkAbsentPassword('y')),
    ];
    expect(absent).toBeGreaterThan(real / 3);
    expect(await checkAbsentPassword('y')).toEqual({ matches: false, isStale: false });
  });

  it('refuse what is too long to be typed, and a queue that is too long to be waited for', async () => {
    await expect(hashPassword('x'.repeat(2000))).rejects.toMatchObject({ code: 'input.too-large' });
    const flood = Array.from({ length: 80 }, () => checkPassword('x', stored(64, 1, 1)));
    const outcomes = await Promise.allSettled(flood);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(80 - 2 - 64);
    for (const it of refused) expect(it).toMatchObject({ reason: { code: 'rate.exceeded' } });
    expect(await checkPassword('correct horse', stored(64, 1, 1))).toMatchObject({ matches: true });
  });
});
