// Backup and recovery through the pages (R3.2.1, R3.2.5, R3.2.6): security takes sets, sees them whole and verified, has one restored in
// a drill and follows it to its end; the report is proven without this system. The auditor reads and starts nothing. The real engine.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@shouxin/contract';
import pg from 'pg';
import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { verifyDrillReport } from '../../client/src/verify/index.ts';
import { openOwnEngine } from '../../server/test/harness.ts';
import { violationsInBoth, violationsOf } from './axe.ts';
import { openStage } from './stage.ts';
import { row } from './steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-console-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const backups = {
  data: { kind: 'folder', folder: join(folder, 'data') },
  keys: { kind: 'folder', folder: join(folder, 'keys') },
} as const;
const own = await openOwnEngine();
const stage = await openStage({ ...own, customers: 12, backups });

async function open(page: Page, name: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: '主导航' });
  await menu.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

function setRow(page: Page, name: RegExp): Locator {
  return page.getByRole('table', { name: '备份集' }).getByRole('row', { name });
}

async function take(page: Page, kind: RegExp): Promise<void> {
  await page.getByRole('button', { name: '立即备份' }).click();
  const dialog = page.getByRole('dialog', { name: '立即备份' });
  await dialog.getByRole('radio', { name: kind }).check();
  await dialog.getByRole('button', { name: '立即备份' }).click();
  await page.getByText('备份已开始').first().waitFor();
  await dialog.waitFor({ state: 'hidden' });
}

test('R3.2.1 nothing was taken yet: the page says what is missing and what to do', async () => {
  const { page } = await stage.signIn('security');
  await open(page, '备份与恢复');
  await page.getByText('可恢复性：尚未证明').waitFor();
  await page.getByText(/只有演练过才知道/).waitFor();
  await page.getByText('还没有备份集').waitFor();
  await open(page, '恢复演练');
  const start = page.getByRole('button', { name: '开始恢复演练' });
  expect(await start.getAttribute('aria-disabled')).toBe('true');
  await page.getByText('还没有完整的数据备份集，请先备份').waitFor({ state: 'attached' });
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.2.1 security takes sets and sees them whole, verified, and in the calendar', async () => {
  const { page } = await stage.signIn('security');
  await open(page, '备份与恢复');
  await take(page, /^数据备份/);
  await setRow(page, /数据备份 全量 完整.* 2026-11-23 \d\d:\d\d 校验/).waitFor({ timeout: 60_000 });
  await take(page, /^密钥备份/);
  await setRow(page, /密钥备份 全量 完整/).waitFor({ timeout: 60_000 });
  const today = page.getByRole('button', { name: /数据备份 \d 个完整；密钥备份 \d 个完整/ });
  await today.waitFor();
  await today.focus();
  await page.keyboard.press('ArrowLeft');
  await page
    .getByText(/没有备份，也没有演练/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: '上个月' }).click();
  await page.getByText('2026 年 10 月').waitFor();
  await page.getByRole('button', { name: '下个月' }).click();

  const set = setRow(page, /数据备份 全量 完整/);
  await set.getByRole('button', { name: '校验' }).click();
  await page.getByText('校验已开始').first().waitFor();
  await expect.poll(() => set.getByText('校验中').count(), { timeout: 30_000 }).toBe(0);
  const keys = setRow(page, /密钥备份 全量 完整/).getByRole('button', { name: '演练' });
  expect(await keys.getAttribute('aria-disabled')).toBe('true');
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.2.5 R3.2.6 a drill is started, followed to its end, and its report proven elsewhere', async () => {
  const { page } = await stage.signIn('security');
  await open(page, '备份与恢复');
  await setRow(page, /数据备份 全量 完整/)
    .getByRole('button', { name: '演练' })
    .click();
  const dialog = page.getByRole('dialog', { name: '开始恢复演练' });
  await dialog.getByText(/恢复 2026-11-23 .*的全量数据备份集/).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: '开始恢复演练' }).click();
  await page.getByRole('heading', { level: 1, name: /恢复演练 2026-11-23/ }).waitFor();
  await page.getByRole('list').getByText('逐行比对').waitFor();
  await page.getByText('通过', { exact: true }).waitFor({ timeout: 120_000 });
  const checks = page.getByRole('table', { name: '检查项' });
  expect(await checks.getByText('达标', { exact: true }).count()).toBe(8);
  await checks.getByRole('row', { name: /客户档案封印 达标 12 0/ }).waitFor();
  await page.getByText(/npm exec -- shouxin verify shouxin-drill-.*\.json --key/).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);

  await expect.poll(async () => await stage.app.audit.waiting()).toBe(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载演练报告' }).click();
  const file = await saved;
  const bytes = readFileSync(await file.path());
  const verdict = verifyDrillReport(bytes, { vkey: stage.app.verificationKey });
  expect(verdict).toMatchObject({ kind: 'valid', report: { outcome: 'passed', chosen: 'named' } });
  expect(page.url()).toContain(verdict.kind === 'valid' ? verdict.report.drill : 'no report');

  await open(page, '恢复演练');
  await page.getByText('可恢复性：今天证明').waitFor();
  await row(page, /通过.*指定.*秒.*目标 4 小时/).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
  await open(page, '备份与恢复');
  await page.getByRole('button', { name: /恢复演练 \d 次通过/ }).waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.2.2 a place of backups that nobody registered is on the map, and the register offers it', async () => {
  const { page } = await stage.signIn('security');
  await open(page, '副本分布');
  const wrong = page.getByRole('region', { name: /不符合项/ });
  await wrong.getByText('数据备份位置没有登记').waitFor();
  await wrong.getByText(/再绑定「密钥库备份」/).waitFor();
  await wrong.getByRole('link', { name: backups.data.folder }).first().click();
  await page.getByRole('heading', { level: 1, name: '存储登记' }).waitFor();
  await page.getByRole('row', { name: /备份副本.*(该位置未登记|尚无数据)/ }).waitFor();
  await page.getByRole('button', { name: '登记存储资产' }).click();
  await page.getByRole('combobox', { name: /系统中的位置/ }).click();
  await page.getByTitle(backups.data.folder).click();
  await expect.poll(() => page.getByRole('dialog').innerText()).toContain(backups.data.folder);
  expect(await violationsOf(page)).toEqual([]);
});

