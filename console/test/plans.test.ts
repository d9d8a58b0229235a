// Recovery plans through the pages (R3.2.4): security writes one from a built-in plan, moves steps by keyboard, loses nothing when it is
// refused or rejected; the data owner approves; it prints on A4 without the console around it. On a desk and on a phone.
import { operations } from '@shouxin/contract';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { violationsInBoth } from './axe.ts';
import { openStage, type Visit } from './stage.ts';
import { row } from './steps.ts';

const stage = await openStage({ customers: 2 });
const name = '勒索软件事件恢复预案';

async function openNewest({ page }: Visit, title: RegExp): Promise<void> {
  await page.getByRole('link', { name: '复核', exact: true }).click();
  await page.reload();
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

async function approve(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('已批准').first().waitFor();
}

async function fillPeople(page: Page): Promise<void> {
  const roles = page.getByRole('group', { name: /^角色 \d+$/ });
  await roles.first().waitFor();
  for (let at = 0; at < (await roles.count()); at += 1) {
    const one = roles.nth(at);
    await one.getByRole('textbox', { name: 'A 角', exact: true }).fill(`钱一${at}`);
    await one.getByRole('textbox', { name: 'A 角电话' }).fill(`021-5550 1${at}00`);
    await one.getByRole('textbox', { name: 'B 角', exact: true }).fill(`孙文${at}`);
    await one.getByRole('textbox', { name: 'B 角电话' }).fill(`021-5550 2${at}00`);
  }
}

const whatOf = (page: Page, number: number) =>
  page
    .getByRole('group', { name: `步骤 ${number}`, exact: true })
    .getByRole('textbox', { name: '操作' });

test('R3.2.4 a plan is written from a built-in one; refused and rejected, nothing typed is lost', async () => {
  const guard = await stage.signIn('security');
  const { page } = guard;
  await page.getByRole('link', { name: '恢复预案', exact: true }).click();
  await row(page, /客户信息数据库损坏恢复预案.*数据库损坏.*240.*有效/).waitFor();
  await page.getByRole('link', { name: '从范本起草 勒索软件' }).click();
  await page.getByRole('heading', { level: 1, name: '制定恢复预案' }).waitFor();
  await fillPeople(page);
  const second = await whatOf(page, 2).inputValue();
  await whatOf(page, 2).focus();
  await page.keyboard.press('Alt+ArrowUp');
  expect(await whatOf(page, 1).inputValue()).toBe(second);
  await page.keyboard.type('（双人）');
  expect(await whatOf(page, 1).inputValue()).toContain('（双人）');
  await page.getByRole('button', { name: '下移 步骤 1' }).click();
  expect(await whatOf(page, 2).inputValue()).toContain('（双人）');

  guard.awaits('422 POST /v1/recovery-plans');
  const rto = page.getByRole('spinbutton', { name: /RTO/ });
  await rto.fill('400');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/各步骤预计合计 450 分钟，超过恢复时间目标 400 分钟/).waitFor();
  expect(await whatOf(page, 2).inputValue()).toContain('（双人）');
  await rto.fill('480');
  await page.keyboard.press('Control+Enter');
  await page.getByText('已提交，等待数据责任人复核').first().waitFor();

  const boss = await stage.signIn('owner');
  await openNewest(boss, new RegExp(`制定恢复预案：${name}`));
  await boss.page.getByText('超过重要业务上限 240 分钟').waitFor();
  await boss.page.keyboard.press('x');
  const dialog = boss.page.getByRole('dialog', { name: '退回' });
  await dialog.getByRole('textbox').fill('请补充通知监管的步骤');
  await boss.page.keyboard.press('Control+Enter');
  await boss.page.getByText('已退回').first().waitFor();

  await page.reload();
  await page.getByRole('link', { name: `继续修改 ${name}` }).click();
  await expect.poll(() => whatOf(page, 2).inputValue()).toContain('（双人）');
  await page.getByRole('button', { name: '在后面插入 步骤 8' }).click();
  const ninth = page.getByRole('group', { name: '步骤 9', exact: true });
  await ninth.getByRole('textbox', { name: '操作' }).fill('向监管部门报告');
  await ninth.getByRole('textbox', { name: '如何确认完成' }).fill('报告回执已留存');
  await ninth.getByRole('combobox', { name: '执行角色' }).fill('内外部联络岗');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^提交复核/ }).click();
  await page.getByText('已提交，等待数据责任人复核').first().waitFor();
  await expect.poll(() => page.getByText('继续修改').count()).toBe(0);
  await openNewest(boss, new RegExp(`制定恢复预案：${name}`));
  await approve(boss.page);
  await page.reload();
  await row(page, new RegExp(`${name}.*勒索软件.*480.*有效`)).waitFor();
});

