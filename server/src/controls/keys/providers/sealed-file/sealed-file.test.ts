// The sealed key store under damage, loss, roll-back and crash: it opens whole and newest, or says why not.
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fixedClock } from '../../../../kernel/clock.ts';
import { exportKey, newKey } from '../../../../kernel/crypto/index.ts';
import type { KeySpec } from '../provider.ts';
import { openSealedFile } from './index.ts';
import { isDefaultUnsealKey } from './open-store.ts';

const spec: KeySpec = { name: 'bucket/000', use: 'wrap', suite: 2, label: 'shouxin/ck/v1' };
const clock = fixedClock();

let folder = '';
const keystore = () => join(folder, 'keystore.sealed');
const unseal = () => join(folder, 'unseal.key');
const open = (mark?: number, tenant = 'demo') =>
  openSealedFile({ folder, tenant, suite: 2, clock, mark });

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'shouxin-keys-')), 'keys');
});

describe('R3.1.3 the sealed key store', () => {
  it.each([1, 2] as const)('opens again with the same keys (suite %i)', async (suite) => {
    const first = await openSealedFile({ folder, tenant: 'demo', suite, clock });
    const [made] = await first.generate([spec]);
    const key = newKey();
    const wrapped = await first.wrap(made?.id ?? '', key, ['shouxin/ck/v1', 'x']);
    const again = await openSealedFile({ folder, tenant: 'demo', suite, clock, mark: 1 });
    const found = await again.unwrap(made?.id ?? '', wrapped, ['shouxin/ck/v1', 'x']);
    expect(exportKey(found)).toEqual(exportKey(key));
    expect(await again.describe()).toEqual(await first.describe());
  });

  it('keeps both files for their owner alone, and refuses them when others may read', async () => {
    await (await open()).generate([spec]);
    for (const path of [keystore(), unseal()]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      await chmod(path, 0o644);
      await expect(open(1)).rejects.toThrow(/can be read by others/);
      await chmod(path, 0o600);
    }
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('refuses every changed bit and every truncation', async () => {
    await (await open()).generate([spec]);
    const good = await readFile(keystore());
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(keystore(), bad);
      await expect(open(1)).rejects.toThrow(/is damaged, or it belongs to another/);
    }
    for (let length = 0; length < good.length; length += 7) {
      await writeFile(keystore(), good.subarray(0, length));
      await expect(open(1)).rejects.toThrow(/is damaged/);
    }
    await writeFile(keystore(), good);
    await expect(open(1)).resolves.toBeDefined();
  });

  it('refuses an older copy by the mark kept elsewhere', async () => {
    const provider = await open();
    await provider.generate([spec]);
    await copyFile(keystore(), join(folder, 'old'));
    await provider.generate([spec]);
    await copyFile(join(folder, 'old'), keystore());
    await expect(open(2)).rejects.toThrow(
      /is older than the one last used \(generation 1, on record 2\)/,
    );
  });

  it('refuses a missing store or unseal key once there was one, and makes no new one over it', async () => {
    await (await open()).generate([spec]);
    await copyFile(keystore(), join(folder, 'kept'));
    await rm(keystore());
    await expect(open(1)).rejects.toThrow(/key store .* is missing/);
    await copyFile(join(folder, 'kept'), keystore());
    await rm(unseal());
    await expect(open(1)).rejects.toThrow(/unseal key .* is missing/);
    await expect(open()).rejects.toThrow(/unseal key .* is missing/);
    expect(await readdir(folder)).not.toContain('unseal.key');
  });

  it('refuses another unseal key and another institution', async () => {
    await (await open()).generate([spec]);
    await expect(open(1, 'other')).rejects.toThrow(/another institution/);
    await writeFile(unseal(), Buffer.alloc(32, 9));
    await expect(open(1)).rejects.toThrow(/another unseal key/);
    await writeFile(unseal(), Buffer.alloc(31));
    await expect(open(1)).rejects.toThrow(/does not have 32 bytes/);
  });

  it('survives a kill between writing aside and renaming', async () => {
    const provider = await open();
    await provider.generate([spec]);
    await writeFile(`${keystore()}.0190.aside`, 'half', { mode: 0o600 });
    expect(await (await open(1)).describe()).toHaveLength(1);
    expect((await readdir(folder)).toSorted()).toEqual([
      'keystore.sealed',
      'unseal.key',
      'unseal.key.made-at-first-start',
    ]);
  });

  it('R1.3.2a makes no unseal key where an operator must bring one, and marks the one it made', async () => {
    const own = await mkdtemp(join(tmpdir(), 'shouxin-own-key-'));
    const options = { folder: own, tenant: 'demo', suite: 2, clock } as const;
    await expect(openSealedFile({ ...options, mayMakeUnsealKey: false })).rejects.toThrow(
      /bring your own unseal key/,
    );
    expect(await isDefaultUnsealKey(own)).toBe(false);
    await writeFile(join(own, 'unseal.key'), Buffer.alloc(32, 7), { mode: 0o600 });
    await (await openSealedFile({ ...options, mayMakeUnsealKey: false })).generate([spec]);
    expect(await isDefaultUnsealKey(own)).toBe(false);
    await open();
    expect(await isDefaultUnsealKey(folder)).toBe(true);
    await rm(own, { recursive: true });
  });

  it('does not overwrite what another process wrote', async () => {
    const [one, two] = [await open(), await open()];
    await one.generate([spec]);
    await expect(two.generate([spec])).rejects.toThrow(/changed by somebody else/);
    expect(await two.describe()).toEqual([]);
    expect(await (await open(1)).describe()).toHaveLength(1);
  });

  it('holds no material of a destroyed key any more', async () => {
    const provider = await open();
    const [made] = await provider.generate([spec]);
    const before = (await readFile(keystore())).length;
    await provider.destroy(made?.id ?? '');
    expect((await readFile(keystore())).length).toBeLessThanOrEqual(before - 16 + 4);
    const again = await open(2);
    expect(await again.describe()).toMatchObject([{ id: 'bucket/000#1', state: 'destroyed' }]);
    await expect(again.wrap('bucket/000#1', newKey(), ['shouxin/ck/v1'])).rejects.toMatchObject({
      problem: 'destroyed',
    });
  });
});
