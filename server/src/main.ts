// Starts the server: configuration, database, migrations, rooms, demonstration, doors; prints where to sign in and the key
// that proofs are checked with. Stops in the reverse order, and leaves nothing half done when it cannot start.
import { Refusal, titleOf } from '@shouxin/contract';
import { readConfig, productionMistakes, ConfigMistakes, type Config } from './kernel/config.ts';
import { systemClock } from './kernel/clock.ts';
import {
  startEngine,
  HomeInUse,
  KeysMissing,
  CannotLaunch,
  StartFailed,
  type Engine,
} from './kernel/engine/index.ts';
import { PortInUse, requireFreePort } from './kernel/free-port.ts';
import { createLog } from './kernel/log.ts';
import { migrate, MigrationRefused } from './kernel/migrate.ts';
import { ensureServerRole } from './kernel/server-role.ts';
import { openTerminal, TerminalLeft } from './kernel/terminal.ts';
import { createApp, consoleFolder, type App, type AppParts } from './app.ts';
import { isDefaultUnsealKey, KeystoreRefused, TransitFault } from './controls/keys/index.ts';
import { readAttack, reportsFolder, runAttack } from './doors/admin/attack/command.ts';
import { AttackRefused } from './doors/admin/attack/copy.ts';
import { CeremonyRefused, readCeremony } from './doors/admin/ceremony.ts';
import { holdKeysCommand } from './doors/admin/keys-command.ts';
import { acceptLoss, askAt } from './doors/admin/restore/accept-loss.ts';
import { runRestore } from './doors/admin/restore/command.ts';
import { readRestore, RestoreRefused } from './doors/admin/restore/given.ts';
import { openInstitution } from './doors/admin/institution.ts';
import { seedDemonstration, type Demonstration } from './doors/admin/demonstration/index.ts';
import { prepareQueue } from './doors/work/queue.ts';
import { announce } from './doors/admin/announce.ts';

const say = (sentence: string) => console.log(sentence);

async function start(config: Config): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    await requireFreePort(config);
    const app = await createApp(await appParts(config, stops));
    stops.push(() => app.stop());
    await refuseInProduction(config, app);
    const demonstration = await demonstrationOf(config, app);
    if (config.production) await openInstitution(app, { ...config, say });
    await app.publish();
    await app.start();
    await app.storage.countWhenDue();
    await listen(config, app);
    announce(
      {
        ...app,
        sm2VerificationKey: app.audit.sm2VerifierKey,
        config,
        demonstration,
        state: app.audit.state(),
      },
      say,
    );
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The database, made ready, and everything the program is joined from. */
async function appParts(config: Config, stops: (() => Promise<void>)[]): Promise<AppParts> {
  const ownerUrl = config.databaseUrl ?? (await startOwnEngine(config, stops)).ownerUrl;
  const applied = await migrate(ownerUrl);
  const { url: serverUrl, warnings } = await ensureServerRole(ownerUrl, config.keys);
  for (const warning of warnings) say(warning);
  await prepareQueue(ownerUrl);
  if (applied.length > 0) say(`Database ready (${applied.length} migrations applied).`);
  const home = config.databaseUrl === undefined ? { home: config.home } : {};
  return { serverUrl, ...fixedParts(config), ...home };
}

/** All but the database. */
function fixedParts(config: Config): Omit<AppParts, 'serverUrl' | 'home'> {
  return {
    tenant: config.tenant,
    suite: config.suite,
    keysFolder: config.keys,
    keyProvider: config.keyProvider,
    unsealing: { terminal: openTerminal() },
    production: config.production,
    clock: systemClock,
    log: createLog(config.logLevel),
    behindTlsProxy: config.behindTlsProxy,
    attackReportsFolder: reportsFolder(config.home),
    backups: config.backups,
    consoleFolder,
  };
}

