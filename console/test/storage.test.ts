// The storage register through the pages (R3.0, R3.1.1, R3.1.2, R3.1.3): security registers and assesses, the data protection
// officer approves, data is bound; compliance reads; coverage and control cards say what holds. On a desk and on a phone.
import { operations } from '@shouxin/contract';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsInBoth } from './axe.ts';
import { openStage, type Visit } from './stage.ts';
import { choose, row } from './steps.ts';

const stage = await openStage({ customers: 2 });
const name = '影像归档对象存储';

async function approveNewest({ page }: Visit, title: RegExp): Promise<void> {
  await page.getByRole('link', { name: '复核', exact: true }).click();
  await page.reload();
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('已批准').first().waitFor();
}

async function fillAsset(page: Page): Promise<void> {
  await page.getByRole('button', { name: '登记存储资产' }).click();
  const drawer = page.getByRole('dialog', { name: '登记存储资产' });
  await drawer.getByRole('textbox', { name: '名称' }).fill(name);
  await choose(page, { field: /^类型/, option: '对象存储' });
  await choose(page, { field: /^运营形式/, option: '云' });
  await choose(page, { field: /^所在地/, option: '北京' });
  await drawer.getByRole('textbox', { name: '机房或场所' }).fill('亦庄机房');
  await choose(page, { field: /^静态加密/, option: '磁盘' });
  await choose(page, { field: /^责任部门/, option: '守信示范银行' });
  await drawer.getByRole('textbox', { name: /符合的标准/ }).fill('GB/T 22239-2019 第三级');
  await drawer.getByRole('checkbox', { name: 'C2' }).check();
  await drawer.getByRole('button', { name: '提交复核' }).click();
  await page.getByText('已提交，等待个人信息保护负责人复核').first().waitFor();
}

test('R3.1.1, R3.1.2 an asset is registered, assessed and bound, each time by two persons', async () => {
  const guard = await stage.signIn('security');
  const { page } = guard;
  await page.getByRole('link', { name: '存储登记' }).click();
  await row(page, /客户信息数据库.*上海市.*C1 C2 C3.*有效.*还剩/).waitFor();
  await row(page, /客户信息值.*C2.*客户信息数据库.*已登记、已评估/).waitFor();
  await fillAsset(page);
  const dpo = await stage.signIn('dpo');
  await approveNewest(dpo, new RegExp(`登记存储资产：${name}`));

  await page.reload();
  await page.getByRole('link', { name }).click();
  guard.awaits('409 POST /v1/storage/assets/*/bindings');
  await page.getByRole('button', { name: '绑定数据' }).click();
  await choose(page, { field: /^数据/, option: '备份副本' });
  const dialog = page.getByRole('dialog', { name: '绑定数据' });
  await dialog.getByRole('button', { name: '提交复核' }).click();
  await dialog.getByText('没有有效的安全评估，不得绑定 C2、C3 数据').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: '登记安全评估' }).click();
  const drawer = page.getByRole('dialog', { name: '登记安全评估' });
  await drawer.getByRole('textbox', { name: /评估方/ }).fill('信息安全部');
  await drawer.getByRole('button', { name: '添加问题' }).click();
  await drawer.getByRole('textbox', { name: '问题', exact: true }).fill('访问日志未集中留存');
  await drawer.getByRole('textbox', { name: '整改措施' }).fill('接入集中日志平台');
  await drawer.getByRole('button', { name: '提交复核' }).click();
  await page.getByText('已提交，等待个人信息保护负责人复核').last().waitFor();
  await approveNewest(dpo, new RegExp(`安全评估：${name}`));

  await page.reload();
  await page.getByText('还剩').first().waitFor();
  await page.getByRole('button', { name: '登记整改完成' }).click();
  await page.getByText('已登记整改').waitFor();
  await page.getByRole('button', { name: '绑定数据' }).click();
  await choose(page, { field: /^数据/, option: '备份副本' });
  await dialog.getByRole('button', { name: '提交复核' }).click();
  await page.getByText('已提交，等待个人信息保护负责人复核').last().waitFor();
  await approveNewest(dpo, /绑定数据：备份副本/);
  await page.reload();
  await row(page, /备份副本.*C2.*有效/).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.1.3 coverage says what is sealed under which suite, and that nothing is not', async () => {
  const { page } = await stage.signIn('security');
  await page.getByRole('link', { name: '加密覆盖率' }).click();
  await page.getByRole('button', { name: '重新统计' }).click();
  await page.getByText('已开始统计').waitFor();
  const auditor = await stage.as('auditor');
  const counted = async () => (await auditor.call(operations.storage.coverage, {})).countedAt;
  await expect.poll(counted, { timeout: 20_000, interval: 250 }).not.toBeNull();
  await page.reload();
  await row(page, /姓名.*NP01.*C2.*SM4-GCM.*0$/).waitFor();
  await page.getByText('100%').waitFor();
  await page.getByRole('button', { name: /影像、日志、密钥等/ }).click();
  await row(page, /动态口令种子/).waitFor();
});

test('R3.0 compliance reads both sides of each control and can change neither', async () => {
  const { page } = await stage.signIn('compliance');
  await page.getByRole('link', { name: '存储控制' }).click();
  const card = page.getByRole('region', { name: /存储介质与系统合规/ });
  await card.getByText('在用存储均已登记').waitFor();
  await card.getByText('《存储设备与介质管理办法（演示）》第二章').waitFor();
  const button = card.getByRole('button', { name: '登记管理措施' });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
});

test.each([390, 1440] as const)(
  '%i px wide: every page of storage, both languages',
  async (width) => {
    const { page } = await stage.signIn('security', { width });
    const found: string[] = [];
    const auditor = await stage.as('auditor');
    const { items } = await auditor.call(operations.storage.list, {});
    for (const path of [
      '/storage',
      '/storage/controls',
      '/storage/coverage',
      `/storage/${items[0]?.asset}`,
    ]) {
      await page.evaluate((to) => {
        history.pushState({}, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
      found.push(...(await violationsInBoth(page)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, path).toBeLessThanOrEqual(0);
    }
    expect(found).toEqual([]);
  },
);
