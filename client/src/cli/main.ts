// The command line: one verb per duty. It holds no rule of its own; everything is decided by the server or, for proofs,
// by the offline verifier.
import { Command, CommanderError } from 'commander';
import { verifyCommand } from '../verify/command.ts';
import { pinKey } from '../verify/pinned-keys.ts';
import { attackCommand, type AttackOptions } from './attack/command.ts';
import { backupCommand, type BackupOptions } from './backup.ts';
import { addDrill } from './drill.ts';
import { exitOf } from './exit.ts';
import { importFile, type ImportOptions } from './import.ts';
import { addKeys } from './keys/command.ts';
import { withSession } from './session.ts';

export async function runMain(args: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command('shouxin')
    .description(
      'Shouxin 守信. Signs in with SHOUXIN_URL, SHOUXIN_ACCOUNT, SHOUXIN_PASSWORD, SHOUXIN_TOTP_SECRET, or asks.',
    )
    .exitOverride()
    .showHelpAfterError();
  program
    .command('import')
    .argument('<file>', 'CSV (GB18030, UTF-8, UTF-16) or XLSX')
    .requiredOption('--list <code>', 'collection list, for example CS-01')
    .requiredOption('--source <name>', 'name of the system the file comes from')
    .option('--dry-run', 'check only; propose nothing')
    .option('--wait', 'wait until the batch is approved and applied')
    .option('--report <file>', 'write the outcome of every record as JSON')
    .option('--end-other', 'end another session of this account')
    .description('check an export and propose it as a batch')
    .action((file: string, options: ImportOptions) => importFile(file, options));
  program
    .command('verify')
    .argument('<file>', 'evidence file or exported period')
    .option(
      '--key <vkey>',
      'verification key of the log, given again for its SM2 key; else the pinned ones',
      (key: string, before: readonly string[]) => [...before, key],
      [],
    )
    .option('--language <code>', 'zh or en', 'en')
    .description('verify a proof offline')
    .action(async (file: string, options: { key: string[]; language?: string }) => {
      status = await verifyCommand({
        file,
        key: options.key,
        language: options.language === 'zh' ? 'zh' : 'en',
        print: (line) => console.log(line),
      });
    });
  program
    .command('pin')
    .argument('<vkey>', 'verification key that the server printed at start')
    .description('trust this log from now on')
    .action(async (vkey: string) => {
      const done = await pinKey(vkey);
      process.stdout.write(`${done}\n`);
      status = done === 'pinned' || done === 'known' ? 0 : 1;
    });
  addWhoami(program);
  addKeys(program);
  addBackup(program);
  addDrill(program, (isPassed) => (status = isPassed ? 0 : 1));
  addAttack(program, (held) => (status = held ? 0 : 1));
  const failed = await program.parseAsync(args, { from: 'user' }).then(() => undefined, endOf);
  return failed ?? status;
}

function addWhoami(program: Command): void {
  program
    .command('whoami')
    .option('--end-other', 'end another session of this account')
    .description('sign in and out once, and say who that was')
    .action((options: { endOther?: boolean }) =>
      withSession(options.endOther ?? false, async ({ me }) => {
        process.stdout.write(`${me.account} · ${me.post} · ${me.unit.name.en}\n`);
      }),
    );
}

function addBackup(program: Command): void {
  const backups = program
    .command('backup')
    .description('have the server take, list or verify backup sets; to restore: npm run restore');
  const endOther = ['--end-other', 'end another session of this account'] as const;
  backups
    .command('take')
    .option('--kind <kind>', 'data or keys', 'data')
    .option('--full', 'a chain of its own, everything stored anew')
    .option(...endOther)
    .action((options: BackupOptions) => backupCommand('take', options));
  backups
    .command('verify')
    .argument('<set>', 'id of a set')
    .option(...endOther)
    .action((set: string, options: BackupOptions) => backupCommand('verify', options, set));
  for (const verb of ['list', 'standing'] as const) {
    backups
      .command(verb)
      .option(...endOther)
      .action((options: BackupOptions) => backupCommand(verb, options));
  }
}

function addAttack(program: Command, ended: (held: boolean) => void): void {
  program
    .command('attack')
    .requiredOption('--as <person>', 'clerk or stolen-token; thief and dba: npm run attack')
    .option('--values <file>', 'document numbers: of a customer of your branch, of another branch')
    .option('--report <file>', 'where the signed report goes')
    .option('--yes', 'yes, on a running server: it leaves entries and uses up limits')
    .option('--end-other', 'end another session of this account')
    .description('try what a curious clerk or a stolen session could, and report it')
    .action(async (options: AttackOptions) => {
      ended(await attackCommand(options));
    });
}

/** Says why it failed; the exit code tells scripts. */
function endOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const exit = exitOf(error);
  for (const line of exit.lines) process.stderr.write(`shouxin: ${line}\n`);
  return exit.status;
}
