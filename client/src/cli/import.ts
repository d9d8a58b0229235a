// `shouxin import FILE`: upload, take the proposed columns, dry run, write the report, propose the batch. It stores nothing
// by itself: a second person approves. Exit 0 also with rejected records, 2 unreadable or unmapped, 3 refused.
import { openAsBlob, writeFileSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { operations, type BatchCard, type Words } from '@shouxin/contract';
import type { Client } from '../call.ts';
import { both, Exit } from './exit.ts';
import { withSession } from './session.ts';

export interface ImportOptions {
  readonly list: string;
  readonly source: string;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly endOther?: boolean;
}

const pollMs = 500;

export async function importFile(path: string, options: ImportOptions): Promise<void> {
  const file = await openFile(path);
  await withSession(options.endOther ?? false, async ({ client }) => {
    const uploaded = await client.call(
      operations.imports.upload,
      { list: options.list, source: options.source, name: basename(path) },
      { file },
    );
    say(
      `batch ${uploaded.batch}: ${uploaded.columns.length} columns, ${uploaded.encoding ?? 'encoding known'}`,
    );
    refuseUnmapped(uploaded);
    await client.call(operations.imports.check, { batch: uploaded.batch });
    const checked = await until(client, uploaded.batch, ['checked', 'failed']);
    if (checked.state === 'failed')
      throw new Exit(2, checked.failure?.en ?? 'the file cannot be read');
    if (options.report) await writeReport(client, checked.batch, options.report);
    summarise(checked);
    if (!options.dryRun) await propose(client, checked, options);
  });
}

/** Looked at before anybody is asked for a password. `openAsBlob` reads lazily and would fail only while sending. */
async function openFile(path: string): Promise<Blob> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Exit(2, unreadable(path, missingWords));
  if (!found.isFile()) throw new Exit(2, unreadable(path, folderWords));
  await access(path, constants.R_OK).catch(() => {
    throw new Exit(2, unreadable(path, closedWords));
  });
  return openAsBlob(path, { type: 'application/octet-stream' });
}

const missingWords = {
  zh: '找不到该文件。请核对路径与文件名；路径含空格时加引号',
  en: 'no such file. Check the path and the name; put a path with spaces in quotes',
};
const folderWords = {
  zh: '这是文件夹，不是文件。请给出其中的一个 CSV 或 XLSX 文件',
  en: 'this is a folder. Give one CSV or XLSX file in it',
};
const closedWords = {
  zh: '没有读取该文件的权限。请换用有权限的系统账号，或复制到可读的位置',
  en: 'you may not read this file. Use an account that may, or copy it to where you can',
};

function unreadable(path: string, words: Words): string {
  return `${path}: ${both(words)}`;
}

function refuseUnmapped(batch: BatchCard): void {
  if (batch.unmapped.length === 0) return;
  const names = batch.unmapped.map((it) => `${it.item} ${it.label.zh} (${it.label.en})`).join(', ');
  throw new Exit(
    2,
    `No column for the required ${names}. Map the columns in the console, or name the heading as in the data dictionary.`,
  );
}

async function propose(client: Client, batch: BatchCard, options: ImportOptions): Promise<void> {
  const { accept = 0, warn = 0 } = batch.counts ?? {};
  if (accept + warn === 0) return say('nothing to propose: no record was accepted');
  await client.call(operations.imports.propose, { batch: batch.batch });
  say('proposed; a data owner decides in the console');
  if (!options.wait) return;
  const decided = await until(client, batch.batch, ['applied', 'rejected', 'failed', 'undone']);
  if (decided.state !== 'applied') throw new Exit(3, `the batch was ${decided.state}`);
  say(`applied: ${decided.applied} customers`);
}

async function until(
  client: Client,
  batch: string,
  states: readonly BatchCard['state'][],
): Promise<BatchCard> {
  for (let last = ''; ;) {
    const card = await client.call(operations.imports.batch, { batch });
    if (states.includes(card.state)) return card;
    const { stage, done, total, etaSeconds } = card.progress;
    const now = `${card.state} ${stage === 'none' ? '' : `${done}${total ? ` of ${total}` : ''}`}${etaSeconds ? `, about ${etaSeconds} s left` : ''}`;
    if (now !== last) say(now);
    last = now;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function writeReport(client: Client, batch: string, path: string): Promise<void> {
  const file = await client.call(operations.imports.report, { batch });
  writeFileSync(path, Buffer.from(await (await file.blob()).arrayBuffer()), { mode: 0o600 });
}

function summarise({ counts }: BatchCard): void {
  if (!counts) return;
  say(
    `accept ${counts.accept}, warn ${counts.warn}, reject ${counts.reject}, duplicate ${counts.duplicate}`,
  );
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
