// An institution that has set no place for backups, as every demonstration at first: the pages say which setting to set, and every
// control why it is closed (R3.2.1).
import { expect, test } from 'vitest';
import { violationsInBoth } from './axe.ts';
import { openStage } from './stage.ts';

const stage = await openStage({ customers: 1 });

test('R3.2.1 without a place: what to set, and why nothing can be started', async () => {
  const { page } = await stage.signIn('ops');
  const menu = page.getByRole('navigation', { name: '主导航' });
  await menu.getByRole('link', { name: '备份与恢复' }).click();
  await page
    .getByText('没有设置备份位置，数据不会备份。请设置 SHOUXIN_BACKUP，重启服务。')
    .waitFor();
  await page.getByText(/没有密钥，数据备份无法解开。请设置 SHOUXIN_KEY_BACKUP/).waitFor();
  expect(await closedBecause('立即备份')).toContain('SHOUXIN_BACKUP（数据）与 SHOUXIN_KEY_BACKUP');
  expect(await violationsInBoth(page)).toEqual([]);
  await menu.getByRole('link', { name: '恢复演练' }).click();
  await page.getByText('还没有演练过').waitFor();
  expect(await closedBecause('开始恢复演练')).toContain('请设置 SHOUXIN_BACKUP');
  expect(await violationsInBoth(page)).toEqual([]);

  async function closedBecause(name: string): Promise<string> {
    const button = page.getByRole('button', { name });
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
    const about = (await button.getAttribute('aria-describedby')) ?? '';
    return page.locator(`[id="${about}"]`).innerText();
  }
});
