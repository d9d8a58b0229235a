// A session serves the browser that signed in (decision 0029, SECURITY threat 14): a stolen cookie opens nothing in another one, a reload and
// a second page of the same browser go on, and a proof that has grown too old is made again without anybody noticing.
import { expect, test } from 'vitest';
import { openStage } from './stage.ts';

const stage = await openStage();
const desk = { level: 1, name: '工作台' } as const;

test('the cookie alone opens nothing in another browser, and the log says so', async () => {
  const rightful = await stage.signIn('teller');
  const thief = await stage.visit();
  await thief.page.context().addCookies(await rightful.page.context().cookies());
  thief.awaits('401 GET /v1/session');
  await thief.page.goto(`${stage.url}/desk`);
  await thief.page.getByRole('button', { name: '登录' }).waitFor();
  await expect.poll(() => thief.page.getByRole('heading', desk).count(), { timeout: 1000 }).toBe(0);
  const { entries } = await stage.app.audit.read({ act: 'identity.session' }, { limit: 20 });
  const refused = entries.find(({ entry }) => entry.code === 'identity.proof-required');
  expect(refused?.entry).toMatchObject({ actor: { account: 'teller' }, result: 'refused' });
  await rightful.page.reload();
  await rightful.page.getByRole('heading', desk).waitFor();
});

test('a reload and a second page of the same browser go on; no script can take the key out', async () => {
  const { page } = await stage.signIn('reviewer');
  await page.reload();
  await page.getByRole('heading', desk).waitFor();
  const second = await page.context().newPage();
  await second.goto(`${stage.url}/desk`);
  await second.getByRole('heading', desk).waitFor();
  const taken = await page.evaluate(takeKey);
  expect(taken).toMatchObject({ isExtractable: false, exported: 'InvalidAccessError' });
});

test('when the clocks have come apart, the page goes on by itself', async () => {
  const { page } = await stage.signIn('ops');
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/v1/imports')) statuses.push(response.status());
  });
  stage.clock.advance({ minutes: 5 });
  await page.getByRole('link', { name: '导入' }).first().click();
  await expect.poll(() => statuses).toEqual([428, 200]);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

/** Runs in the page: what a script on it could make of the key. */
async function takeKey() {
  const opened = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('shouxin', 1);
    opening.addEventListener('success', () => resolve(opening.result));
  });
  const held = await new Promise<{ key: CryptoKey }>((resolve) => {
    const asking = opened.transaction('session').objectStore('session').get('proof');
    asking.addEventListener('success', () => resolve(asking.result as { key: CryptoKey }));
  });
  const exported = await crypto.subtle.exportKey('raw', held.key).then(
    () => 'taken',
    (error: unknown) => (error as Error).name,
  );
  return { isExtractable: held.key.extractable, exported };
}
