// `npm test`: types, lint, format, room rules, then every test, then the browser. Each check counts
// as one test, and the last line is exactly `N passed, N failed`, so that a machine can read it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment, root, stateFolder } from './paths.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);

/** What did not change is not looked at again: both tools go by content and by their own version, and a clean checkout has nothing. */
const kept = (name) => join(stateFolder, 'checked', name);
const types = (project, name) => [
  tool('typescript', 'bin', 'tsc'),
  '-p',
  project,
  '--incremental',
  '--tsBuildInfoFile',
  kept(`${name}.tsbuildinfo`),
];

const checks = [
  { name: 'types', run: types('tsconfig.json', 'types') },
  { name: 'types of the console', run: types('console', 'console') },
  { name: 'lint', run: [tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'] },
  {
    name: 'format',
    run: [
      tool('prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      kept('format'),
      '.',
    ],
  },
  { name: 'room rules', run: [join(root, 'bootstrap', 'rooms.mjs')] },
];

const suites = [
  { name: 'unit, integration, journeys, adversary', project: 'node' },
  { name: 'browser', project: 'browser' },
];

export async function runChecks(node) {
  const tally = await checkAll(node);
  return conclude(tally);
}

export async function runTests(node) {
  const tally = await checkAll(node);
  for (const suite of suites) add(tally, await runSuite(node, suite));
  return conclude(tally);
}

/** What is measured and against which floor: bench/run.ts. */
export function runBench(node, parameters) {
  const child = spawn(node, [join(root, 'bench', 'run.ts'), ...parameters], {
    cwd: root,
    env: createEnvironment(),
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function conclude(tally) {
  if (tally.skipped > 0) {
    console.log(`${tally.skipped} skipped`);
    // What is left out for want of something on this machine must not stay unnoticed in CI.
    if (process.env.CI) tally.failed += 1;
  }
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

function add(tally, more) {
  tally.passed += more.passed;
  tally.failed += more.failed;
  tally.skipped += more.skipped;
}

/** Two at a time: the machine we promise ten minutes on has two cores. */
async function checkAll(node) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...checks];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { code, output, seconds } = await runQuietly(node, check.run);
      const isGood = code === 0;
      console.log(`${isGood ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`);
      if (!isGood) console.log(output);
      add(tally, { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 });
    }
  };
  await Promise.all([work(), work()]);
  return tally;
}

function runQuietly(node, parameters) {
  const startedAt = Date.now();
  const child = spawn(node, parameters, {
    cwd: root,
    env: createEnvironment({ NO_COLOR: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      resolve({ code, output, seconds: ((Date.now() - startedAt) / 1000).toFixed(1) });
    });
  });
}

async function runSuite(node, { name, project }) {
  const report = join(stateFolder, `tests-${project}.json`);
  mkdirSync(stateFolder, { recursive: true });
  rmSync(report, { force: true });
  console.log(`\n${name}`);
  const child = spawn(
    node,
    [
      tool('vitest', 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      env: createEnvironment({ NODE_ENV: 'test' }),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  return count(report, code);
}

/** A file that could not be read as tests, or an error outside of a test, is a failure too. */
function count(report, code) {
  if (!existsSync(report)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  );
  const failed = result.numFailedTests + broken.length;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
