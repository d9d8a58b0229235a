// The commands. `npm start` and `npm test` work on a machine with only Node >= 20, npm and git:
// this file installs what is missing (the Node we run on included), builds the console when its
// sources changed, and hands over. Plain JavaScript without a dependency, because it runs first.
import { prepare } from './install.mjs';

const needed = 20;
const [command = 'start', ...parameters] = process.argv.slice(2);

const commands = {
  start: async (node) => {
    const { buildConsole } = await import('./console.mjs');
    const { startServer } = await import('./start.mjs');
    buildConsole(node);
    return startServer(node, parameters);
  },
  keys: async (node) => {
    const { startServer } = await import('./start.mjs');
    return startServer(node, ['keys', ...parameters]);
  },
  restore: async (node) => {
    const { startServer } = await import('./start.mjs');
    return startServer(node, ['restore', ...parameters]);
  },
  // Asked of the running server, as the client does.
  backup: async (node) => {
    const { startClient } = await import('./start.mjs');
    return startClient(node, ['backup', ...parameters]);
  },
  // A thief and a database administrator work on a copy; a clerk and a stolen session go through the door, as the client does.
  attack: async (node) => {
    const { startClient, startServer } = await import('./start.mjs');
    const isByDoor = parameters.some((it) => it === 'clerk' || it === 'stolen-token');
    return (isByDoor ? startClient : startServer)(node, ['attack', ...parameters]);
  },
  test: async (node) => {
    const { buildConsole } = await import('./console.mjs');
    const { runTests } = await import('./test.mjs');
    buildConsole(node);
    return runTests(node);
  },
  check: async (node) => {
    const { runChecks } = await import('./test.mjs');
    return runChecks(node);
  },
  bench: async (node) => {
    const { runBench } = await import('./test.mjs');
    return runBench(node, parameters);
  },
  install: () => 0,
};

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`Shouxin needs Node ${needed} or newer to begin; this is ${process.version}.`);
  process.exit(1);
}
if (!Object.hasOwn(commands, command)) {
  console.error(`Unknown command ${command}. Known: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
try {
  process.exitCode = await commands[command](prepare());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (command === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
