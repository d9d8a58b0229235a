// Keys through the pages (R1.3.2a): a security administrator has them rotated and marks one as compromised; the data protection
// officer reads what will happen and approves; the progress is seen to its end, and the work of others goes on.
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './axe.ts';
import { openStage, type Visit } from './stage.ts';

const stage = await openStage({ customers: 12 });

async function stepUp({ page }: Visit): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '再次认证' });
  await dialog.getByRole('textbox', { name: '动态口令' }).fill(await stage.freshCode());
  await page.keyboard.press('Enter');
}

async function approve(title: RegExp, sees: readonly RegExp[]): Promise<void> {
  const { page } = await stage.signIn('dpo');
  await page.getByRole('link', { name: '复核', exact: true }).click();
  await page.getByRole('link', { name: title }).first().click();
  for (const shown of sees) await page.getByRole('row', { name: shown }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog', { name: '批准这一事项？' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('已批准').first().waitFor();
}

async function propose(page: Page, button: string | RegExp, ground: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  const dialog = page.getByRole('dialog').last();
  const go = dialog.getByRole('button', { name: '提交复核' });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: '依据' }).fill(ground);
  await go.click();
}

test('R1.3.2a bucket keys are rotated: proposed, approved by another post, followed to the end', async () => {
  const guard = await stage.signIn('security');
  const { page } = guard;
  guard.awaits('403 POST /v1/keys/rotations');
  await page.getByRole('link', { name: '保管' }).first().click();
  await page.getByRole('heading', { level: 1, name: '密钥与保管' }).waitFor();
  await page.getByText('还没有轮换过').waitFor();
  await propose(page, '轮换桶密钥', '年度轮换');
  await stepUp(guard);
  await page.getByText('已提交，等待个人信息保护负责人复核').waitFor();

  await approve(/轮换桶密钥/, [/重新封装的客户密钥/, /依据.*年度轮换/]);

  await page.reload();
  const row = page.getByRole('row', { name: /轮换桶密钥.*到期或计划/ });
  await row.waitFor();
  await row.getByText('完成').waitFor({ timeout: 60_000 });
  // The inventory above is read again by itself.
  await page.getByRole('row', { name: /桶密钥 bucket\/\* .* 256 使用中 2 / }).waitFor();
  expect(await row.innerText()).toMatch(/(\d+) \/ \1 把/);
  await page.getByRole('row', { name: /桶密钥.*已停用/ }).waitFor();
  await expectAccessible(page);
});

test('R1.3.2a a version is marked as compromised and says what it still wraps', async () => {
  const guard = await stage.signIn('security');
  const { page } = guard;
  guard.awaits('403 POST /v1/keys/compromised');
  await page.getByRole('link', { name: '保管' }).first().click();
  await page.getByRole('link', { name: '各版本与泄露登记' }).click();
  await page.getByRole('heading', { level: 1, name: '密钥版本' }).waitFor();
  await page.getByRole('button', { name: '使用中' }).click();
  await propose(page, /登记 bucket\/000#\d 泄露/, '备份介质遗失');
  await stepUp(guard);
  await page.getByText('已提交，等待个人信息保护负责人复核').waitFor();

  await approve(/登记密钥泄露/, [/已泄露的密钥.*bucket\/000/, /依据.*备份介质遗失/]);

  const row = page.getByRole('row', { name: /bucket\/000.*已泄露/ });
  // It is put out of use in the background, some moments after the approval.
  const isThere = async () => {
    await page.getByRole('button', { name: '使用中' }).click();
    await page.getByRole('button', { name: '已泄露' }).click();
    return row.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isThere, { timeout: 30_000 }).toBe(true);
  expect(await row.getByRole('button').count()).toBe(0);
  await expectAccessible(page);
});
