// The thief of a disk, a dump or a backup (SECURITY section 2, threats 2, 4, 13, 21): has every file and opens the database
// without a password, and has none of the keys. Reads everything there is, in eight encodings, and tries every key-like thing in it.
import { readFileSync, statSync } from 'node:fs';
import type { Words } from '@shouxin/contract';
import type { Attempt, Obtained } from '@shouxin/contract/proof';
import { kidOf, sha256, sm3, suites, takeKey } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Planted } from './forms.ts';
import { digestsOf, type Known } from './known-values.ts';
import { createScanner, filesBelow, scanFolder, type Hit, type Scanner } from './scan.ts';
import { keyLike, keyNames, readTable, statistics, tablesOf } from './store.ts';

export interface Loot {
  /** The copied data folder. */
  readonly home: string;
  /** The database in it. */
  readonly db: Tx;
  readonly known: readonly Known[];
  /** What lies in the keys folder, to see that none of it lies in the data. */
  readonly secrets: readonly Planted[];
  /** Put in on purpose, in a table and in a file. */
  readonly control: Known;
  readonly tenant: string;
}

export function thiefAttempts(loot: Loot): Attempt[] {
  return [...searchesForValues(loot), ...searchesForKeys(loot)];
}

function searchesForValues({ home, db, known, control }: Loot): Attempt[] {
  const scanner = createScanner([...known, control]);
  const of = (count: number) => `${known.length} 个已知值中查得 ${count} 个`;
  const searched = (hits: readonly Hit[], where: Words): Obtained =>
    judged(hits, control, (count) => ({
      zh: `${where.zh}，${of(count)}`,
      en: `${where.en}: ${count} of ${known.length} known values`,
    }));
  return [
    {
      id: 'thief.tables',
      threats: [2],
      tried: {
        zh: '逐表逐列按文本和字节查找已知值（8 种编码）',
        en: 'Search every column of every table, as text and as bytes, in 8 encodings',
      },
      make: async () => {
        const { tables, hits } = await scanTables(db, scanner);
        return searched(hits, { zh: `${tables} 张表`, en: `${tables} tables` });
      },
    },
    {
      id: 'thief.files',
      threats: [2, 4],
      tried: {
        zh: '在数据目录的全部文件中查找已知值：数据文件、预写日志、临时文件、数据库日志',
        en: 'Search every file of the data folder: tables, write-ahead log, temporary files, server log',
      },
      make: () => {
        const { files, bytes, hits } = scanFolder(scanner, home);
        const size = `${Math.ceil(bytes / 1_000_000)} MB`;
        return searched(hits, { zh: `${files} 个文件（${size}）`, en: `${files} files (${size})` });
      },
    },
    {
      id: 'thief.statistics',
      threats: [2],
      tried: {
        zh: '读取数据库自身的统计信息、执行中语句与函数正文',
        en: 'Read what PostgreSQL keeps itself: statistics of columns, running statements, bodies of functions',
      },
      make: async () => {
        const lines = await statistics(db);
        const hits = scanner.in(Buffer.from(lines.join('\n')));
        return searched(hits, { zh: `${lines.length} 行`, en: `${lines.length} rows` });
      },
    },
  ];
}

function searchesForKeys(loot: Loot): Attempt[] {
  const { home, db, known, secrets, control } = loot;
  return [
    {
      id: 'thief.digests',
      threats: [21],
      tried: {
        zh: '比对已知值的无密钥摘要（SHA-256、SM3），企图反查检索指纹',
        en: 'Compare with digests of known values made without a key (SHA-256, SM3)',
      },
      make: async () => {
        const digests = createScanner([...digestsOf(known), control]);
        const { hits } = await scanTables(db, digests);
        return judged(hits, control, (count) => ({
          zh: `${known.length * 2} 个摘要中查得 ${count} 个`,
          en: `${count} of ${known.length * 2} digests`,
        }));
      },
    },
    {
      id: 'thief.key-material',
      threats: [13],
      tried: {
        zh: '在数据目录和全部表中查找密钥目录里的内容、密钥库与私钥标记',
        en: 'Search files and tables for what lies in the keys folder, for a key store, for a private key',
      },
      make: async () => {
        const seeking = createScanner([...secrets, control]);
        const { hits } = await scanTables(db, seeking);
        return judged([...hits, ...scanFolder(seeking, home).hits], control, (count) => ({
          zh: `${secrets.length} 项中查得 ${count} 项`,
          en: `${count} of ${secrets.length} secrets`,
        }));
      },
    },
    {
      id: 'thief.try-keys',
      threats: [13],
      tried: {
        zh: '把副本中每个形似密钥的内容和常见弱密钥逐一当作客户密钥试开',
        en: 'Try everything in the copy that is as long as a key, and keys that one would guess, as a customer key',
      },
      make: () => tryKeys(loot),
    },
  ];
}

