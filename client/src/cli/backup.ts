// `npm run backup -- take|list|verify|standing`: asked of the running server, which does the work and keeps the trace. Waits for the end and
// fails when the set did, so that a timer of the operator's own notices.
import { operations, titleOf, type BackupCard, type RefusalCode } from '@shouxin/contract';
import type { Client } from '../call.ts';
import { both, Exit } from './exit.ts';
import { withSession } from './session.ts';

const { backup } = operations;
const pollMs = 500;

export interface BackupOptions {
  readonly kind?: string;
  readonly full?: boolean;
  readonly endOther?: boolean;
}

type Verb = 'take' | 'list' | 'verify' | 'standing';

export async function backupCommand(verb: Verb, options: BackupOptions, set = ''): Promise<void> {
  const kind = options.kind ?? 'data';
  if (kind !== 'data' && kind !== 'keys') throw new Exit(2, '--kind is data or keys');
  await withSession(options.endOther ?? false, async ({ client }) => {
    if (verb === 'take') {
      const mode = options.full ? 'full' : 'incremental';
      const taken = await client.call(backup.take, { kind, mode });
      return ended(await until(client, taken.set, isEnded));
    }
    if (verb === 'verify') {
      const since = (await find(client, set)).verifiedAt;
      await client.call(backup.verify, { set });
      return ended(await until(client, set, (it) => it.verifiedAt !== since));
    }
    if (verb === 'list') return list(client);
    return standing(client);
  });
}

async function list(client: Client): Promise<void> {
  const { items } = await client.call(backup.list, { limit: 100 });
  for (const it of items) say(lineOf(it));
  if (items.length === 0) say('没有备份集 / No sets');
}

async function standing(client: Client): Promise<void> {
  const { kinds } = await client.call(backup.standing, {});
  for (const it of kinds) {
    const state = it.isLate ? '逾期 / late' : '正常 / in time';
    say(`${it.kind}  ${state}  ${it.place ?? '—'}  ${it.lastWholeAt ?? '—'}`);
  }
  if (kinds.some((it) => it.isLate)) throw new Exit(4, '有备份逾期 / a backup is late');
}

const isEnded = (it: BackupCard): boolean => it.state !== 'taking';

async function find(client: Client, set: string): Promise<BackupCard> {
  const { items } = await client.call(backup.list, { limit: 100 });
  const found = items.find((it) => it.set === set);
  if (!found) throw new Exit(2, `没有这个备份集 / no such set: ${set}`);
  return found;
}

async function until(
  client: Client,
  set: string,
  isOver: (it: BackupCard) => boolean,
): Promise<BackupCard> {
  for (let last = ''; ;) {
    const it = await find(client, set);
    if (isOver(it)) return it;
    const now = `${it.tablesDone} / ${it.tables}  ${mega(it.bytes)}`;
    if (now !== last) say(now);
    last = now;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function ended(it: BackupCard): void {
  say(lineOf(it));
  const failure = it.failure ?? it.verifyFailure;
  if (failure === null) return;
  const words = failure.startsWith('backup.') ? titleOf(failure as RefusalCode) : undefined;
  throw new Exit(3, words ? both(words) : failure);
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function lineOf(it: BackupCard): string {
  const seen = it.failure ?? it.verifyFailure ?? it.verifiedAt ?? '—';
  return [it.set, it.kind, it.label ?? it.mode, it.state, it.askedAt, mega(it.bytes), mega(it.stored), seen].join('  '); // prettier-ignore
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