/** `npm run keys -- ...`: not while the server runs, and it ends when the keys are sealed in the new way. */
async function runKeysCommand(config: Config, parameters: readonly string[]): Promise<void> {
  const ceremony = readCeremony(parameters);
  const stops: (() => Promise<void>)[] = [];
  try {
    await requireFreePort(config);
    await holdKeysCommand(ceremony, await appParts(config, stops), say);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** `npm run attack -- ...`: on a copy, which it makes and takes away. Answers the exit status. */
async function runAttackCommand(config: Config, parameters: readonly string[]): Promise<number> {
  // Broken off, it has shown nothing.
  statusWhenTold = 1;
  const attack = readAttack(parameters);
  const { home, databaseUrl } = config;
  const hasOwnDatabase = databaseUrl === undefined;
  // What the program notices on the copy is in the report; as lines of a log it would only be in the way.
  const parts = { ...fixedParts(config), log: createLog('silent'), home, hasOwnDatabase };
  return (await runAttack(attack, parts, say)) ? 0 : 1;
}

/** `npm run restore -- ...`: into an empty database, while no server runs. */
async function runRestoreCommand(config: Config, parameters: readonly string[]): Promise<void> {
  statusWhenTold = 1;
  const { home, databaseUrl } = config;
  const given = readRestore(parameters, config.backups);
  await requireFreePort(config);
  const parts = { ...fixedParts(config), home, databaseUrl };
  if (given !== 'accept-loss') return runRestore(given, parts, say);
  await acceptLoss(parts, askAt(parts.unsealing?.terminal), say);
}

/** Free a moment ago, and taken now all the same. */
async function listen({ port, host }: Config, app: App): Promise<void> {
  await app.http.listen({ port, host }).catch((error: unknown) => {
    throw (error as { code?: unknown }).code === 'EADDRINUSE' ? new PortInUse(port) : error;
  });
}

async function startOwnEngine(config: Config, stops: (() => Promise<void>)[]): Promise<Engine> {
  say('Starting PostgreSQL ...');
  const engine = await startEngine({
    home: config.home,
    keys: config.keys,
    onEvent: say,
    onGivenUp: () => void stopAndExit(1),
  });
  stops.push(() => engine.stop());
  return engine;
}

async function demonstrationOf(config: Config, app: App): Promise<Demonstration | undefined> {
  if (config.production) return undefined;
  const { demoPassword: password, demoTotpSecret: totpSecret } = config;
  return seedDemonstration(app, { keysFolder: config.keys, given: { password, totpSecret }, say });
}

async function refuseInProduction(config: Config, app: App): Promise<void> {
  const hasDemonstrationAccounts = await app.identity.hasDemonstrationAccounts(app.db);
  const mistakes = productionMistakes(config, {
    hasDemonstrationAccounts,
    hasDefaultKey: config.keyProvider.kind === 'file' && (await isDefaultUnsealKey(config.keys)),
  });
  if (mistakes.length > 0) throw new ConfigMistakes(mistakes);
}

let stopping: Promise<void> | undefined;
let stopServer: (() => Promise<void>) | undefined;
/** How a program ends that a signal told to. */
let statusWhenTold = 0;

function stopAndExit(status: number): Promise<void> {
  stopping ??= (async () => {
    say('Stopping ...');
    const tooLong = setTimeout(() => process.exit(1), 20_000);
    tooLong.unref();
    await stopServer?.();
    process.exit(status);
  })();
  return stopping;
}

const spoken = [
  ConfigMistakes,
  HomeInUse,
  KeysMissing,
  CannotLaunch,
  StartFailed,
  MigrationRefused,
  KeystoreRefused,
  TransitFault,
  CeremonyRefused,
  TerminalLeft,
  PortInUse,
];

/** What a command was refused for, in both languages, with the part that it concerns. */
function saidOf({ code, more }: Refusal): string {
  const { zh, en } = titleOf(code);
  const facts = Object.entries(more.facts ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [zh, en, ...facts].join('\n');
}

/** What an operator can mend is said in a sentence; a bug shows its stack. */
function complain(error: unknown): void {
  const isSpoken = spoken.some((kind) => error instanceof kind);
  if (!(error instanceof Error)) console.error('Shouxin cannot start.');
  else if (error instanceof AttackRefused || error instanceof RestoreRefused)
    console.error(error.message);
  else if (error instanceof Refusal) console.error(saidOf(error));
  else console.error(isSpoken ? `Shouxin cannot start: ${error.message}` : error.stack);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void stopAndExit(statusWhenTold));
// The bootstrap holds the other end: when it is killed, the server stops as well.
process.on('disconnect', () => void stopAndExit(statusWhenTold));

try {
  const [command, ...parameters] = process.argv.slice(2);
  if (command === 'keys') {
    await runKeysCommand(readConfig(), parameters);
    process.exit(0);
  }
  if (command === 'restore') {
    await runRestoreCommand(readConfig(), parameters);
    process.exit(0);
  }
  if (command === 'attack') process.exit(await runAttackCommand(readConfig(), parameters));
  stopServer = await start(readConfig());
} catch (error) {
  complain(error);
  process.exit(1);
}
