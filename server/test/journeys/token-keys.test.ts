// A whole institution whose keys are in a PKCS#11 token: customers are registered, found and read after a restart, one is
// erased, and a token that cannot be had stops the start or the answer, with a sentence and never with another key.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operations } from '@shouxin/contract';
import { afterAll, describe, expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import { KeystoreRefused } from '../../src/controls/keys/index.ts';
import type { KeyProviderSettings } from '../../src/kernel/key-settings.ts';
import { openApp, openHarness, type Harness, type Session } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { hasSofthsm, makeTokens, pin } from '../softhsm.ts';
import { personOf } from './people.ts';

const { customers, keys } = operations;
const tokens = makeTokens(['bank']);
const pinFile = join(tokens.folder, 'bank-pin');
await writeFile(pinFile, `${pin}\n`, { mode: 0o600 });
const keyProvider: KeyProviderSettings = {
  kind: 'pkcs11',
  ...tokens.token('bank'),
  pinFile,
  sessionsMax: 2,
};

let running: App | undefined;
afterAll(() => running?.stop());

async function restart(harness: Harness): Promise<App> {
  await running?.stop();
  running = undefined;
  const { keysFolder, clock, urls, lines } = harness;
  const { serverUrl } = urls;
  return (running = await openApp({ serverUrl, keysFolder, clock, lines, keyProvider }));
}

/** What a teller reads of a customer's mobile, through the door of this very process. */
async function mobileOf(app: App, teller: Session, customer: string): Promise<string> {
  const url = customers.reveal.path.replace(':customer', customer);
  const answer = await app.http.inject({
    method: 'POST',
    url,
    headers: { ...(await teller.headersFor('POST', url)), 'shouxin-terminal': 'T-1' },
    remoteAddress: teller.address,
    payload: { items: ['NP08'], purpose: { code: 'P-UPDATE' } },
  });
  return `${answer.statusCode} ${answer.body}`;
}

describe.skipIf(!hasSofthsm)('R1.3.2a an institution with its keys in a token', async () => {
  if (!hasSofthsm) return;
  const harness = await openHarness({ customers: 2, keyProvider });
  const pair = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
  const mobiles = ['13900001111', '13900002222'];
  const people: string[] = [];

  test('registers customers and reads them after a restart', async () => {
    for (const mobile of mobiles) {
      people.push(await registered(pair, { values: { ...personOf(), NP08: mobile } }));
    }
    const security = await harness.as('security');
    const inventory = await security.call(keys.inventory, {});
    const suiteOf = (kind: string) => inventory.items.find((it) => it.kind === kind);
    expect(suiteOf('bucket')).toMatchObject({
      provider: 'pkcs11',
      suite: 'AES-256-GCM + HMAC-SHA-256',
      count: 256,
    });
    expect(suiteOf('audit')).toMatchObject({ provider: 'pkcs11', suite: 'Ed25519' });
    // Never silently another: what seals the customers' values stays the institution's suite.
    expect(suiteOf('customer')).toMatchObject({ suite: 'SM4-GCM + HMAC-SM3' });
    expect(inventory.suite).toBe('SM4-GCM + HMAC-SM3');
    await harness.app.stop();
    const app = await restart(harness);
    for (const [at, customer] of people.entries()) {
      expect(await mobileOf(app, pair.teller, customer)).toContain(mobiles[at]);
    }
    expect((await app.http.inject('/readyz')).json()).toMatchObject({ checks: { keys: true } });
  });

  test('erases one customer in the token, and no other', async () => {
    const app = await restart(harness);
    const [gone = '', kept = ''] = people;
    const report = await app.keys.shred([
      { subject: gone, class: 'A5' },
      { subject: gone, class: 'A10' },
    ]);
    expect(report.destroyed.length).toBeGreaterThan(0);
    expect(report.destroyed.every(({ provider }) => provider === 'pkcs11')).toBe(true);
    const after = await restart(harness);
    expect(await mobileOf(after, pair.teller, gone)).not.toContain(mobiles[0]);
    expect(await mobileOf(after, pair.teller, kept)).toContain(mobiles[1]);
  });

  test('does not start without its module, its token, or its PIN', async () => {
    await restart(harness).then((app) => app.stop());
    running = undefined;
    const { keysFolder, clock, urls, lines } = harness;
    const start = (changed: object) =>
      openApp({
        serverUrl: urls.serverUrl,
        keysFolder,
        clock,
        lines,
        keyProvider: { ...keyProvider, ...changed },
      });
    const wrong = join(tokens.folder, 'wrong-pin');
    await writeFile(wrong, 'Heron-0815', { mode: 0o600 });
    const cases: [object, RegExp][] = [
      [{ module: '/nowhere/vendor.so' }, /PKCS#11 module \/nowhere\/vendor.so cannot be loaded/],
      [{ token: 'branch' }, /no token with the label or serial number "branch"/],
      [{ pinFile: join(tokens.folder, 'none') }, /The PIN file .*none is missing/],
      [{ pinFile: wrong }, /does not take the PIN in .*wrong-pin/],
    ];
    for (const [changed, sentence] of cases) {
      const refused = start(changed);
      await expect(refused).rejects.toBeInstanceOf(KeystoreRefused);
      await expect(refused).rejects.toThrow(sentence);
    }
  });

  test('T21 answers 503 keys.unavailable while the token is away, and says why in its own log', async () => {
    const app = await restart(harness);
    await writeFile(pinFile, 'Heron-0815');
    const { loadCryptoki } = await import('../../src/controls/keys/providers/pkcs11/library.ts');
    const cryptoki = await loadCryptoki(tokens.token('bank').module);
    for (let session = 1; session < 20_000; session += 1) {
      await cryptoki.closeSession(session).catch(() => {});
    }
    harness.lines.length = 0;
    const told = await mobileOf(app, pair.teller, people[1] ?? '');
    expect(told).toMatch(/^503 .*keys\.unavailable/);
    expect(told).not.toContain(mobiles[1]);
    const ready = await app.http.inject('/readyz');
    expect([ready.statusCode, ready.json()]).toMatchObject([503, { checks: { keys: false } }]);
    expect(harness.lines.join('')).toContain('PinRefused');
    expect(harness.lines.join('')).not.toMatch(/Heron|Reed-4711/);
    await writeFile(pinFile, `${pin}\n`);
  });
});
