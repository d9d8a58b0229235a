// Whether a backup would lie on the database's own disk: asked of the operating system, for folders that exist (R3.2.2).
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOnDevice } from './places.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-places-'));
const another = ['/dev/shm', '/proc'].find(
  (it) => existsSync(it) && statSync(it).dev !== statSync(folder).dev,
);

test('R3.2.2 a folder on the disk of the database is on its device', () => {
  expect(isOnDevice(folder, tmpdir())).toBe(true);
});

test.each(['/nowhere/at/all', 'db.example:5432/shouxin', 'backups'])(
  'R3.2.2 %s is no folder of this machine, and on no disk of it',
  (place) => {
    expect(isOnDevice(place, folder)).toBe(false);
    expect(isOnDevice(place, place)).toBe(false);
  },
);

test.skipIf(another === undefined)('R3.2.2 a folder on another disk is not', () => {
  expect(isOnDevice(another ?? '', folder)).toBe(false);
});
