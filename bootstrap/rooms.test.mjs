// The room rules can fail: each rule is broken once in a small copy of the layout and must be told;
// the same copy without the breaks must pass.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './paths.mjs';

const copy = mkdtempSync(join(tmpdir(), 'shouxin-rooms-'));

const good = {
  'contract/src/index.ts': 'export const a = 1;',
  'server/src/app.ts': `import { audit } from './controls/audit/index.ts'; export const app = audit;`,
  'server/src/kernel/clock.ts': 'export const now = 1;',
  'server/src/kernel/crypto/index.ts': `export { createHash } from 'node:crypto';`,
  'server/src/kernel/database.ts': `export { Kysely } from 'kysely';`,
  'server/src/controls/audit/index.ts': `export { audit } from './append.ts';`,
  'server/src/controls/audit/append.ts': `export const audit = 1;`,
  'server/src/controls/audit/store.ts': `export { sql } from 'kysely';`,
  'server/src/controls/vault/index.ts': `export const sealer = 1;`,
  'server/src/records/customers/index.ts': `export { audit as a } from '../../controls/audit/index.ts';
    export { now } from '../../kernel/clock.ts';`,
  'server/src/doors/http/index.ts': `export { fastify } from 'fastify';`,
  'client/src/index.ts': `export { a } from '@shouxin/contract';`,
  'console/src/main.tsx': `export { a } from '@shouxin/client';`,
};

const rooms = ['controls/audit', 'controls/vault', 'records/customers'];

/** path -> [content, what must be said] */
const breaks = {
  'server/src/kernel/up.ts': [
    `export { audit } from '../controls/audit/index.ts';`,
    'up.ts -> server/src/controls/audit/index.ts: the kernel knows nothing above it',
  ],
  'server/src/controls/audit/up.ts': [
    `export { a } from '../../records/customers/index.ts';`,
    'controls/audit visits only the rooms its row names',
  ],
  'server/src/controls/vault/type.ts': [
    `import type { audit } from '../audit/index.ts'; export type A = typeof audit;`,
    'controls/vault visits only the rooms its row names',
  ],
  'server/src/records/customers/deep.ts': [
    `export { audit } from '../../controls/audit/append.ts';`,
    'records/customers visits only the rooms its row names',
  ],
  'server/src/main.ts': [
    `export { audit } from './controls/audit/append.ts';`,
    'a room is entered by its front door',
  ],
  'server/src/records/customers/door.ts': [
    `export { fastify } from '../../doors/http/index.ts';`,
    'nobody imports a door',
  ],
  'server/src/records/customers/query.ts': [
    `export { sql } from 'kysely';`,
    'only store.ts (and kernel/database.ts) imports the query builder',
  ],
  'server/src/records/customers/hash.ts': [
    `export { createHash } from 'node:crypto';`,
    'only kernel/crypto and the verifier import node:crypto',
  ],
  'server/src/records/customers/hash-again.ts': [
    `export { createHmac } from 'crypto';`,
    'hash-again.ts -> crypto: only kernel/crypto and the verifier import node:crypto',
  ],
  'server/src/records/customers/serve.ts': [
    `import type { FastifyInstance } from 'fastify'; export type F = FastifyInstance;`,
    'only doors/http imports the HTTP framework',
  ],
  'server/src/records/customers/driver.ts': [
    `export { Pool } from 'pg';`,
    'only the kernel imports the PostgreSQL driver',
  ],
  'server/src/records/customers/lost.ts': [
    `export { a } from './nowhere.ts';`,
    'an import must lead somewhere',
  ],
  'server/src/records/customers/round.ts': [
    `import { b } from './about.ts'; export const a = () => b;`,
    'no cycles',
  ],
  'server/src/records/customers/about.ts': [
    `import { a } from './round.ts'; export const b = () => a;`,
    'no cycles',
  ],
  'console/src/app/reach.ts': [
    `export { now } from '../../../server/src/kernel/clock.ts';`,
    'the console imports only client and contract',
  ],
  'client/src/reach.ts': [
    `export { now } from '../../server/src/kernel/clock.ts';`,
    'the client imports only the contract',
  ],
  'contract/src/reach.ts': [
    `export { now } from '../../server/src/kernel/clock.ts';`,
    'the contract imports nothing of ours',
  ],
  'server/src/controls/audit/surroundings.ts': [
    `export const home = process.env.HOME;`,
    'surroundings.ts: only kernel/config.ts reads the environment',
  ],
  'server/src/controls/audit/hurry.ts': [
    `export const at = () => Date.now();`,
    'hurry.ts: controls and records take the time from the call',
  ],
  'server/src/records/customers/peek.ts': [
    `export const opener = 1;`,
    'peek.ts: the opener goes from the vault to disclosure alone',
  ],
  'server/src/controls/vault/oracle.ts': [
    `import sm from 'sm-crypto'; export const a = sm;`,
    'oracle.ts: no cryptography of doubtful name',
  ],
  'server/src/controls/vault/program.ts': [
    `import { spawn } from 'node:child_process'; export const a = spawn;`,
    'program.ts: only kernel/engine starts other programs',
  ],
  'console/src/markup.tsx': [
    `export const a = <p dangerouslySetInnerHTML={{ __html: '' }} />;`,
    'markup.tsx: the console writes text',
  ],
  'server/src/records/customers/utils.ts': [
    'export const a = 1;',
    'utils.ts: the name says nothing',
  ],
  'server/src/records/customers/CamelCase.ts': ['export const a = 1;', 'CamelCase.ts: not kebab'],
  'server/src/records/shadow/index.ts': ['export const a = 1;', 'records/shadow has no row'],
};

function write(path, text) {
  const full = join(copy, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, `// What it is for.\n${text}\n`);
}

function run() {
  return spawnSync(process.execPath, [join(copy, 'bootstrap/rooms.mjs')], { encoding: 'utf8' });
}

beforeAll(() => {
  for (const name of ['bootstrap', 'rooms.cjs', '.dependency-cruiser.cjs', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  for (const [path, text] of Object.entries(good)) write(path, text);
  for (const room of rooms) writeFileSync(join(copy, 'server/src', room, 'README.md'), '# Room\n');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('a layout that keeps the rules passes', () => {
  const { stdout, status } = run();
  expect(stdout).toBe(`${Object.keys(good).length} files, 0 violations\n`);
  expect(status).toBe(0);
});

test('every broken rule is told', () => {
  for (const [path, [text]] of Object.entries(breaks)) write(path, text);
  writeFileSync(join(copy, 'server/src/records/customers/silent.ts'), 'export const a = 1;\n');
  const { stdout, status } = run();
  for (const [path, [, said]] of Object.entries(breaks)) expect(stdout, path).toContain(said);
  expect(stdout).toContain('silent.ts: opens without a word');
  expect(stdout).toContain('records/shadow: has no README.md');
  expect(status).toBe(1);
});

test('a checker that reads nothing does not pass', () => {
  const config = join(copy, '.dependency-cruiser.cjs');
  writeFileSync(config, `module.exports = { options: { exclude: '.*' } };`);
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('read no module') });
});
