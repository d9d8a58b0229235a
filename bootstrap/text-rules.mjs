// Rules that imports do not show: who may read the environment, the clock and the opener, how files
// are named and opened, and how large a room may grow (ARCHITECTURE sections 2, 3, 6, 7).
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './paths.mjs';

const sourceFolders = ['contract/src', 'server/src', 'client/src', 'console/src'];

/** Every source file, relative to the root, with forward slashes. */
export function listSources() {
  return sourceFolders.flatMap((folder) => walk(folder)).filter((path) => /\.tsx?$/.test(path));
}

function walk(folder) {
  let names;
  try {
    names = readdirSync(join(root, folder)).toSorted();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path];
  });
}

const isTest = (path) => /\.test\.tsx?$/.test(path);

/** In files that match `where` and not `except`, `text` must not occur. */
const forbidden = [
  {
    rule: 'only kernel/config.ts reads the environment',
    where: /^(server|contract)\/src\//,
    except: /^server\/src\/kernel\/config\.ts$/,
    text: /process\s*\.\s*env|from 'node:process'/,
  },
  {
    rule: 'controls and records take the time from the call, never from the machine',
    where: /^server\/src\/(controls|records)\//,
    except: /^$/,
    text: /Date\.now\(|new Date\(\)|Temporal\.Now/,
  },
  {
    rule: 'the opener goes from the vault to disclosure alone',
    where: /^server\/src\/(records|doors|controls)\//,
    except: /^server\/src\/controls\/(vault|disclosure)\//,
    text: /\bopener\b|\bOpener\b/,
  },
  {
    rule: 'no cryptography of doubtful name, no code from text, no debugger (SECURITY section 0 and 5)',
    where: /^(server|contract|client|console)\/src\//,
    except: /^$/,
    text: /from '(sm-crypto(-v2)?|gm-crypto|jsbn|crypto-js|node-forge|elliptic|jsonwebtoken|(node:)?(vm|inspector))'|\bnew Function\(|\beval\(/,
  },
  {
    rule: 'only kernel/engine starts other programs',
    where: /^(server|contract|client)\/src\//,
    except: /^server\/src\/kernel\/engine\//,
    text: /from '(node:)?child_process'/,
  },
  {
    rule: 'the console writes text, never markup',
    where: /^console\/src\//,
    except: /^$/,
    text: /dangerouslySetInnerHTML|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
  },
  {
    rule: 'a type check that is switched off needs another way',
    where: /^(server|contract|client|console)\/src\//,
    except: /^$/,
    text: /@ts-(ignore|nocheck|expect-error)/,
  },
];

const badName =
  /(^|-)(utils?|helpers?|manager|service|handler|processor|impl|dto)[.-]|^(common|misc|base|data|info|v\d+|new)\./;
const roomFilesMax = 12;
const frontDoorLinesMax = 40;
const roomReadmeLinesMax = 25;

export function textViolations() {
  const sources = listSources();
  return [...sources.flatMap((path) => ofFile(path)), ...roomViolations(sources)];
}

function ofFile(path) {
  const text = readFileSync(join(root, path), 'utf8');
  const found = [];
  if (!isTest(path)) found.push(...forbiddenText(path, text));
  if (!/^(\/\/|\/\*)/.test(text)) found.push(`${path}: opens without a word on what it promises`);
  const name = basename(path);
  if (badName.test(name)) found.push(`${path}: the name says nothing`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(name))
    found.push(`${path}: not kebab-case`);
  if (/^server\/src\/(controls|records)\/[^/]+\/index\.ts$/.test(path)) {
    if (countLines(text) > frontDoorLinesMax) {
      found.push(`${path}: a front door has at most ${frontDoorLinesMax} lines`);
    }
  }
  return found;
}

function forbiddenText(path, text) {
  return forbidden
    .filter(({ where, except }) => where.test(path) && !except.test(path))
    .filter((one) => one.text.test(withoutComments(text)))
    .map(({ rule }) => `${path}: ${rule}`);
}

/** Good enough for these patterns: what is said about a rule does not break it. */
function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function countLines(text) {
  return text.trimEnd().split('\n').length;
}

function roomViolations(sources) {
  const rooms = new Set();
  const folders = new Map();
  for (const path of sources) {
    const [room] = /^server\/src\/(controls|records)\/[^/]+(?=\/)/.exec(path) ?? [];
    if (!room || isTest(path)) continue;
    rooms.add(room);
    // A folder inside a room (the readers of an import) is counted by itself: what one looks at, at once, is a folder.
    const folder = path.slice(0, path.lastIndexOf('/'));
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const full = [...folders]
    .filter(([, files]) => files > roomFilesMax)
    .map(([folder, files]) => `${folder}: ${files} source files, at most ${roomFilesMax}`);
  const doors = [...rooms].flatMap((room) => [
    ...(sources.includes(`${room}/index.ts`) ? [] : [`${room}: has no front door (index.ts)`]),
    ...readmeViolations(room),
  ]);
  return [...full, ...doors];
}

function readmeViolations(room) {
  try {
    const lines = countLines(readFileSync(join(root, room, 'README.md'), 'utf8'));
    return lines > roomReadmeLinesMax
      ? [`${room}/README.md: ${lines} lines, at most ${roomReadmeLinesMax}`]
      : [];
  } catch {
    return [`${room}: has no README.md`];
  }
}
