// Amending as people see it: closed where the purpose does not allow it, and saying so; the reviewer has the ground before them;
// a match at the counter makes a value fresh at once; and the auditor reads at which account a sign-in was tried.
import { operations } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { registered } from '../../server/test/harness-steps.ts';
import { newNumber, personOf } from '../../server/test/journeys/people.ts';
import { openStage } from './stage.ts';
import { choosePurpose, lookFor, row } from './steps.ts';

const stage = await openStage({ customers: 1 });
const ground = '客户持新手机号码到柜面';
const mobile = '13955550001';
const purpose = { code: 'P-UPDATE' };

/** Before anybody sits at a screen: who signs in there ends these sessions. */
const teller = await stage.as('teller');
const reviewer = await stage.as('reviewer');
const number = newNumber();
const values = personOf({ NP08: mobile, NP10: number });
await registered({ teller, reviewer }, { values });
const customer = await registered({ teller, reviewer }, { values: personOf() });
const change = { customer, values: { NP08: '13955550002' }, ground, purpose };
const amended = await teller.call(operations.customers.amend, change);

async function openFound(number: string, why: string | RegExp) {
  const { page, awaits } = await stage.signIn('teller');
  // How somebody's information was handled is no business of selling.
  awaits('403 POST /v1/customers/*/timeline');
  await lookFor(page, number);
  await choosePurpose(page, { purpose: why });
  await page.getByRole('table', { name: '查找结果' }).getByRole('link').click();
  await page.getByRole('table', { name: '身份' }).waitFor();
  return page;
}

test('R4.1.1 under marketing every Amend is closed and says why', async () => {
  const page = await openFound(number, /^营销/);
  await row(page, /^职业/).waitFor();
  const amend = page.getByRole('button', { name: '更正' });
  expect(await amend.count()).toBeGreaterThan(5);
  for (const button of await amend.all())
    expect((await button.getAttribute('aria-disabled')) ?? String(await button.isDisabled())).toBe(
      'true',
    );
  await amend.first().hover({ force: true });
  await page.getByText('改选“资料更新”').first().waitFor();
});

test('R1.4.4 a match makes the value fresh, and says before whom', async () => {
  const page = await openFound(number, '资料更新');
  const mine = row(page, /^手机号码/);
  await mine.getByRole('button', { name: '核验' }).click();
  await page.getByRole('textbox', { name: /客户所述/ }).fill(mobile);
  await page.getByRole('button', { name: '比对' }).click();
  await page.getByText('一致，已记为核验').waitFor();
  await page.keyboard.press('Escape');
  await mine.click({ position: { x: 4, y: 4 } });
  await page.getByText('客户陈述，核验一致').waitFor();
  await row(page, /核验一致/)
    .first()
    .waitFor();
  expect(await mine.getByText('有效').isVisible()).toBe(true);
});

test('R2.4.2 the reviewer reads the ground beside old and new', async () => {
  const { page } = await stage.signIn('reviewer');
  await page.goto(`${stage.url}/approvals/${'proposal' in amended ? amended.proposal : ''}`);
  await page.getByText('更正依据').waitFor();
  expect(await page.getByText(ground).isVisible()).toBe(true);
});

test('R1.5.3 the auditor finds a failed sign-in by its account, with nobody’s name as actor', async () => {
  const payload = { account: 'owner', password: 'Wrong-Reeds-99', totp: '000000' };
  await stage.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  const { page } = await stage.signIn('auditor');
  await page.goto(`${stage.url}/trail`);
  const tried = page.getByText(/未登录 · 尝试登录 /).first();
  await tried.waitFor();
  expect(await tried.textContent()).not.toContain('不存在');
});
