// `shouxin attack --as clerk|stolen-token`: attacks a running server through its door with the rights of one account. It leaves
// entries and uses up limits of that account, so it asks for --yes. Exit 0 only when everything held.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Words } from '@shouxin/contract';
import { makeAttempts, sumOf, type AttackAttempt, type Attempt } from '@shouxin/contract/proof';
import { signOnce } from '../../verify/index.ts';
import { both, Exit } from '../exit.ts';
import { withSession, type Session } from '../session.ts';
import { clerkAttempts } from './clerk.ts';
import { stolenTokenAttempts } from './stolen-token.ts';

export interface AttackOptions {
  readonly as: string;
  readonly values?: string;
  readonly report?: string;
  readonly yes?: boolean;
  readonly endOther?: boolean;
}

const onCopyWords: Words = {
  zh: '窃取者与数据库管理员的演练在数据副本上进行：请在服务器上运行 npm run attack -- --as thief 或 --as dba',
  en: 'A thief and a database administrator work on a copy of the data: run npm run attack -- --as thief or --as dba at the server',
};
const unknownWords: Words = {
  zh: '--as 须为 clerk、stolen-token、thief 或 dba',
  en: '--as is clerk, stolen-token, thief or dba',
};
const sureWords: Words = {
  zh: '演练针对运行中的服务：会留下日志，并用掉该账号当天的查找与核验额度。确认后加上 --yes 重新运行',
  en: 'This attacks a running server: it leaves entries and uses up the searches and verifications of this account for the day. Run it again with --yes',
};
const valuesWords: Words = {
  zh: '请用 --values 给出文件：第一行为本网点一位客户的证件号码，第二行为其他网点一位客户的证件号码',
  en: 'Give a file with --values: on its first line the document number of a customer of your branch, on its second that of a customer of another branch',
};
const target: Words = {
  zh: '运行中的服务，以给定账号经 HTTP 接口',
  en: 'a running server, through its HTTP door, with the account that was given',
};

/** True when everything held. */
export async function attackCommand(options: AttackOptions): Promise<boolean> {
  const as = attackerOf(options.as);
  if (!options.yes) throw new Exit(2, both(sureWords));
  const [own, other] = numbersIn(options.values);
  return withSession(options.endOther ?? false, async (session) => {
    const attempts = attemptsOf(as, session, { own, other });
    const made = await makeAttempts(attempts, (line) => process.stdout.write(`${line}\n`));
    return report({ ...options, as }, session, made);
  });
}

function attackerOf(as: string): 'clerk' | 'stolen-token' {
  if (as === 'clerk' || as === 'stolen-token') return as;
  throw new Exit(2, both(as === 'thief' || as === 'dba' ? onCopyWords : unknownWords));
}

/** In a file, because what is typed at a prompt stays in its history. */
function numbersIn(file: string | undefined): [string, string] {
  const [own, other] = file === undefined ? [] : readFileSync(file, 'utf8').split('\n');
  if (own?.trim() && other?.trim()) return [own.trim(), other.trim()];
  throw new Exit(2, both(valuesWords));
}

function attemptsOf(
  as: 'clerk' | 'stolen-token',
  { client, me, url, cookie, proofs }: Session,
  numbers: { own: string; other: string },
): Attempt[] {
  return as === 'clerk'
    ? clerkAttempts({ client, permissions: me.permissions, ...numbers })
    : stolenTokenAttempts({ url, cookie, csrf: me.csrf, proofs, client, own: numbers.own });
}

function report(
  { as, report: path }: AttackOptions & { as: 'clerk' | 'stolen-token' },
  { me }: Session,
  attempts: AttackAttempt[],
): boolean {
  const held = attempts.every((it) => it.held);
  const tenant = me.institution.en;
  const text = signOnce({ as, at: new Date().toISOString(), tenant, target, attempts, held });
  const file = path ?? `attack-${as}.json`;
  writeFileSync(file, text, { mode: 0o600 });
  process.stdout.write(`${sumOf(attempts)}\n报告 / Report: ${file}\n`);
  return held;
}
