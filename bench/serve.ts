// The server as a process of its own: the same program as `npm start` joins, behind a declared proxy, so that the load can
// come from many addresses as it would in a bank.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createApp, type App } from '../server/src/app.ts';
import { seedDemonstration } from '../server/src/doors/admin/demonstration/index.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { createLog } from '../server/src/kernel/log.ts';
import { answering } from './house.ts';

export interface Given {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly customers?: number;
  readonly suite?: 'gm' | 'intl';
  readonly password: string;
  readonly totpSecret: string;
}

let app: App | undefined;
const delay = monitorEventLoopDelay({ resolution: 5 });

async function start(given: Given): Promise<number> {
  const { serverUrl, keysFolder, suite = 'gm', password, totpSecret, customers } = given;
  app = await createApp({
    serverUrl,
    tenant: 'demo',
    suite,
    keysFolder,
    production: false,
    clock: systemClock,
    log: createLog('silent'),
    behindTlsProxy: true,
    consoleFolder: `${keysFolder}/no-console`,
  });
  await seedDemonstration(app, {
    keysFolder,
    given: { password, totpSecret },
    say: () => {},
    customers: customers ?? 200,
  });
  await app.publish();
  await app.start();
  await app.http.listen({ port: 0, host: '127.0.0.1' });
  delay.enable();
  const address = app.http.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

answering(
  {
    start,
    /** Resident bytes, processor microseconds and the longest stall (ms) since the last question. */
    state: () => {
      const { user, system } = process.cpuUsage();
      const stallMs = delay.max / 1e6;
      delay.reset();
      const memory = process.memoryUsage();
      return { rss: memory.rss, memory, cpuMicros: user + system, stallMs };
    },
    settle: () => app?.audit.integrateAll(),
  },
  async () => app?.stop(),
);
