// Institutions whose top keys are not in a file: in a token or in a transit store, which have backups of their own. Set, backup of the keys
// and drill, and from a bare machine with that store at hand to serving again (R3.2.1, R3.2.5, R3.2.6).
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '@shouxin/contract';
import { afterAll, describe, expect, test } from 'vitest';
import { runRestore } from '../../src/doors/admin/restore/command.ts';
import { startEngine } from '../../src/kernel/engine/index.ts';
import type { KeyProviderSettings } from '../../src/kernel/key-settings.ts';
import { createLog } from '../../src/kernel/log.ts';
import { ensureServerRole } from '../../src/kernel/server-role.ts';
import { openApp, openHarness, openOwnEngine, type Session } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { hasSofthsm, makeTokens } from '../softhsm.ts';
import { openStandIn } from '../transit/stand-in.ts';
import { personOf } from '../journeys/people.ts';
import { ownFolder, until } from './kit.ts';

const { backup, customers, drills } = operations;
const tokens = makeTokens(['recovery']);
const store = await openStandIn();
afterAll(() => store.close());
const tokenFile = join(ownFolder(), 'token');
writeFileSync(tokenFile, `${store.token}\n`, { mode: 0o600 });

const transit: KeyProviderSettings = {
  kind: 'transit',
  address: store.address,
  tokenFile,
  mount: 'transit',
  kvMount: 'secret',
  namespace: undefined,
  caFile: undefined,
};
const token: KeyProviderSettings = {
  kind: 'pkcs11',
  ...tokens.token('recovery'),
  sessionsMax: 2,
};

describe.skipIf(!hasSofthsm)('R3.2.6 keys in a token (PKCS#11)', async () => {
  if (hasSofthsm) await comesBack(token);
});
describe('R3.2.6 keys in a transit store', async () => {
  await comesBack(transit);
});

async function taken(security: Session, kind: 'data' | 'keys'): Promise<void> {
  const { set } = await security.call(backup.take, { kind });
  await until(async () => {
    const { items } = await security.call(backup.list, {});
    const it = items.find((card) => card.set === set);
    if (it?.failure) throw new Error(it.failure);
    return it?.state === 'whole' && it.verifiedAt !== null ? it : undefined;
  });
}

async function comesBack(keyProvider: KeyProviderSettings): Promise<void> {
  const own = await openOwnEngine();
  const [data, keys] = [ownFolder(), ownFolder()];
  const backups = { data: { kind: 'folder', folder: data }, keys: { kind: 'folder', folder: keys } } as const; // prettier-ignore
  const harness = await openHarness({ ...own, customers: 4, backups, keyProvider });
  const security = await harness.as('security');
  const pair = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
  const customer = await registered(pair, { values: personOf({ NP08: '13900004321' }) });

  test('R3.2.5 a backup of the keys holds no store, and a drill opens every value through the provider', async () => {
    await harness.app.audit.integrateAll();
    await taken(security, 'keys');
    await taken(security, 'data');
    const names = readdirSync(keys, { recursive: true, encoding: 'utf8' });
    expect(names.some((name) => name.includes('keystore.sealed'))).toBe(false);
    const { drill } = await security.call(drills.start, { chosen: 'newest' });
    const it = await until(async () => {
      const view = await security.call(drills.view, { drill });
      return view.card.endedAt === null ? undefined : view;
    });
    expect(it.card).toMatchObject({ state: 'passed', failure: null });
  });

  test('a bare machine with that store at hand serves again', async () => {
    const folder = ownFolder();
    const [home, keysFolder] = [join(folder, 'data'), join(folder, 'keys')];
    mkdirSync(keysFolder, { mode: 0o700 });
    const { clock } = harness;
    const parts = {
      home,
      keysFolder,
      databaseUrl: undefined,
      tenant: 'demo',
      suite: 'gm',
      clock,
      keyProvider,
      production: true,
      behindTlsProxy: false,
      log: createLog('silent'),
      consoleFolder: join(folder, 'no-console'),
    } as const;
    const from = { from: backups.data, set: undefined, keysFrom: backups.keys, keysSet: undefined };
    await runRestore(from, parts, () => {});
    const engine = await startEngine({ home, keys: keysFolder });
    try {
      const { url: serverUrl } = await ensureServerRole(engine.ownerUrl, keysFolder);
      const app = await openApp({ serverUrl, keysFolder, clock, lines: [], keyProvider });
      expect(app.audit.state()).toEqual({ kind: 'ready' });
      const url = customers.reveal.path.replace(':customer', customer);
      const answer = await app.http.inject({
        method: 'POST',
        url,
        headers: { ...(await pair.teller.headersFor('POST', url)), 'shouxin-terminal': 'T-1' },
        remoteAddress: pair.teller.address,
        payload: { items: ['NP08'], purpose: { code: 'P-UPDATE' } },
      });
      expect(answer.body).toContain('13900004321');
      await app.stop();
    } finally {
      await engine.stop();
    }
  });
}
