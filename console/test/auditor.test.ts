// An auditor's day: the disclosure found in the trail, who else handled the customer, what else the person did, and the
// evidence taken away and proven on a machine without the server.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { operations } from '@shouxin/contract';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { verifyEvidence, verifyExport } from '../../client/src/verify/index.ts';
import { demonstrationPeople } from '../../server/src/doors/admin/demonstration/people.ts';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { textOf } from './values.ts';
import { choose, row } from './steps.ts';

const { customers } = operations;
const stage = await openStage();
const vkey = stage.app.verificationKey;
const purpose = { code: 'P-UPDATE', reference: 'GD20261123-007' };
let number = '';
let mobile = '';

beforeAll(async () => {
  const [person] = demonstrationPeople(9, '2026-11-23');
  mobile = textOf(person?.values.NP08);
  const teller = await stage.as('teller');
  const terms = { by: 'document' as const, documentNumber: textOf(person?.values.NP10) };
  const found = await teller.call(customers.search, { terms, purpose });
  const [card] = found.items;
  number = card?.number ?? '';
  await teller.call(customers.reveal, { customer: card?.customer ?? '', items: ['NP08'], purpose });
});

test('R1.5.4 R1.5.3 a disclosure is found, followed both ways, and proven without the server', async () => {
  const { page } = await stage.signIn('auditor');
  await page.getByRole('link', { name: '审计日志' }).click();
  await choose(page, { field: /^操作/, option: 'customers.reveal' });
  await page.getByRole('button', { name: '查询' }).click();
  await row(page, /查看明文/)
    .getByRole('link')
    .click();

  const drawer = page.getByRole('dialog', { name: '日志记录' });
  await drawer.getByText('customers.reveal').waitFor();
  for (const fact of [number, '城南支行', 'P-UPDATE', purpose.reference, '明文', 'NP08']) {
    await drawer.getByText(fact).first().waitFor();
  }
  expect(await drawer.innerText()).not.toContain(mobile);
  await drawer.getByText('已入链').waitFor();
  await expectAccessible(page);
  const { file: evidence } = await download(page, '下载存证文件');
  expectProven(evidence);

  await drawer.getByRole('button', { name: '谁处理过这位客户' }).click();
  await row(page, /登记客户/)
    .filter({ hasText: number })
    .waitFor();
  await row(page, /查找客户/)
    .filter({ hasText: number })
    .first()
    .waitFor();
  await row(page, /查看明文/)
    .getByRole('link')
    .click();
  await drawer.getByRole('button', { name: '此人还做了什么' }).click();
  await row(page, /查找客户 柜员甲 teller/)
    .first()
    .waitFor();
  const rows = page.getByRole('table', { name: '日志记录' }).getByRole('row');
  const others = await rows.filter({ hasNotText: 'teller' }).count();
  expect(others, 'only the head names no teller').toBe(1);
});

/** Valid with the institution's key; with any byte changed, or with another key, it is not. */
function expectProven(evidence: Buffer): void {
  const judge = (bytes: Uint8Array, key = vkey) => verifyEvidence(bytes, { vkey: [key] }).kind;
  expect(judge(evidence)).toBe('valid');
  const accepted = [...evidence.keys()].filter((at) => {
    const changed = Buffer.from(evidence);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return judge(changed) === 'valid';
  });
  expect(evidence.length).toBeGreaterThan(500);
  expect(accepted).toEqual([]);
}

test('promise 3 the log is checked whole and found intact; a period is exported with its proof', async () => {
  const { page } = await stage.signIn('auditor');
  await page.getByRole('link', { name: '日志完整性' }).click();
  await page.getByRole('button', { name: '校验日志完整性' }).click();
  const result = page.getByRole('region', { name: '校验结果' });
  await result.getByText('完整', { exact: true }).waitFor();
  await page.getByText(vkey).first().waitFor();

  await page.getByRole('link', { name: '审计日志' }).click();
  await page.getByRole('button', { name: '导出' }).click();
  const dialog = page.getByRole('dialog', { name: '导出期间日志' });
  await dialog.waitFor();
  await expectAccessible(page);
  const named = await fileNamed(dialog);
  const { file, name } = await download(page, '导出', dialog);
  expect(name).toBe(named);
  const verdict = await verifyExport(Readable.from([file]), { vkey: [vkey] });
  expect(verdict.kind).toBe('valid');
  file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1;
  expect((await verifyExport(Readable.from([file]), { vkey: [vkey] })).kind).toBe('refused');
});

/** What the command that the dialog offers would check. */
async function fileNamed(dialog: Locator): Promise<string> {
  const command = await dialog.getByText(/shouxin verify/).innerText();
  return /verify (\S+)/.exec(command)?.[1] ?? 'nothing';
}

async function download(
  page: Page,
  button: string,
  within: Pick<Page, 'getByRole'> = page,
): Promise<{ file: Buffer; name: string }> {
  const [taken] = await Promise.all([
    page.waitForEvent('download'),
    within.getByRole('button', { name: button }).last().click(),
  ]);
  return { file: readFileSync(await taken.path()), name: taken.suggestedFilename() };
}
