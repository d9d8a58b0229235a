// All tests, in two projects: `node` and `browser` (against the real server, one file at a time).
// One real PostgreSQL per run (server/test/postgres-setup.ts). A test that fails is not tried again:
// a test that fails now and then has found something.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const common = {
  environment: 'node',
  globalSetup: ['server/test/postgres-setup.ts'],
  // Processes, not threads: tests start and kill servers, and PostgreSQL ends with its starter.
  pool: 'forks',
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    retry: 0,
    projects: [
      {
        test: {
          ...common,
          name: 'node',
          include: [
            '{contract,client}/**/*.test.ts',
            'server/**/*.test.ts',
            'bootstrap/**/*.test.mjs',
            'console/src/**/*.test.{ts,tsx}',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 30_000,
          // A test waits for PostgreSQL and for processes more than it computes: two files at once, also on two cores.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: ['console/test/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
