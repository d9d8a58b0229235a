// All tests that run without a browser. One real PostgreSQL per run (server/test/postgres-setup.ts);
// a test that fails is not tried again: a test that fails now and then has found something.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    retry: 0,
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            '{contract,client}/**/*.test.ts',
            'server/**/*.test.ts',
            'bootstrap/**/*.test.mjs',
            'console/src/**/*.test.{ts,tsx}',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts'],
          globalSetup: ['server/test/postgres-setup.ts'],
          pool: 'threads',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
