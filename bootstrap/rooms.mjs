// The room rules of ARCHITECTURE section 2: imports (dependency-cruiser, table in rooms.cjs), then
// what imports do not show (text-rules.mjs). A checker that read nothing must not pass: with a
// TypeScript it does not know, dependency-cruiser reads no module and still exits 0.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { listSources, textViolations } from './text-rules.mjs';

const folders = ['contract', 'server', 'client', 'console'].filter((name) =>
  existsSync(join(root, name, 'src')),
);

function cruise() {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const paths = folders.map((name) => `${name}/src`);
  const ran = spawnSync(
    process.execPath,
    [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...paths],
    { cwd: root, encoding: 'utf8', maxBuffer: 100_000_000 },
  );
  try {
    return JSON.parse(ran.stdout);
  } catch {
    return { failure: `dependency-cruiser did not run: ${ran.stderr}` };
  }
}

function importViolations() {
  const { failure, modules, summary } = cruise();
  if (failure) return [failure];
  const found = summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${from} -> ${to}: ${rule.name}${cycle ? ` (${cycle.map((step) => step.name).join(' -> ')})` : ''}`,
  );
  const read = new Set(modules.map((module) => module.source));
  const missed = listSources().filter((path) => /\.tsx?$/.test(path) && !read.has(path));
  if (read.size === 0) found.push('dependency-cruiser read no module at all');
  if (missed.length > 0) found.push(`dependency-cruiser did not read: ${missed.join(', ')}`);
  const withImports = modules.filter((module) => module.dependencies.length > 0);
  if (withImports.length === 0) found.push('dependency-cruiser saw no import at all');
  return found;
}

function rowViolations() {
  const table = createRequire(import.meta.url)('../rooms.cjs');
  return Object.entries(table).flatMap(([floor, rows]) => {
    const folder = join(root, 'server/src', floor);
    return (existsSync(folder) ? readdirSync(folder) : [])
      .filter((room) => !Object.hasOwn(rows, room))
      .map((room) => `server/src/${floor}/${room} has no row in rooms.cjs`);
  });
}

const violations = [...importViolations(), ...rowViolations(), ...textViolations()];
for (const violation of violations) console.log(violation);
console.log(`${listSources().length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