/** Held when nothing but the control was found, and that was. */
function judged(hits: readonly Hit[], control: Known, words: (count: number) => Words): Obtained {
  const names = new Set(hits.map(({ name }) => name));
  const isFound = names.delete(control.name);
  const found = words(names.size);
  return {
    obtained: names.size,
    found: isFound ? { zh: `${found.zh}；${seen.zh}`, en: `${found.en}; ${seen.en}` } : blind,
    control: isFound,
    held: isFound && names.size === 0,
  };
}

const seen: Words = { zh: '预置的对照值已查到', en: 'the control that was planted was found' };
const blind: Words = {
  zh: '预置的对照值未查到，本次查找不能说明问题',
  en: 'The control that was planted was not found: this search shows nothing',
};

export async function scanTables(
  db: Tx,
  scanner: Scanner,
): Promise<{ tables: number; hits: Hit[] }> {
  const tables = await tablesOf(db);
  const hits: Hit[] = [];
  for (const table of tables) {
    await readTable(db, table, (cell) => void hits.push(...scanner.in(cell)));
  }
  return { tables: tables.length, hits };
}

const smallBytesMax = 65_536;
const guesses = ['', 'shouxin', 'password', '123456', 'changeme', 'admin', 'secret', 'key'];

/**
 * Each customer key is known by an identifier that commits to it (`kid`), so a candidate needs no ciphertext to be tried on.
 * Whoever finds one opens every value of that customer.
 */
async function tryKeys({ home, db, tenant }: Loot): Promise<Obtained> {
  const { kids, wrapped } = await keyNames(db);
  const candidates = new Map<string, Buffer>();
  const add = (bytes: Uint8Array) => {
    if (bytes.length === 16 || bytes.length === 32 || bytes.length === 64)
      candidates.set(Buffer.from(bytes).toString('hex'), Buffer.from(bytes));
  };
  for (const table of await tablesOf(db)) for (const it of await keyLike(db, table)) add(it);
  for (const path of filesBelow(home)) for (const it of keysInFile(path)) add(it);
  for (const it of guessed(tenant)) add(it);
  let opened = 0;
  for (const bytes of candidates.values()) if (isCustomerKey(bytes, kids)) opened += 1;
  return {
    obtained: opened,
    found: {
      zh: `试了 ${candidates.size} 个，开出 ${opened} 个；副本中封装的客户密钥 ${wrapped} 个均未解开`,
      en: `${candidates.size} tried, ${opened} fit; the copy holds ${wrapped} customer keys, wrapped`,
    },
    held: opened === 0 && kids.size > 0,
  };
}

function isCustomerKey(bytes: Buffer, kids: ReadonlySet<string>): boolean {
  if (bytes.length === 64) {
    return [bytes.subarray(0, 32), bytes.subarray(32)].some((half) => isCustomerKey(half, kids));
  }
  const key = takeKey(Buffer.from(bytes));
  return Object.values(suites).some((suite) => kids.has(kidOf(suite, key).toString('hex')));
}

/** A small file that is as long as a key, and every word in it that spells one in hex or base64. */
function keysInFile(path: string): Buffer[] {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size === 0 || size > smallBytesMax) return [];
  const bytes = readFileSync(path);
  const text = bytes.toString('latin1');
  const hex = text.match(/\b[0-9A-Fa-f]{64}\b/g) ?? [];
  const base64 = text.match(/[A-Za-z0-9+/_-]{43}=?/g) ?? [];
  return [
    bytes,
    ...hex.map((it) => Buffer.from(it, 'hex')),
    ...base64.map((it) => Buffer.from(it, 'base64')),
  ];
}

function guessed(tenant: string): Uint8Array[] {
  const digests = [...guesses, tenant].flatMap((word) => [
    sha256(Buffer.from(word)),
    sm3(Buffer.from(word)),
  ]);
  return [Buffer.alloc(32), Buffer.alloc(32, 0xff), ...digests];
}
