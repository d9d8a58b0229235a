// `npm run restore -- accept-loss`: a log that is older than what was witnessed stays read-only until two persons, security and data
// protection, prove who they are and put on record how many entries are gone (SECURITY threat 25). What was witnessed is kept beside
// the new witness and committed to in the entry, so that whoever holds an older checkpoint can tell this from a forgery.
import { linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuse, type Me, type Post } from '@shouxin/contract';
import { createApp, type App } from '../../../app.ts';
import { witnessName } from '../../../app/backup.ts';
import { fileWitness, type Witnessed } from '../../../controls/audit/index.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { transaction } from '../../../kernel/database.ts';
import { ensureServerRole } from '../../../kernel/server-role.ts';
import type { Terminal } from '../../../kernel/terminal.ts';
import { jobActor } from '../../duty.ts';
import { prepareQueue } from '../../work/queue.ts';
import { withDatabase, type RestoreCommandParts } from './command.ts';
import { RestoreRefused } from './given.ts';
import { firstWitness } from './witness.ts';

export interface Person {
  readonly account: string;
  readonly password: string;
  readonly totp: string;
}

export type AskPerson = (post: Post) => Promise<Person>;

const wanted = ['security', 'dpo'] as const satisfies readonly Post[];
type Say = (line: string) => void;

export function askAt(terminal: Terminal | undefined): AskPerson {
  if (!terminal)
    throw new RestoreRefused('两人须在终端前输入 / Two persons are asked at a terminal.');
  return async (post) => ({
    account: (await terminal.askHidden(`${post} · 账号 Account: `)).trim(),
    password: await terminal.askHidden('密码 Password: '),
    totp: (await terminal.askHidden('动态口令 One-time code: ')).trim(),
  });
}

export async function acceptLoss(
  parts: RestoreCommandParts,
  ask: AskPerson,
  say: Say,
): Promise<void> {
  await withDatabase(parts, async (ownerUrl) => {
    const { url: serverUrl } = await ensureServerRole(ownerUrl, parts.keysFolder);
    await prepareQueue(ownerUrl);
    const app = { ...parts, serverUrl };
    const lost = await within(app, (it) => proven(it, ask, say));
    const missing = await record({ parts, ownerUrl, lost, app });
    say(`已记录：缺少 ${missing} 条日志。可以启动：npm start / On record: ${missing} entries lost. Start with npm start`); // prettier-ignore
  });
}

type AppGiven = Parameters<typeof createApp>[0];

async function within<R>(given: AppGiven, work: (app: App) => Promise<R>): Promise<R> {
  const app = await createApp(given);
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

interface Lost {
  readonly witnessed: Witnessed;
  readonly missing: number;
  readonly by: readonly string[];
}

async function proven(app: App, ask: AskPerson, say: Say): Promise<Lost> {
  const state = app.audit.state();
  if (state.kind === 'ready') throw new RestoreRefused('日志完整，无可记录 / The log is whole: there is no loss to record.'); // prettier-ignore
  say(`${state.words.zh} / ${state.words.en}`);
  const witnessed = await app.audit.witnessed();
  // Anything else is not an old copy but another log, or a bent one: nobody may accept that.
  if (state.reason !== 'older-than-witness' || !witnessed || state.missing === undefined) {
    return refuse('backup.not-a-loss', { facts: { reason: state.reason } });
  }
  say(`缺少 ${state.missing} 条 / Entries missing: ${state.missing}`);
  const by: string[] = [];
  for (const post of wanted) {
    const me = await signedIn(app, await ask(post));
    if (me.post !== post || by.includes(me.account)) refuse('backup.two-persons');
    by.push(me.account);
  }
  return { witnessed, missing: state.missing, by };
}

/** Both factors, as at the door; the session that comes of it is given to nobody. */
async function signedIn(app: App, person: Person): Promise<Me> {
  const route = app.routes.get('identity.sign-in');
  if (typeof route !== 'function') throw new Error('no sign-in');
  const at = app.clock.now();
  return transaction(app.db, async (tx) => {
    const actor = jobActor('backup.accept-loss');
    const call = { id: newId(at), operation: 'identity.sign-in', at, actor, tx, reply: {}, append: () => newId(at) }; // prettier-ignore
    return (await route(call, { ...person, endOther: true })) as Me;
  });
}

const accepting = 'witness-accepting.json';

interface ToRecord {
  readonly parts: RestoreCommandParts;
  readonly ownerUrl: string;
  readonly lost: Lost;
  readonly app: AppGiven;
}

/** Until the entry is durable the witness is the old one: whatever stops this before leaves the log read-only, as it was. */
async function record({ parts, ownerUrl, lost, app: given }: ToRecord): Promise<number> {
  const at = (name: string) => join(parts.keysFolder, name);
  rmSync(at(accepting), { force: true });
  const witness = fileWitness(at(accepting));
  await firstWitness({ witness, path: at(accepting), bytes: undefined, ownerUrl, tenant: parts.tenant }); // prettier-ignore
  await within({ ...given, witnessFile: accepting }, (app) =>
    app.runDuty('backup.accept-loss', async (call) => {
      const [first = '', second = ''] = lost.by;
      call.append({
        result: 'done',
        count: lost.missing,
        facts: { witnessed: lost.witnessed.size, missing: lost.missing, first, second },
        commitments: { witness: Buffer.from(lost.witnessed.root).toString('hex') },
      });
    }),
  );
  const kept = at(`witness-${lost.witnessed.size}.json`);
  rmSync(kept, { force: true });
  linkSync(at(witnessName), kept);
  renameSync(at(accepting), at(witnessName));
  return lost.missing;
}
