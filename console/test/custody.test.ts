// Media and copies through the pages (R3.2.2, R3.2.3): the operations clerk registers a medium, hands it out, gets it back, counts it and
// has it destroyed before security's eyes; a copy that does not lie apart is on the map with what to do. On a desk and on a phone.
import { operations } from '@shouxin/contract';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { newMedium } from '../../server/test/custody-steps.ts';
import { violationsInBoth } from './axe.ts';
import { openStage } from './stage.ts';
import { choose, row } from './steps.ts';

const stage = await openStage({ customers: 2 });
const label = 'SX-D-0100';

async function register(page: Page): Promise<void> {
  await page.getByRole('button', { name: '登记介质' }).click();
  const drawer = page.getByRole('dialog', { name: '登记介质' });
  await drawer.getByRole('textbox', { name: /^标签/ }).fill(label);
  await choose(page, { field: /^类型/, option: '移动硬盘' });
  await drawer.getByRole('textbox', { name: /^内容/ }).fill('2026-11 完整备份');
  await drawer.getByRole('textbox', { name: '封条编号' }).fill('F20261101');
  await drawer.getByRole('textbox', { name: '保管人' }).fill('许国安');
  await choose(page, { field: /^所在地/, option: '上海' });
  await drawer.getByRole('textbox', { name: '保管地点' }).fill('演示主机房 A 区');
  await drawer.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('已登记').first().waitFor();
}

test('R3.2.2, R3.2.3 a medium beside the primary is on the map until it is elsewhere; then it is destroyed by two persons', async () => {
  const { page } = await stage.signIn('ops');
  await page.getByRole('link', { name: '介质台账' }).click();
  await row(page, /SX-T-0003.*已出库.*孔令仪，应还/).waitFor();
  await register(page);
  await row(page, new RegExp(`${label}.*移动硬盘.*上海市.*许国安.*在库`)).waitFor();

  await page.getByRole('link', { name: '副本分布' }).click();
  const wrong = page.getByRole('region', { name: '不符合项（1）' });
  await wrong.getByText('副本与主存储在同一地点').waitFor();
  await wrong.getByText(/将副本移至其他机房或保管库/).waitFor();
  await wrong.getByRole('link', { name: label }).click();

  await page.getByRole('button', { name: '出库', exact: true }).click();
  const out = page.getByRole('dialog', { name: '出库' });
  await out.getByRole('textbox', { name: '领用人' }).fill('孔令仪');
  await out.getByRole('textbox', { name: '领用部门' }).fill('信息科技部');
  await out.getByRole('textbox', { name: '用途' }).fill('移送异地保管');
  await out.getByRole('button', { name: '登记', exact: true }).click();
  await row(page, /出库.*运营岗.*孔令仪 · 信息科技部.*移送异地保管/).waitFor();

  await page.getByRole('button', { name: '入库', exact: true }).click();
  const back = page.getByRole('dialog', { name: '入库' });
  expect(await back.getByRole('textbox', { name: '交回人' }).inputValue()).toBe('孔令仪');
  await back.getByRole('checkbox', { name: '封条完好，编号 F20261101' }).uncheck();
  await back.getByRole('textbox', { name: '封条编号' }).fill('F20261102');
  await choose(page, { field: /^所在地/, option: '江苏' });
  await back.getByRole('textbox', { name: '保管地点' }).fill('苏州介质保管库');
  await back.getByRole('button', { name: '登记', exact: true }).click();
  await row(page, /入库.*封条不完好.*孔令仪.*F20261102.*苏州介质保管库/).waitFor();
  await page.getByRole('link', { name: '副本分布' }).click();
  await page.getByText('副本均与主存储分离').waitFor();

  await page.getByRole('link', { name: '介质台账' }).click();
  await page.getByRole('link', { name: label }).click();
  await page.getByRole('button', { name: '销毁', exact: true }).click();
  const end = page.getByRole('dialog', { name: '销毁' });
  await end.getByRole('textbox', { name: '执行人' }).fill('何承志');
  await end.getByRole('textbox', { name: '销毁地点' }).fill('总行销毁间');
  await end.getByRole('textbox', { name: '销毁理由' }).fill('封条曾破损，停止使用');
  await end.getByRole('button', { name: '提交复核' }).click();
  await page.getByText('已提交，等待安全管理员复核').first().waitFor();

  const guard = await stage.signIn('security');
  await guard.page.getByRole('link', { name: '复核', exact: true }).click();
  await guard.page.getByRole('link', { name: `销毁介质：${label}` }).click();
  await row(guard.page, /封条编号.*逐字核对.*F20261102/).waitFor();
  await guard.page.getByText(/您为监销人/).waitFor();
  await guard.page.keyboard.press('a');
  await guard.page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await guard.page.keyboard.press('Control+Enter');
  await guard.page.getByText('已批准').first().waitFor();

  await page.reload();
  await row(page, /销毁.*运营岗.*何承志 · 总行销毁间.*粉碎.*封条曾破损.*监销 安全管理员/).waitFor();
  expect(await page.getByRole('button', { name: '出库', exact: true }).count()).toBe(0);
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.2.3 a site is counted medium by medium, and what is missing shows', async () => {
  await newMedium(await stage.as('ops'), { label: 'CNT-1', site: '盘点测试库' });
  await newMedium(await stage.as('ops'), { label: 'CNT-2', site: '盘点测试库' });
  const { page } = await stage.signIn('ops');
  await page.getByRole('link', { name: '介质盘点' }).click();
  await page.getByText('还没有盘点过').waitFor();
  await page.getByRole('button', { name: '登记盘点' }).click();
  const drawer = page.getByRole('dialog', { name: '登记盘点' });
  await page.getByRole('combobox', { name: '保管地点' }).fill('盘点测试库');
  await page.getByTitle('江苏省 盘点测试库').click();
  await drawer.getByRole('textbox', { name: '监盘人' }).fill('尤敏');
  const save = drawer.getByRole('button', { name: '登记', exact: true });
  await drawer.getByRole('group', { name: 'CNT-1' }).getByRole('radio', { name: '在库' }).check();
  expect(await save.isDisabled()).toBe(true);
  await drawer.getByRole('group', { name: 'CNT-2' }).getByRole('radio', { name: '未见' }).check();
  await save.click();
  await row(page, /盘点测试库.*2.*1.*0.*运营岗 \/ 尤敏/).waitFor();
  await page.getByRole('link', { name: '我的待办' }).click();
  await page.getByText('盘点未见的介质').waitFor();
});

test.each([390, 1440] as const)(
  '%i px wide: every page of custody, both languages',
  async (width) => {
    await newMedium(await stage.enter('ops'), {
      label: `W-${width}`,
      province: '31',
      site: '演示主机房 A 区',
      encryption: 'none',
    });
    const { page } = await stage.signIn('security', { width });
    const auditor = await stage.enter('auditor');
    const { items } = await auditor.call(operations.custody.media, {});
    const found: string[] = [];
    for (const path of [
      '/custody',
      '/custody/copies',
      '/custody/stock-takes',
      `/custody/${items[0]?.medium}`,
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
