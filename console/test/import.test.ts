// An export of a branch, brought by the operations clerk and decided by the data owner, in the console: columns, dry run,
// result, proposal, approval, records stored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { choose, row } from './steps.ts';

const stage = await openStage();
const data = join(import.meta.dirname, '../../server/test/data/branch-export');
const file = 'branch-export.gb18030.csv';
const expected = JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')) as Expected;

interface Expected {
  readonly verdict: readonly { readonly record: number; readonly expect: string }[];
}

test('R2.1.5 R1.2.4 a branch export: mapped, tried, proposed by ops, approved by the owner, stored', async () => {
  const { page: ops } = await stage.signIn('ops');
  await upload(ops);
  await mapColumns(ops);

  const numbers = ops.getByRole('group', { name: '试运行结果' });
  for (const number of [/^518 通过/, /^10 通过并提示/, /^60 不通过/, /^12 重复/]) {
    await numbers.getByRole('button', { name: number }).waitFor();
  }
  await row(ops, /^#6 不通过 证件号码第18位校验码应为 9/).waitFor();
  await ops.getByText('宗教信仰 5 条，内容不保存').waitFor();
  expect(await reported(ops)).toEqual(expected.verdict.map((it) => [it.record, it.expect]));

  await ops.getByRole('button', { name: '提交审批' }).click();
  const dialog = ops.getByRole('dialog', { name: '提交审批' });
  await dialog.getByText('批准后入库 528 条').waitFor();
  await expectAccessible(ops);
  await dialog.getByRole('button', { name: '提交审批' }).click();
  await ops.getByRole('heading', { level: 1 }).filter({ hasText: '待批准' }).waitFor();

  await approve();
  await ops.getByRole('link', { name: '批量导入' }).first().click();
  await ops.getByRole('link', { name: file }).click();
  await ops.getByRole('heading', { level: 1 }).filter({ hasText: '已入库' }).waitFor();
  const taken = numbers.getByRole('button', { name: /^518 通过 已入库/ });
  await taken.waitFor();
});

test('a server that is gone is said to be gone, and the display goes on when it is back', async () => {
  const { page: ops } = await stage.signIn('ops');
  await ops.getByRole('link', { name: '批量导入' }).click();
  let isGone = false;
  const path = /\/v1\/imports\/[0-9a-f-]{36}$/;
  await ops.route(path, async (route) => {
    if (isGone) return route.abort('connectionrefused');
    const answer = await route.fetch();
    const card = (await answer.json()) as object;
    const progress = { stage: 'applying', done: 500, total: 600, ratePerSecond: 90, etaSeconds: 2 };
    return route.fulfill({ response: answer, json: { ...card, state: 'applying', progress } });
  });
  await ops.getByRole('link', { name: file }).click();
  await ops.getByText('500 / 600 条').waitFor();
  isGone = true;
  await expect.poll(() => ahead(ops, '连接中断，正在重试'), { timeout: 20_000 }).toBe(true);
  await ops.getByText('500 / 600 条').waitFor();
  await ops.unroute(path);
  await expect.poll(() => ahead(ops, '已入库 528'), { timeout: 20_000 }).toBe(true);
});

/** Some seconds later, as the page sees them. */
async function ahead(page: Page, words: string): Promise<boolean> {
  await page.clock.runFor(6000);
  return (await page.getByText(words).count()) > 0;
}

async function upload(page: Page): Promise<void> {
  await page.getByRole('link', { name: '批量导入' }).click();
  await page.getByRole('button', { name: '新建导入' }).click();
  await page.getByRole('button', { name: /把文件拖到这里/ }).setInputFiles(join(data, file));
  await page.getByRole('combobox', { name: '来源系统' }).fill('核心系统 城西支行');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 1, name: file }).waitFor();
}

/** The proposed columns fit; a required one taken away is missed by name, and given back there. */
async function mapColumns(page: Page): Promise<void> {
  const confirm = page.getByRole('button', { name: '确认并试运行' });
  await row(page, /宗教信仰.*禁止采集.*内容不保存/).waitFor();
  await choose(page, { field: '列「证件号码」对应到', option: '不导入' });
  const missing = page.getByRole('region', { name: '1 个必填项还没有对应的列' });
  await missing.waitFor();
  await expectAccessible(page);
  expect(await confirm.getAttribute('aria-disabled')).toBe('true');
  await choose(page, { field: '证件号码: 选择列', option: '证件号码' });
  await missing.waitFor({ state: 'detached' });
  await confirm.click();
}

/** The report as the clerk downloads it: record by record. */
async function reported(page: Page): Promise<[number, string][]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载报告' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  const { rows } = JSON.parse(text) as { rows: { record: number; outcome: string }[] };
  return rows.map((it) => [it.record, it.outcome]);
}

async function approve(): Promise<void> {
  const { page } = await stage.signIn('owner');
  await page.getByRole('link', { name: '复核' }).click();
  await page.getByRole('table').getByRole('link', { name: /导入/ }).click();
  await page.getByText('共 600 条').waitFor();
  await page.getByRole('button', { name: '批准' }).click();
  const sure = page.getByRole('dialog', { name: '批准这一事项？' });
  await sure.getByRole('button', { name: '批准' }).click();
  await page.getByText('没有待复核的事项').waitFor();
}
