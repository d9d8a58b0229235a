// A teller's day (CONSOLE.md): a purpose first, a customer found and shown masked with the reason, one value revealed for
// some seconds, a new customer taken in and proposed. Nothing of a person stays in any address, title or storage.
import { identityCheckDigit } from '@shouxin/contract/items';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { demonstrationPeople } from '../../server/src/doors/admin/demonstration/people.ts';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { textOf } from './values.ts';
import { choose, choosePurpose, lookFor, row } from './steps.ts';
import { followTraces, holding } from './traces.ts';

const stage = await openStage();
/** The first fictitious customer is this teller's own. */
const [person] = demonstrationPeople(9, '2026-11-23');
const known = {
  name: textOf(person?.values.NP01),
  document: textOf(person?.values.NP10),
  mobile: textOf(person?.values.NP08),
};
const first17 = '31011519880706999';
const fresh = {
  name: '司徒望舒',
  document: first17 + identityCheckDigit(first17),
  mobile: '13912345678',
  address: '世纪大道1501号3号楼1002室',
};

const plainMobile = /^\d{3}\s\d{4}\s\d{4}$/;

test('R4.1.1 I4.4 a customer is found for a purpose, shown masked with the reason, revealed for a minute', async () => {
  const { page } = await stage.signIn('teller');
  const traces = await followTraces(page);
  await openCustomer(page, { document: known.document, purpose: '资料更新' });

  const line = row(page, /^手机号码/);
  await line.getByRole('rowheader').click();
  const rail = page.getByRole('complementary', { name: '为什么这样显示' });
  await rail.getByText('浏览时只显示遮蔽值').waitFor();
  await rail.getByText('怎样可以改变').waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain(known.mobile.slice(3, 7));

  const value = line.getByRole('status');
  await line.getByRole('button', { name: '查看' }).click();
  await value.filter({ hasText: plainMobile }).waitFor();
  expect((await value.innerText()).replaceAll(/\s/g, '')).toBe(known.mobile);
  await rail.getByText('本次查看已记录，凭证').waitFor();
  await line.getByText('60 秒').waitFor();
  await stage.pass({ seconds: 20 });
  await line.getByText(/^(40|39|38) 秒$/).waitFor();
  await stage.pass({ seconds: 41 });
  await value.waitFor({ state: 'detached' });

  await line.getByRole('rowheader').click();
  await page.keyboard.press('r');
  await value.waitFor();
  await page.evaluate(() => dispatchEvent(new Event('blur')));
  await value.waitFor({ state: 'detached' });
  expect(holding(await traces(), Object.values(known))).toEqual([]);
});

test('an English page reads codes in English, and what the customer wrote as it is', async () => {
  const { page } = await stage.signIn('teller', { language: 'en' });
  await lookFor(page, known.document);
  await choosePurpose(page, { purpose: 'Keeping the record current' });
  const found = page.getByRole('table', { name: 'Found' });
  await row(page, /Resident identity card/).waitFor();
  await found.getByRole('link').click();
  await page.getByRole('table', { name: 'Identity' }).waitFor();
  await row(page, /^Sex/)
    .getByText(/^(Male|Female)$/)
    .waitFor();
  await row(page, /^Document kind/)
    .getByText('Resident identity card')
    .waitFor();
  const cells = await page.locator('.item-value').allInnerTexts();
  expect(cells.filter((it) => /居民身份证|^[男女]$|长期|正面| 至 /u.test(it))).toEqual([]);
  expect(cells.some((it) => /\p{Script=Han}\*/u.test(it))).toBe(true);
});

test('R4.10 a document number asks for a business reference and a fresh code', async () => {
  const { page, awaits } = await stage.signIn('teller');
  await openCustomer(page, { document: known.document, purpose: '资料更新' });
  const line = row(page, /^证件号码/);
  const value = line.getByRole('status');
  awaits('422 POST /v1/customers/*/reveal');
  await line.getByRole('button', { name: '查看' }).click();
  await page.getByRole('alert').filter({ hasText: '业务编号' }).waitFor();

  await page.keyboard.press('p');
  await choosePurpose(page, { purpose: '资料更新', reference: 'GD20261123-007' });
  await page.getByRole('alert').waitFor({ state: 'detached' });
  awaits('403 POST /v1/customers/*/reveal');
  await line.getByRole('button', { name: '查看' }).click();
  const dialog = page.getByRole('dialog', { name: '再次认证' });
  await dialog.waitFor();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: '动态口令' }).fill(await stage.freshCode());
  await dialog.getByRole('button', { name: '确认' }).click();
  await value.waitFor();
  expect((await value.innerText()).replaceAll(/\s/g, '')).toBe(known.document);
  await line.getByText(/^(30|29) 秒$/).waitFor();
  // Hidden with the page as well.
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  await value.waitFor({ state: 'detached' });
});

