// `shouxin keys`: what the security administrator does with keys, from a terminal: look at them, follow a rotation to its end,
// propose one, mark a version as compromised. It decides nothing: what is proposed waits for a second person.
import {
  keyState,
  operations,
  rotationKind,
  type RotationKind,
  type Words,
} from '@shouxin/contract';
import { Argument, Option, type Command } from 'commander';
import { both } from '../exit.ts';
import { withSession, type Session } from '../session.ts';
import { inventoryLines, rotationLines, versionLines } from './show.ts';
import { watchRotations } from './watch.ts';

const { keys } = operations;

/** What these commands need of a session. */
export type Keeper = Pick<Session, 'client' | 'stepUp'>;
type Print = (line: string) => void;

interface Common {
  readonly endOther?: boolean;
}
interface VersionsOptions extends Common {
  readonly kind?: string;
  readonly state?: (typeof keyState.options)[number];
}
interface RotationsOptions extends Common {
  readonly watch?: boolean;
}
interface GroundOptions extends Common {
  readonly ground: string;
}

const print: Print = (line) => void process.stdout.write(`${line}\n`);
const waitsWords = (reviewers: Words): Words => ({
  zh: `已提交，等待${reviewers.zh}复核`,
  en: `proposed; waits for: ${reviewers.en}`,
});

export function addKeys(program: Command): void {
  const group = program.command('keys').description('look at keys, rotate them, mark a compromise');
  const command = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .option('--end-other', 'end another session of this account');
  command('inventory', 'every kind of key: state, age, what it protects').action(
    (options: Common) => as(options, (keeper) => inventory(keeper, print)),
  );
  command('versions', 'every version of every key')
    .option('--kind <kind>', 'bucket, index, tenant, log, secret, audit, audit-sm2')
    .addOption(new Option('--state <state>', 'only these').choices(keyState.options))
    .action((options: VersionsOptions) => as(options, (it) => versions(it, options, print)));
  command('rotations', 'rotations, the newest first')
    .option('--watch', 'follow those under way until they have ended')
    .action((options: RotationsOptions) => as(options, (it) => rotations(it, options, print)));
  command('rotate', 'propose a rotation')
    .addArgument(new Argument('<kind>', 'of keys').choices(rotationKind.options))
    .requiredOption('--ground <text>', 'why, for the one who reviews it')
    .action((kind: RotationKind, { ground, ...options }: GroundOptions) =>
      as(options, (it) => rotate(it, { kind, ground }, print)),
    );
  command('compromise', 'mark a version of a key as compromised')
    .argument('<key>', 'as `versions` names it, for example bucket/003#1')
    .requiredOption('--ground <text>', 'why, for the one who reviews it')
    .action((key: string, { ground, ...options }: GroundOptions) =>
      as(options, (it) => compromise(it, { key, ground }, print)),
    );
}

const as = ({ endOther }: Common, work: (session: Session) => Promise<void>): Promise<void> =>
  withSession(endOther ?? false, work);

export async function inventory({ client }: Keeper, say: Print): Promise<void> {
  for (const line of inventoryLines(await client.call(keys.inventory, {}))) say(line);
}

/** All of them, page by page. */
export async function versions(
  { client }: Keeper,
  { kind, state }: VersionsOptions,
  say: Print,
): Promise<void> {
  const asked = { limit: 100, ...(kind && { kind }), ...(state && { state }) };
  const first = await client.call(keys.versions, asked);
  const items = [...first.items];
  for (let { next } = first; next;) {
    const page = await client.call(keys.versions, { ...asked, cursor: next });
    items.push(...page.items);
    next = page.next;
  }
  for (const line of versionLines(items)) say(line);
}

export async function rotations(
  { client }: Keeper,
  { watch }: RotationsOptions,
  say: Print,
): Promise<void> {
  if (watch) await watchRotations(client, { say });
  for (const line of rotationLines((await client.call(keys.rotations, {})).items)) say(line);
}

export async function rotate(
  { client, stepUp }: Keeper,
  input: { readonly kind: RotationKind; readonly ground: string },
  say: Print,
): Promise<void> {
  await stepUp();
  const { proposal, reviewers } = await client.call(keys.rotate, input);
  say(`${proposal}\n${both(waitsWords(reviewers))}`);
}

export async function compromise(
  { client, stepUp }: Keeper,
  input: { readonly key: string; readonly ground: string },
  say: Print,
): Promise<void> {
  await stepUp();
  const { proposal, reviewers } = await client.call(keys.compromise, input);
  say(`${proposal}\n${both(waitsWords(reviewers))}`);
}
