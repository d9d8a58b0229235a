// docs/obligations.md is what an examiner reads first: it must say what the clause map says (R1.0), name only tests that exist
// and name the duty, and leave out no duty that a test claims to prove.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readClauses, type Clause } from '../src/records/governance/clause-map.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const page = read('docs/obligations.md');

interface Row {
  readonly id: string;
  readonly what: string;
  readonly room: string;
  readonly tests: readonly string[];
}

/** Rows of every table whose first column is an id and whose last names tests. */
function rowsOf(markdown: string): Row[] {
  return markdown
    .split('\n')
    .filter((line) => /^\| [^|]*\d[^|]* \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, id = '', what = '', room = '', tests = '']) => ({
      id,
      what,
      room,
      tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    }));
}

function rowOf({ clause, control, room, tests }: Clause): Row {
  return { id: clause, what: control.en, room, tests };
}

function testFiles(): string[] {
  const folders = ['bootstrap', 'client', 'console', 'contract', 'server'];
  return folders
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
    )
    .filter((path) => !path.includes('node_modules') && /\.test\.(ts|tsx|mjs)$/.test(path))
    .filter((path) => path !== 'server/test/obligations.test.ts');
}

/** Every quoted text of a line: titles, and the rows of `.each` that become titles. */
function titlesOf(source: string): string[] {
  return [...source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map(([, , text = '']) => text);
}

const idForm = /\bR\d+\.\d+(?:\.\d+)?[a-d]?\b/g;
const rows = rowsOf(page);
const listed = new Set(rows.map((row) => row.id));

describe('R1.0 the obligations', () => {
  it('are those of the clause map, word for word', () => {
    const clauses = new Set(readClauses().map((clause) => clause.clause));
    expect(rows.filter((row) => clauses.has(row.id))).toEqual(readClauses().map(rowOf));
  });

  it('stand once', () => expect(rows.length).toBe(listed.size));

  it.each(rows.map((row) => [row.id, row] as const))(
    '%s names tests that exist and name it',
    (_, row) => {
      expect(row.tests.length).toBeGreaterThan(0);
      for (const test of row.tests) {
        expect(existsSync(new URL(test, root)), test).toBe(true);
        expect(
          titlesOf(read(test)).some((title) => names(title, row.id)),
          test,
        ).toBe(true);
      }
    },
  );

  it('leave out nothing that a test names', () => {
    const files = testFiles();
    expect(files.length).toBeGreaterThan(50);
    const unlisted = files.flatMap((path) =>
      titlesOf(read(path))
        .flatMap((title) => title.match(idForm) ?? [])
        .filter((id) => !listed.has(id))
        .map((id) => `${path}: ${id}`),
    );
    expect(unlisted).toEqual([]);
  });

  it('name rooms that exist', () => {
    const rooms = ['controls', 'records'].flatMap((floor) =>
      readdirSync(new URL(`server/src/${floor}`, root)),
    );
    const other = ['contract', 'kernel', 'doors', 'client', 'console'];
    for (const row of rows) expect([...rooms, ...other], row.id).toContain(row.room);
  });

  it('negative control: a title is read, a longer id is another', () => {
    expect(titlesOf("it('R9.9.9 does it', run)")).toEqual(['R9.9.9 does it']);
    expect(names('R1.3.2a seals', 'R1.3.2')).toBe(false);
    expect(names('R1.3.2a seals', 'R1.3.2a')).toBe(true);
  });
});

describe('documents', () => {
  const documents = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  );

  it.each(documents)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(new URL(link, new URL(path, root))));
    expect(missing).toEqual([]);
  });
});

function names(title: string, id: string): boolean {
  const at = title.indexOf(id);
  return at >= 0 && !/[\w]/.test(title[at + id.length] ?? '');
}