/** Sizes in points, rounded up: A4 is 595 by 842. */
function sheetsIn(pdf: Buffer): string[] {
  const boxes = pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g);
  return [...boxes].map(([, wide, high]) =>
    [wide, high].map((it) => Math.ceil(Number(it))).join('x'),
  );
}

test('R3.2.4 a revision shows what changes; the old version opens; it prints on A4 and nothing of the console with it', async () => {
  const { page } = await stage.signIn('security');
  await page.getByRole('link', { name: '恢复预案', exact: true }).click();
  await page.getByRole('link', { name: '误删除、误操作恢复预案' }).click();
  await page.getByRole('button', { name: '修订', exact: true }).click();
  await page.getByRole('textbox', { name: /修订说明/ }).fill('更换复核岗人员');
  const last = page.getByRole('group', { name: '角色 5' });
  await last.getByRole('textbox', { name: 'A 角', exact: true }).fill('何晓棠');
  await page.getByRole('button', { name: /^提交复核/ }).click();
  await page.getByText('已提交，等待数据责任人复核').first().waitFor();
  const boss = await stage.signIn('owner');
  await openNewest(boss, /修订恢复预案：误删除/);
  await row(boss.page, /角色 5.*吴清扬.*何晓棠/).waitFor();
  expect(await row(boss.page, /步骤/).count()).toBe(0);
  await approve(boss.page);

  await page.reload();
  await page.getByText(/第 2 版，安全管理员制定，个人金融部数据责任人于/).waitFor();
  await page.getByRole('link', { name: '第 1 版' }).click();
  await page.getByText('这是第 1 版，现行为第 2 版。').waitFor();
  await page.getByRole('cell', { name: /吴清扬/ }).waitFor();
  await page.getByRole('link', { name: '查看现行版本' }).click();
  await page.getByRole('cell', { name: /何晓棠/ }).waitFor();

  for (const [language, signed, begun] of [
    ['zh', '签字', '开始'],
    ['en', 'Signed', 'Begun'],
  ] as const) {
    if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
    await page.emulateMedia({ media: 'print' });
    for (const shown of [signed, begun]) {
      expect(await page.getByRole('columnheader', { name: shown }).isVisible()).toBe(true);
    }
    expect(await page.getByRole('navigation').count()).toBeLessThanOrEqual(1);
    for (const gone of ['banner', 'navigation', 'button'] as const) {
      const all = await page.getByRole(gone).all();
      for (const it of all) expect(await it.isVisible(), gone).toBe(false);
    }
    const bytes = await page.pdf({ preferCSSPageSize: true });
    expect(sheetsIn(bytes).length).toBeGreaterThan(0);
    expect(sheetsIn(bytes).every((it) => it === '595x842')).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  }
});

test('R3.2.4 who carries a plan out reads it, and cannot change it', async () => {
  const { page } = await stage.signIn('ops');
  await page.getByRole('link', { name: '恢复预案', exact: true }).click();
  await page.getByRole('link', { name: '密钥库丢失、损坏恢复预案' }).click();
  await page.getByText('待复审').first().waitFor();
  const revise = page.getByRole('button', { name: '修订', exact: true });
  expect(await revise.getAttribute('aria-disabled')).toBe('true');
});

test.each([390, 1440] as const)(
  '%i px wide: every page of plans, both languages',
  async (width) => {
    const { page } = await stage.signIn('security', { width });
    const auditor = await stage.as('auditor');
    const { items } = await auditor.call(operations.plans.list, {});
    const plan = items[0]?.plan ?? '';
    const found: string[] = [];
    for (const path of [
      '/plans',
      `/plans/${plan}`,
      `/plans/${plan}/edit`,
      '/plans/new?from=site-loss',
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
