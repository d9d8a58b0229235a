// Builds the console when its sources, or what it is made with, changed since the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment, hashFiles, readStamp, root, writeStamp } from './paths.mjs';

const sources = ['console', 'client/src', 'contract/src', 'contract/data', 'package-lock.json'];
const skipped = new Set(['node_modules', 'dist', 'test']);

export function buildConsole(node) {
  if (!existsSync(join(root, 'console', 'index.html'))) {
    console.log('The console is not there yet: only the API is served.');
    return;
  }
  const hash = hashFiles(sources.flatMap((path) => listFiles(join(root, path))));
  const isBuilt = existsSync(join(root, 'console', 'dist', 'index.html'));
  if (isBuilt && readStamp('console') === hash) return;
  const startedAt = Date.now();
  console.log('Building the console ...');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = spawnSync(node, [vite, 'build', '--logLevel', 'error'], {
    cwd: join(root, 'console'),
    env: createEnvironment({ NODE_ENV: 'production' }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0) throw new Error('The console could not be built (see above).');
  writeStamp('console', hash);
  console.log(`  done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .toSorted()
    .filter((name) => !skipped.has(name))
    .flatMap((name) => listFiles(join(path, name)));
}
