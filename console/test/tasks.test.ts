// The tasks that an import leaves, worked by a teller in the console: a group lists its customers, a possible duplicate is
// concluded beside its record and closes its group, and any other kind leads to the page of the customer.
import { beforeAll, expect, test } from 'vitest';
import { possibleDuplicate } from '../../server/test/harness-steps.ts';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { choosePurpose, row } from './steps.ts';

const stage = await openStage();
const branch = '01001';

beforeAll(async () => {
  await possibleDuplicate({
    ops: await stage.hire({ account: 'clerk-2', post: 'ops', branch }),
    owner: await stage.hire({ account: 'owner-2', post: 'owner', branch }),
    teller: await stage.as('teller'),
  });
});

test('R1.4.3 a task lists its customers; a possible duplicate is concluded and its group closes', async () => {
  const { page } = await stage.signIn('teller');
  await page.getByRole('link', { name: '更新任务' }).click();
  await page.getByRole('link', { name: '疑似重复客户核对' }).click();
  await choosePurpose(page, { purpose: '资料更新' });
  const members = page.getByRole('table', { name: '任务中的客户' });
  await members.getByText('第 1 条').waitFor();
  await members
    .getByText(/重复|已登记|在册/)
    .first()
    .waitFor();
  expect(await members.innerText()).toMatch(/\*/);

  await page.getByRole('button', { name: '登记结论' }).click();
  const dialog = page.getByRole('dialog', { name: '疑似重复核对结论' });
  await expectAccessible(page);
  await dialog.getByRole('radio', { name: /^同一客户/ }).check();
  await dialog.getByRole('button', { name: '登记结论' }).click();
  await page.getByText('已全部办完').waitFor();
  await page.getByRole('button', { name: /^已办 1/ }).click();
  await members.getByText('同一客户').waitFor();

  await page.getByRole('navigation', { name: '位置' }).getByRole('link').click();
  await row(page, /疑似重复客户核对.*1 \/ 1.*已办结/).waitFor();
  await page.getByRole('link', { name: '补录证件影像' }).first().click();
  await members.getByRole('link').first().click();
  await page.getByRole('table', { name: '身份' }).waitFor();
});
