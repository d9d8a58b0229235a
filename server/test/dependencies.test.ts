// Every direct dependency stands in docs/decisions/0016 with its version and licence, and nothing else does; licences are
// read from the installed packages, so that the table cannot say something kinder than they do.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const manifest = z.object({
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

interface Row {
  readonly workspace: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly what: string;
}

const folders: Readonly<Record<string, string>> = {
  root: '',
  contract: 'contract/',
  server: 'server/',
  client: 'client/',
  console: 'console/',
  runtime: 'runtime/',
};

const rows: readonly Row[] = read('docs/decisions/0016-dependencies.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| workspace'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, workspace = '', name = '', version = '', licence = '', what = '']) => ({
    workspace,
    name,
    version,
    licence,
    what,
  }));

const permitted = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];
/** Weak copyleft in tests, and the licence of the font: each for its one package. */
const exceptions: Readonly<Record<string, string>> = {
  'axe-core': 'MPL-2.0',
  '@fontsource/noto-sans-sc': 'OFL-1.1',
};

test.each(Object.entries(folders))('the table names every dependency of %s', (name, folder) => {
  const { dependencies, devDependencies, optionalDependencies } = manifest.parse(
    JSON.parse(read(`${folder}package.json`)),
  );
  const declared = Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  }).filter(([dependency]) => !dependency.startsWith('@shouxin/'));
  const listed = rows.filter((row) => row.workspace === name);
  expect(listed.map((row) => `${row.name} ${row.version}`).toSorted()).toEqual(
    declared.map(([dependency, version]) => `${dependency} ${version}`).toSorted(),
  );
  expect(listed.every((row) => row.what !== '')).toBe(true);
});

/** What the installed package states; of the Node binaries only that of this platform is installed. */
function statedLicence({ workspace, name }: Row): string | undefined {
  const path = ['', folders[workspace] ?? '']
    .map((folder) => `${folder}node_modules/${name}/package.json`)
    .find((it) => existsSync(new URL(it, root)));
  if (path === undefined && workspace === 'runtime') return 'MIT';
  return path && manifest.parse(JSON.parse(read(path))).license;
}

test.each(rows.map((row) => [`${row.workspace} ${row.name}`, row] as const))(
  '%s has a permitted licence, and the one it says',
  (_, row) => {
    expect([...permitted, exceptions[row.name]]).toContain(row.licence);
    expect(statedLicence(row)).toBe(row.licence);
  },
);
