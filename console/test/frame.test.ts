// What holds on every page: who may come where, language, keyboard, the session's end, one session per account, and how
// much must be loaded before anyone can sign in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { operations } from '@shouxin/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { demonstrationPeople } from '../../server/src/doors/admin/demonstration/people.ts';
import { noticed } from '../../server/test/harness-steps.ts';
import { expectAccessible } from './axe.ts';
import { fillSignIn, openStage } from './stage.ts';
import { textOf } from './values.ts';

const stage = await openStage();
const branch = '01001';
const [person] = demonstrationPeople(9, '2026-11-23');

test('the first page needs less than 350 kB of JavaScript, compressed', async () => {
  const { page, loaded } = await stage.visit();
  await page.getByRole('button', { name: '登录' }).waitFor();
  const dist = join(import.meta.dirname, '../dist');
  const scripts = loaded.filter((path) => path.endsWith('.js'));
  const bytes = scripts.map((path) => gzipSync(readFileSync(join(dist, path))).length);
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes.reduce((sum, it) => sum + it, 0)).toBeLessThan(350_000);
});

test('a demonstration says before sign-in that nothing real belongs here', async () => {
  const { page, loaded } = await stage.visit();
  const line = page.getByRole('complementary', { name: '演示机构' });
  await line.getByText('请勿录入真实个人信息').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Do not enter real personal information').waitFor();
  expect(loaded).toContain('/demonstration');
});

test.each([
  ['sysadmin', ['我的待办', '我提交的', '账号与岗位', '初始凭据交接', '组织机构']],
  [
    'security',
    [
      '我的待办',
      '复核',
      '我提交的',
      '保管',
      '存储登记',
      '存储控制',
      '加密覆盖率',
      '备份与恢复',
      '恢复演练',
      '恢复预案',
      '介质台账',
      '副本分布',
      '介质盘点',
      '销毁',
      '日志完整性',
      '法规库',
      '条款对照',
      '初始凭据交接',
    ],
  ],
] as const)('R1.5.1 %s comes to no customer, by menu or by address', async (account, places) => {
  const customer = await knownCustomer();
  const { page } = await stage.signIn(account);
  const menu = page.getByRole('navigation', { name: '主导航' });
  // Behind a name may stand how much waits there.
  const named = (await menu.getByRole('link').allInnerTexts()).map((it) => it.split('\n')[0]);
  expect(named).toEqual(places);
  expect(await page.getByRole('search').count()).toBe(0);
  await page.goto(`${stage.url}/customers/${customer}`);
  // No purpose is open to this post, and without a purpose nothing is asked for.
  const dialog = page.getByRole('dialog', { name: '选择办理目的' });
  await dialog.getByRole('button', { name: '取消' }).waitFor();
  expect(await dialog.getByRole('radio').count()).toBe(0);
  expect(await dialog.getByRole('button', { name: '开始办理' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1, name: '客户' }).waitFor();
  await page.getByText('先说明办理目的').waitFor();
});

test('the language changes in place and stays; nothing else is kept in the browser', async () => {
  const { page } = await stage.signIn('compliance');
  await page.getByRole('link', { name: '使用规则' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Rules of use' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Rules of use' }).waitFor();
  expect(await page.title()).toBe('Rules of use · Shouxin');
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ 'shouxin.language': 'en' });
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { level: 1, name: '使用规则' }).waitFor();
});

test('everything can be done from the keyboard, and the keys are told', async () => {
  const { page } = await stage.signIn('teller');
  const order = [
    '跳到正文',
    '守信',
    '按什么查找',
    '查找客户: 证件号码',
    '查找',
    '未选择办理目的',
    '待办',
    'English',
    '柜员甲 账号菜单',
    '我的待办',
  ];
  expect(await focused(page), 'signing in leads to the page itself').toBe('main');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor();
  for (const name of order) {
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain(name);
  }
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('查找客户: 证件号码');
  // A letter typed into a field is a letter.
  await page.keyboard.type('p?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('p');
  const purpose = page.getByRole('dialog', { name: '选择办理目的' });
  await purpose.waitFor();
  await expect.poll(() => focused(page)).toContain('开户与结算');
  await page.keyboard.press('Escape');
  await purpose.waitFor({ state: 'hidden' });
  for (const [letter, title] of [
    ['i', '柜面采集'],
    ['m', '我提交的'],
    ['d', '工作台'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await focused(page)).toBe('main');
  }
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: '键盘快捷键' });
  await help.waitFor();
  await expectAccessible(page);
  for (const words of ['查找客户', '选择或更改办理目的', '柜面采集', '显示本页快捷键']) {
    await help.getByText(words, { exact: true }).waitFor();
  }
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
});

test('I6.3 one account, one session: the newcomer is told, and the other is ended', async () => {
  const first = await stage.signIn('dpo');
  const second = await stage.visit();
  second.awaits('409 POST /v1/sign-in');
  await fillSignIn(second.page, { account: 'dpo', code: await stage.freshCode() });
  await second.page.getByRole('alert').filter({ hasText: '该账号已在别处登录' }).waitFor();
  await second.page.getByRole('button', { name: '结束别处登录并在此登录' }).click();
  await second.page.getByRole('heading', { level: 1, name: '工作台' }).waitFor();

  first.awaits('401 GET /v1/over-collection');
  await first.page.getByRole('link', { name: '过度采集' }).click();
  const dialog = first.page.getByRole('dialog', { name: '登录已失效，请重新登录' });
  await dialog.waitFor();
  await expectAccessible(first.page);
  const ended = first.page.getByRole('dialog', { name: '登录已失效，请重新登录' });
  expect(await ended.count()).toBe(1);
});

test('a session that ends keeps what was typed', async () => {
  const teller = await stage.hire({ account: 'counter-9', post: 'teller', branch });
  await noticed(teller);
  const { page, awaits } = await stage.signIn('counter-9');
  await page.getByRole('link', { name: '柜面采集' }).click();
  await page.getByRole('link', { name: '继续' }).click();
  const name = page.getByRole('textbox', { name: '姓名' });
  await name.fill('令狐采薇');
  awaits('401 POST /v1/intakes/*/draft');
  await stage.pass({ minutes: 16 });
  const dialog = page.getByRole('dialog', { name: '登录已失效，请重新登录' });
  await dialog.waitFor();
  expect(await name.isVisible()).toBe(false);
  await fillSignIn(page, { code: await stage.freshCode() });
  await dialog.waitFor({ state: 'hidden' });
  expect(await name.inputValue()).toBe('令狐采薇');
  await page.getByText('已暂存').waitFor();
});

async function knownCustomer(): Promise<string> {
  const teller = await stage.as('teller');
  const terms = { by: 'document' as const, documentNumber: textOf(person?.values.NP10) };
  const purpose = { code: 'P-UPDATE' };
  const { items } = await teller.call(operations.customers.search, { terms, purpose });
  return items[0]?.customer ?? '';
}

/** What a screen reader would say of the element in focus, nearly. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const it = document.activeElement;
    if (it?.id === 'main') return 'main';
    return it?.getAttribute('aria-label') ?? it?.closest('label,a,button')?.textContent ?? '';
  });
}