test('R3.2.5 the auditor reads everything and starts nothing; each closed button says who may', async () => {
  const { page } = await stage.signIn('auditor');
  await open(page, '备份与恢复');
  await setRow(page, /数据备份 全量 完整/).waitFor();
  for (const name of ['立即备份', '校验', '演练']) {
    const button = page.getByRole('button', { name, exact: true }).first();
    expect(await button.getAttribute('aria-disabled'), name).toBe('true');
    const about = (await button.getAttribute('aria-describedby')) ?? '';
    const words = await page.locator(`[id="${about}"]`).innerText();
    // A backup of the keys is drilled by nobody.
    expect(words).toMatch(/运营岗、安全管理员|密钥备份随数据备份集一并演练/);
    await button.click({ force: true });
  }
  expect(await page.getByRole('dialog').count()).toBe(0);
  await open(page, '恢复演练');
  await page.getByRole('link', { name: /^2026-11-23/ }).click();
  await page.getByText('离线核验报告').waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
});

test('R3.2.5 on the desk: since when it is proven; a drill that failed says what to do', async () => {
  const ops = await stage.signIn('ops');
  await ops.page.getByText('可恢复性：最近证明').waitFor();
  await ops.page.getByText('2026-11-23', { exact: true }).first().waitFor();
  const { items } = await (await stage.enter('security')).call(operations.backup.list, {});
  const set = items.find((it) => it.kind === 'data' && it.state === 'whole')?.set ?? '';
  rmSync(join(backups.data.folder, set), { recursive: true });

  const { page } = await stage.signIn('security');
  await open(page, '恢复演练');
  await page.getByRole('button', { name: '开始恢复演练' }).click();
  const dialog = page.getByRole('dialog', { name: '开始恢复演练' });
  await dialog.getByRole('radio', { name: /最新一份/ }).check();
  await dialog.getByRole('button', { name: '开始恢复演练' }).click();
  await page.getByText(/这一份不能用于恢复/).waitFor({ timeout: 60_000 });
  await page.getByText('这次演练没有报告').waitFor({ state: 'attached' });
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole('link', { name: '我的待办' }).click();
  await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor();
  const waiting = page.getByRole('link', { name: '恢复演练未通过' });
  await waiting.waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
  await waiting.click();
  await page.getByRole('heading', { level: 1, name: /恢复演练 2026-11-23/ }).waitFor();
});

test('R3.2.1 many sets are turned page by page; one that takes long shows how far it is', async () => {
  const client = new pg.Client({ connectionString: own.urls.ownerUrl });
  await client.connect();
  await client.query(`INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at, manifest, ended_at)
    SELECT id, 'data', 'full', id, '/mnt/sets', 'backup.schedule', now() - n * interval '1 day', repeat('0', 64), now()
    FROM generate_series(1, 45) n, LATERAL (SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id) x`); // prettier-ignore
  await client.query(`INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at, tables, tables_done, rows, bytes)
    SELECT id, 'keys', 'full', id, '/mnt/keys', 'backup.schedule', now(), 40, 12, 900, 80000
    FROM (SELECT 'ffffffff-0000-7000-8000-000000000000'::uuid AS id) x`); // prettier-ignore
  const { page } = await stage.signIn('security');
  await open(page, '备份与恢复');
  const running = setRow(page, /密钥备份 全量 备份中/);
  await running.getByText('12 / 40 张表').waitFor();
  const bar = running.getByRole('progressbar');
  expect(await bar.getAttribute('value')).toBe('12');
  await client.query(`UPDATE backup.backup_set SET tables_done = 31 WHERE ended_at IS NULL`);
  await running.getByText('31 / 40 张表').waitFor({ timeout: 15_000 });
  const shown = () => page.getByRole('table', { name: '备份集' }).getByRole('row').count();
  const first = await shown();
  await page.getByRole('button', { name: '下一页' }).click();
  await running.waitFor({ state: 'hidden' });
  expect(await shown()).toBeGreaterThan(5);
  expect(first).toBeLessThan(60);
  await client.query(`DELETE FROM backup.backup_set WHERE place LIKE '/mnt/%'`);
  await client.end();
});