test('R2.1.2 R2.1.3 R2.4.1 a new customer: notice first, image, choices left open, proposed', async () => {
  const { page } = await stage.signIn('teller');
  const traces = await followTraces(page);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByRole('button', { name: '新开采集' }).click();
  await page.getByRole('button', { name: '开始采集' }).click();
  await choosePurpose(page, { purpose: '开户与结算' });
  await readNotice(page);
  await fillForm(page);
  await addImage(page, '正面（人像面）');

  await expectAccessible(page);
  for (const box of await page.getByRole('checkbox').all())
    expect(await box.isChecked()).toBe(false);
  await page.getByRole('button', { name: '下一步' }).click();
  const shown = await page.getByRole('main').innerText();
  for (const value of Object.values(fresh)) expect(shown).not.toContain(value);
  await expectAccessible(page);
  await page.getByRole('button', { name: '提交复核' }).click();
  await page.getByRole('heading', { name: '已提交复核' }).waitFor();
  await expectAccessible(page);

  await page.getByRole('button', { name: '我提交的' }).click();
  const mine = page.getByRole('table', { name: '我提交的' });
  await mine.getByRole('row').filter({ hasText: '待复核' }).waitFor();
  const left = await traces();
  expect(holding(left, Object.values(fresh))).toEqual([]);
  // What is looked for would be found: the traces do hold what was written.
  await page.evaluate((name) => localStorage.setItem('planted', name), fresh.name);
  expect(holding(await traces(), [fresh.name])).not.toEqual([]);
});

test('R2.1.2 R2.1.3 a second window shows the customer the notice and the choices, and nothing else', async () => {
  const { page } = await stage.signIn('teller');
  await page.goto(`${stage.url}/collection/new`);
  await page.getByRole('button', { name: '开始采集' }).click();
  await choosePurpose(page, { purpose: '开户与结算' });
  const [customer] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: '打开客户窗口' }).click(),
  ]);
  customer.setDefaultTimeout(10_000);
  const asked: string[] = [];
  customer.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await customer.getByRole('heading', { level: 2 }).waitFor();
  await expectAccessible(customer);
  expect(await customer.getByRole('button').count()).toBe(0);
  await customer.keyboard.press('End');
  await page.getByText('已读到末尾').waitFor();
  await stage.pass({ seconds: 30 });
  await page.getByRole('button', { name: '客户已阅读，继续' }).click();
  await customer.getByText('请稍候').waitFor();
  await fillForm(page);
  await addImage(page, '正面（人像面）');

  const choice = customer.getByRole('checkbox').first();
  expect(await choice.isChecked()).toBe(false);
  await expectAccessible(customer);
  await choice.check();
  await page.getByRole('checkbox', { checked: true }).waitFor();
  await page.getByRole('checkbox').first().uncheck();
  await customer.getByRole('checkbox', { checked: true }).waitFor({ state: 'detached' });
  expect(asked.filter((path) => path.startsWith('/v1/'))).toEqual([]);
  expect(await customer.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({});
  expect(new URL(customer.url()).pathname + new URL(customer.url()).search).toBe(
    '/customer-window',
  );
  expect(await customer.getByRole('main').innerText()).not.toContain(fresh.name);
});

/** Too soon and unread it does not count; read to its end after a while it does. */
async function readNotice(page: Page): Promise<void> {
  const go = page.getByRole('button', { name: '客户已阅读，继续' });
  await go.waitFor();
  await expectAccessible(page);
  expect(await go.getAttribute('aria-disabled')).toBe('true');
  const text = page.getByRole('region', { name: '向客户展示告知书' });
  await text.focus();
  await page.keyboard.press('End');
  await page.getByText('已读到末尾').waitFor();
  await stage.pass({ seconds: 30 });
  await go.click();
}

async function fillForm(page: Page): Promise<void> {
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const right = fresh.document.at(-1) ?? '';
  await field('证件号码').fill(`${first17}${right === '1' ? '2' : '1'}`);
  await page.keyboard.press('Tab');
  await page.getByText(`校验码应为 ${right}`).waitFor();
  await expectAccessible(page);
  await field('证件号码').fill(fresh.document);
  await field('姓名').fill(fresh.name);
  await field('手机号码').fill(fresh.mobile);
  await field('证件有效期: 起 2020-01-02').fill('20200501');
  await field('证件有效期: 止 2040-01-02').fill('2040.5.1');
  // A whole address in one field is taken apart.
  await field('住所地: 省市区县，或粘贴完整地址').fill(`上海市浦东新区${fresh.address}`);
  await choose(page, { field: '职业', option: '专业技术人员' });
  await choose(page, { field: '税收居民身份: 税收居民身份', option: '仅为中国税收居民' });
  await choose(page, { field: '建立关系目的', option: '日常储蓄结算' });
  expect(await field('住所地: 街道、门牌、楼栋房号').inputValue()).toBe(fresh.address);
  await page.getByText('已暂存').waitFor();
  await page.keyboard.press('Control+Enter');
}

async function addImage(page: Page, side: string): Promise<void> {
  const region = page.getByRole('region', { name: side });
  const image = { name: 'front.png', mimeType: 'image/png', buffer: await page.screenshot() };
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    region.getByRole('button', { name: '选择文件', exact: true }).click(),
  ]);
  await chooser.setFiles(image);
  await region.getByText('已加密保存').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: '下一步' }).click();
}

async function openCustomer(
  page: Page,
  { document, ...why }: { document: string; purpose: string; reference?: string },
): Promise<void> {
  await lookFor(page, document);
  await choosePurpose(page, why);
  await page.getByRole('table', { name: '查找结果' }).getByRole('link').click();
  await page.getByRole('table', { name: '身份' }).waitFor();
}
