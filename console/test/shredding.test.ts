// Destroying a customer through the pages (R3.3.2): security proposes by the number, the data protection officer approves what keeps
// it, the certificate is downloaded, and who follows an old link is told that it was destroyed. On a desk and on a phone.
import { readFileSync } from 'node:fs';
import { operations } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { verifyCertificate } from '../../client/src/verify/index.ts';
import { registered } from '../../server/test/harness-steps.ts';
import { violationsInBoth } from './axe.ts';
import { openStage } from './stage.ts';
import { choosePurpose, row } from './steps.ts';

const stage = await openStage({ customers: 2 });
const purpose = { code: 'P-ACCT' };

async function certify(): Promise<void> {
  const dpo = await stage.enter('dpo');
  for (let tries = 0; tries < 200; tries += 1) {
    stage.clock.advance({ seconds: 61 });
    await stage.app.shredding.certifyDue();
    const { items } = await dpo.call(operations.shredding.list, {});
    if (items[0]?.state === 'certified') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no certificate');
}

test('R3.3.2 a customer is destroyed by two persons, with a certificate; the link says so', async () => {
  const pair = { teller: await stage.as('teller'), reviewer: await stage.as('reviewer') };
  const customer = await registered(pair);
  const seen = await pair.teller.call(operations.customers.view, { customer, purpose });
  const { number } = seen.card;

  const guard = await stage.signIn('security');
  const { page } = guard;
  await page.getByRole('link', { name: '销毁', exact: true }).click();
  await page.getByText('还没有销毁过').waitFor();
  await page.getByRole('button', { name: '提出销毁' }).click();
  const form = page.getByRole('dialog', { name: '提出销毁' });
  await form.getByRole('textbox', { name: '客户编号' }).fill(number);
  await form.getByRole('textbox', { name: '依据' }).fill('客户要求删除');
  guard.awaits('403 POST /v1/shreddings');
  await form.getByRole('button', { name: '提交复核' }).click();
  const again = page.getByRole('dialog', { name: '再次认证' });
  await again.getByRole('textbox', { name: '动态口令' }).fill(await stage.freshCode());
  await page.keyboard.press('Enter');
  await page.getByText('已提交，等待个人信息保护负责人复核').first().waitFor();

  const officer = await stage.signIn('dpo');
  await officer.page.getByRole('link', { name: '复核', exact: true }).click();
  await officer.page
    .getByRole('link', { name: /销毁客户信息/ })
    .first()
    .click();
  await officer.page.getByText(/反洗钱法第34条/).waitFor();
  await officer.page.getByText('客户要求删除').waitFor();
  await officer.page.keyboard.press('a');
  await officer.page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await officer.page.keyboard.press('Control+Enter');
  await officer.page.getByText('已批准').first().waitFor();

  await page.reload();
  await row(page, new RegExp(`${number}.*全部信息`)).waitFor();
  await certify();
  await page.reload();
  await row(page, new RegExp(`${number}.*已出具证明`)).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole('link', { name: number }).click();
  await page.getByRole('heading', { name: '随之销毁的桶密钥版本' }).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载销毁证明' }).click();
  const bytes = readFileSync(await (await download).path());
  const verdict = verifyCertificate(bytes, { vkey: stage.app.verificationKey });
  expect(verdict).toMatchObject({ kind: 'valid', statement: { customer: number, class: null } });

  const counter = await stage.signIn('teller');
  counter.awaits('410 POST /v1/customers/*/view');
  await counter.page.goto(`${stage.url}/customers/${customer}`);
  await choosePurpose(counter.page, { purpose: /开户/ });
  await counter.page.getByText('已按规定销毁').waitFor();
  await counter.page.getByText(/按规定销毁，不再保存，也无法恢复/).waitFor();
  expect(await counter.page.getByRole('alert').count()).toBe(0);
}, 60_000);

test('on a phone the list stays in its width', async () => {
  const { page } = await stage.signIn('security', { width: 390 });
  await page.goto(`${stage.url}/shredding`);
  await page.getByRole('heading', { level: 1, name: '销毁' }).waitFor();
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWide).toBe(false);
});
