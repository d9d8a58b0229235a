// A filter is saved by name, is there after a reload and on another machine, and is applied and deleted. Nothing of it is
// in the browser.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { choose } from './steps.ts';
import { followTraces, holding } from './traces.ts';

const stage = await openStage();

/** From a short list that takes no typing. */
async function pick(page: Page, it: { field: RegExp; option: string }): Promise<void> {
  await page.getByRole('combobox', { name: it.field }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: it.option }).click();
}

test('the auditor saves what is looked for every morning, and a customer number is not part of it', async () => {
  const { page } = await stage.signIn('auditor');
  const traces = await followTraces(page);
  await page.getByRole('link', { name: '审计日志' }).click();
  const form = page.getByRole('search', { name: '查询条件' });
  await choose(page, { field: /^操作/, option: 'customers.reveal' });
  await pick(page, { field: /^期间/, option: '近 7 天' });
  await form.getByRole('textbox', { name: '客户号' }).fill('C-AAAA-0001');
  await form.getByRole('button', { name: '已存筛选' }).click();
  const dialog = page.getByRole('dialog', { name: '已存筛选' });
  await dialog.getByText('这个列表还没有已存筛选').waitFor();
  await dialog.getByRole('textbox', { name: '当前筛选的名称' }).fill('每日明文查看');
  await dialog.getByRole('button', { name: '保存', exact: true }).click();
  await dialog.getByRole('button', { name: '使用「每日明文查看」' }).waitFor();
  await expectAccessible(page);
  expect(holding(await traces(), ['每日明文查看', 'C-AAAA-0001'])).toEqual([]);

  await page.reload();
  await form.getByRole('button', { name: '已存筛选' }).click();
  await dialog.getByRole('button', { name: '使用「每日明文查看」' }).click();
  await dialog.waitFor({ state: 'detached' });
  await form.getByText(/customers\.reveal$/).waitFor();
  await form.getByText('近 7 天').waitFor();
  expect(await form.getByRole('textbox', { name: '客户号' }).inputValue()).toBe('');

  await form.getByRole('button', { name: '已存筛选' }).click();
  await dialog.getByRole('button', { name: '删除「每日明文查看」' }).click();
  await dialog.getByText('这个列表还没有已存筛选').waitFor();
});

test.each([
  { post: 'ops', list: '批量导入', choice: '待批准', width: 390 },
  { post: 'dpo', list: '更新任务', choice: '证件影像', width: 1440 },
])('$post filters $list, and finds it so by its name', async ({ post, list, choice, width }) => {
  const { page } = await stage.signIn(post, { width });
  const menu = page.getByRole('button', { name: '打开导航' });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('navigation').getByRole('link', { name: list }).click();
  await pick(page, { field: /^按(状态|种类)$/, option: choice });
  await page.getByText(/^没有(这一状态的批次|符合条件的任务)$/).waitFor();
  await page.getByRole('button', { name: '已存筛选' }).click();
  const dialog = page.getByRole('dialog', { name: '已存筛选' });
  await dialog.getByRole('textbox', { name: '当前筛选的名称' }).fill('常用');
  await dialog.getByRole('button', { name: '保存', exact: true }).click();
  await dialog.getByRole('button', { name: '使用「常用」' }).waitFor();
  await expectAccessible(page);
  await page.goto(page.url().split('?')[0] ?? '');
  await page.getByRole('button', { name: '已存筛选' }).click();
  await dialog.getByRole('button', { name: '使用「常用」' }).click();
  await page.getByText(/^没有(这一状态的批次|符合条件的任务)$/).waitFor();
  expect(new URL(page.url()).search).not.toBe('');
});
