// Whether this is a demonstration is said to anybody before sign-in, and nothing else; asking leaves nothing behind. In
// production the answer is no, whatever the database holds.
import { demonstrationPath } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { openApp, openHarness } from './harness.ts';

const harness = await openHarness({ customers: 1 });

async function newestEntry(): Promise<string | undefined> {
  const { entries } = await harness.app.audit.read({}, { limit: 1 });
  return entries[0]?.entry.id;
}

test('a demonstration says so to whoever asks, writes nothing and says nothing else', async () => {
  const before = await newestEntry();
  const answer = await harness.http.inject(demonstrationPath);
  expect(answer.json()).toEqual({ demonstration: true });
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(await newestEntry()).toBe(before);
});

test('production never says so', async () => {
  const app = await openApp({
    serverUrl: harness.urls.serverUrl,
    keysFolder: harness.keysFolder,
    clock: harness.clock,
    lines: [],
    production: true,
  });
  try {
    expect((await app.http.inject(demonstrationPath)).json()).toEqual({ demonstration: false });
  } finally {
    await app.stop();
  }
});
