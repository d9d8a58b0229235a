// The demonstration institution: head office, three branches, one account per post, the published policy and two hundred
// fictitious customers. Made once, in one transaction, through the same rooms as everything else.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Post } from '@shouxin/contract';
import { Secret } from 'otpauth';
import type { App } from '../../../app.ts';
import { businessDate } from '../../../kernel/clock.ts';
import { randomBytes } from '../../../kernel/crypto/index.ts';
import { demonstrationPeople } from './people.ts';
import { registerPeople } from './register.ts';

export interface Demonstration {
  readonly accounts: readonly string[];
  readonly password: string | undefined;
  readonly totpSecret: string | undefined;
  /** Document numbers of fictitious customers to look up: one's own, the branch's, another branch's. */
  readonly examples: readonly string[];
}

export interface SeedOptions {
  readonly keysFolder: string;
  readonly given: {
    readonly password: string | undefined;
    readonly totpSecret: string | undefined;
  };
  readonly say: (line: string) => void;
  /** Fewer in tests. */
  readonly customers?: number;
}

const posts: readonly [string, Post, string][] = [
  ['teller', 'teller', '柜员甲'],
  ['reviewer', 'reviewer', '复核员乙'],
  ['owner', 'owner', '个人金融部数据责任人'],
  ['compliance', 'compliance', '合规官'],
  ['dpo', 'dpo', '个人信息保护负责人'],
  ['security', 'security', '安全管理员'],
  ['sysadmin', 'sysadmin', '系统管理员'],
  ['auditor', 'auditor', '审计员'],
  ['ops', 'ops', '运营岗'],
];

/** These posts sit in the first branch; the others at head office. */
const inBranch = new Set<Post>(['teller', 'reviewer', 'ops']);

export async function seedDemonstration(app: App, options: SeedOptions): Promise<Demonstration> {
  const secrets = credentialsOf(options);
  if (!(await app.identity.hasDemonstrationAccounts(app.db))) await seed(app, options, secrets);
  return {
    accounts: posts.map(([account]) => account),
    ...secrets,
    examples: examplesOf(app, options),
  };
}

async function seed(
  app: App,
  { say, customers = 200 }: SeedOptions,
  secrets: { password: string; totpSecret: string },
): Promise<void> {
  say('Making the demonstration institution (演示机构) ...');
  const totpSecret = app.identity.totpSecretFrom(secrets.totpSecret);
  const placed = await app.runDuty('demonstration.seed', async (call) => {
    const at = call.at;
    const head = await app.identity.createUnit(call.tx, {
      parent: null,
      kind: 'entity',
      code: 'HQ',
      name: { zh: '守信示范银行', en: 'Shouxin Demonstration Bank' },
      at,
    });
    const branch = (code: string, zh: string, en: string) =>
      app.identity.createUnit(call.tx, {
        parent: head.id,
        kind: 'branch',
        code,
        name: { zh, en },
        at,
      });
    const made = [
      await branch('01001', '城南支行', 'South Branch'),
      await branch('01002', '城东支行', 'East Branch'),
      await branch('01003', '高新支行', 'Hi-Tech Branch'),
    ];
    let teller = '';
    for (const [account, post, displayName] of posts) {
      const unit = inBranch.has(post) ? made[0] : head;
      if (!unit) continue;
      const id = await app.identity.createAccount(call.tx, {
        account,
        displayName,
        post,
        unit: unit.id,
        password: secrets.password,
        totpSecret,
        demonstration: true,
        by: null,
        at,
      });
      if (post === 'teller') teller = id;
    }
    await app.policy.publish(call);
    await app.consent.publish(call);
    call.append({ facts: { units: 4, accounts: posts.length } });
    await app.storage.registerOwn(call, head.id);
    await app.plans.writeOwn(call);
    await app.custody.registerOwn(call);
    return { branches: made.map((unit) => unit.id), teller };
  });
  const people = demonstrationPeople(customers, businessDate(app.clock.now()));
  await app.runDuty('demonstration.customers', (call) =>
    registerPeople(app, call, { people, ...placed }),
  );
}

/** The generator gives the same people again in the year in which they were made. */
function examplesOf(app: App, { customers = 200 }: SeedOptions): string[] {
  const people = demonstrationPeople(customers, businessDate(app.clock.now()));
  return [people[0], people[3], people[1]].flatMap((person) =>
    typeof person?.values.NP10 === 'string' ? [person.values.NP10] : [],
  );
}

/** Given ones win; else those of the first start, kept beside the keys so that a second start can print them again. */
function credentialsOf({ keysFolder, given }: SeedOptions): {
  password: string;
  totpSecret: string;
} {
  const file = join(keysFolder, 'demonstration.json');
  const kept = read(file);
  const password = kept?.password ?? given.password ?? readable(randomBytes(12));
  const totpSecret = kept?.totpSecret ?? given.totpSecret ?? new Secret({ size: 20 }).base32;
  if (!kept) writeFileSync(file, `${JSON.stringify({ password, totpSecret })}\n`, { mode: 0o600 });
  return { password, totpSecret };
}

function read(file: string): { password: string; totpSecret: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { password: string; totpSecret: string };
  } catch {
    return undefined;
  }
}

function readable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes)
    .toString('base64url')
    .replaceAll(/[-_lIO0]/g, 'x');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}`;
}
