// Accounts through the pages (promise 6, decision 0017): one administrator proposes, security reads and approves, each takes
// one half; then the new person signs in.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import { openStage, type Visit } from './stage.ts';

const stage = await openStage({ customers: 1 });

async function stepUp({ page, awaits }: Visit, act: () => Promise<void>): Promise<void> {
  awaits('403 POST /v1/accounts');
  awaits('403 POST /v1/hand-overs/*');
  await act();
  const dialog = page.getByRole('dialog', { name: '再次认证' });
  await dialog.getByRole('textbox', { name: '动态口令' }).fill(await stage.freshCode());
  await page.keyboard.press('Enter');
}

/** Who gave a fresh code a minute ago is not asked again. */
async function take(visit: Visit, what: string, isAsked: boolean): Promise<string> {
  const { page } = visit;
  await page.getByRole('link', { name: '初始凭据交接' }).click();
  const button = page.getByRole('button', { name: `领取 zhou.li 的${what}` });
  await button.waitFor();
  await (isAsked ? stepUp(visit, () => button.click()) : button.click());
  const dialog = page.getByRole('dialog', { name: `zhou.li 的${what}` });
  const text = await dialog.locator('code').innerText();
  expect(await dialog.getByRole('button', { name: '关闭' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: '已当面交给本人' }).check();
  await dialog.getByRole('button', { name: '关闭' }).click();
  await page.getByText('没有待领取的初始凭据').waitFor();
  return text;
}

async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByTitle(option).last().click();
}

test('promise 6: a new account is proposed, read and approved by security, and handed over in halves', async () => {
  const boss = await stage.signIn('sysadmin');
  await boss.page.getByRole('link', { name: '账号与岗位' }).click();
  await boss.page.getByRole('heading', { level: 1, name: '账号与岗位' }).waitFor();
  await boss.page.keyboard.press('n');
  const drawer = boss.page.getByRole('dialog', { name: '新建账号' });
  await drawer.getByRole('textbox', { name: '账号' }).fill('zhou.li');
  await drawer.getByRole('textbox', { name: '姓名' }).fill('周莉');
  await choose(boss.page, '岗位', /^柜员$/);
  await choose(boss.page, '机构', /城东支行$/);
  await stepUp(boss, () => drawer.getByRole('button', { name: /提交复核/ }).click());
  await boss.page.getByText('已提交，等待安全管理员复核').waitFor();
  await boss.page.getByRole('link', { name: '我提交的' }).click();
  await boss.page.getByRole('row', { name: /新建账号：柜员.*zhou\.li.*待复核/ }).waitFor();

  const guard = await stage.signIn('security');
  await guard.page.getByRole('link', { name: '复核', exact: true }).click();
  await guard.page.getByRole('link', { name: '新建账号：柜员' }).click();
  for (const shown of [/账号.*zhou\.li/, /姓名.*周莉/, /岗位.*柜员/, /机构.*城东支行/]) {
    await guard.page.getByRole('row', { name: shown }).waitFor();
  }
  await guard.page.keyboard.press('a');
  await guard.page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await guard.page.keyboard.press('Control+Enter');
  await guard.page.getByText('已批准；需要您交付的动态口令见').waitFor();

  const key = await take(guard, '动态口令', true);
  const password = await take(boss, '初始密码', false);
  const totp = TOTP.generate({
    secret: Secret.fromBase32(key),
    timestamp: stage.clock.now().getTime(),
  });
  const input = { account: 'zhou.li', password, totp, newPassword: 'Distant-Lanterns-83' };
  const answer = await stage.http.inject({ method: 'POST', url: '/v1/sign-in', payload: input });
  expect(answer.json()).toMatchObject({ account: 'zhou.li', post: 'teller' });
});
