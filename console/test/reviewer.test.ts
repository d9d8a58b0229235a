// A reviewer's day: the image beside the entry, approve or send back with a reason, never one's own. On a phone as well,
// because reviews are done there.
import { operations, type Post } from '@shouxin/contract';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { noticed } from '../../server/test/harness-steps.ts';
import { personOf, submissionOf } from '../../server/test/journeys/people.ts';
import type { Session } from '../../server/test/harness.ts';
import { demonstrationPeople } from '../../server/src/doors/admin/demonstration/people.ts';
import { expectAccessible } from './axe.ts';
import { openStage } from './stage.ts';
import { choosePurpose, lookFor, row } from './steps.ts';
import { textOf } from './values.ts';

const { approvals, collection, identity } = operations;
const stage = await openStage();
/** The first fictitious customer, whose own teller is at the counter. */
const [person] = demonstrationPeople(9, '2026-11-23');
const branch = '01001';
const hire = (account: string, post: Post) => stage.hire({ account, post, branch });

/** A picture that a browser can draw. */
let picture: Blob;
let teller: Session;

beforeAll(async () => {
  const { page } = await stage.visit();
  const bytes = await page.screenshot({ clip: { x: 400, y: 200, width: 640, height: 400 } });
  picture = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
  teller = await hire('counter-3', 'teller');
});

/** What a colleague at the counter leaves for review; answers the proposal. */
async function propose(name: string, by: Session = teller): Promise<string> {
  const intake = await noticed(by);
  const front = { intake: intake.intake, side: 'front' as const };
  await by.call(collection.addImage, front, { file: picture });
  const values = personOf({ NP01: name });
  const answer = await by.call(collection.submit, submissionOf(intake, values));
  return answer.proposal;
}

test.each([1440, 390])(
  'R2.4.2 R2.4.4 at %i pixels: image beside entry, one approved, one sent back',
  async (width) => {
    await propose('左慈光');
    await propose('甘子宁');
    const { page } = await stage.signIn('reviewer', { width });
    await page.getByRole('link', { name: /^待办 2$/ }).waitFor();

    const approved = await openFirst(page);
    const image = page.getByRole('img', { name: '证件影像正面' });
    await image.waitFor();
    // Drawn from the sealed bytes, and in sight without scrolling beside or above the entry.
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(640);
    expect((await image.boundingBox())?.y).toBeLessThan(600);
    await expectNoSideScroll(page);
    for (const item of dual) await row(page, item).getByText('逐字核对').waitFor();
    await page.getByRole('button', { name: '批准' }).click();
    const sure = page.getByRole('dialog', { name: '批准这一事项？' });
    await sure.getByText('以您的名义记入审计日志').waitFor();
    await expectNoSideScroll(page);
    await sure.getByRole('button', { name: '批准' }).click();
    await page.getByText('已批准', { exact: true }).first().waitFor();

    const rejected = await openFirst(page);
    expect([approved, rejected].toSorted()).toEqual(['左慈光', '甘子宁'].toSorted());
    await page.keyboard.press('x');
    const back = page.getByRole('dialog', { name: '退回' });
    const send = back.getByRole('button', { name: '退回' });
    expect(await send.isDisabled()).toBe(true);
    await back.getByRole('textbox', { name: '退回原因' }).fill(reason);
    await expectNoSideScroll(page);
    await send.click();
    await page.getByText('没有待复核的事项').waitFor();

    await page.getByRole('radiogroup', { name: '按状态' }).getByText('已退回').click();
    await row(page, /登记客户/)
      .filter({ hasText: reason })
      .first()
      .waitFor();
    const mine = await teller.call(approvals.mine, {});
    const states = mine.items.slice(0, 2).map((it) => `${it.state} ${it.reason ?? ''}`);
    expect(states.toSorted()).toEqual(['approved ', `rejected ${reason}`]);
  },
);

test('R2.4.2 R2.4.4 an amendment brings its image, which the reviewer sees beside old and new', async () => {
  const counter = await stage.signIn('teller');
  const { page } = counter;
  await lookFor(page, textOf(person?.values.NP10));
  await choosePurpose(page, { purpose: '资料更新' });
  await page.getByRole('table', { name: '查找结果' }).getByRole('link').click();
  await row(page, /^证件有效期/)
    .getByRole('button', { name: '更正' })
    .click();
  const drawer = page.getByRole('dialog', { name: '更正客户资料' });
  await drawer.getByRole('textbox', { name: /起/ }).fill('20260501');
  await drawer.getByRole('textbox', { name: /止/ }).fill('20460501');
  await addImage(page, '反面（国徽面）');
  await drawer.getByText('已选择').waitFor();
  await expectAccessible(page);
  await drawer.getByRole('textbox', { name: '更正依据' }).fill('客户持换发的身份证到柜面');
  await drawer.getByRole('button', { name: /^提交复核/ }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByText('新影像').waitFor();

  const { page: review } = await stage.signIn('reviewer');
  await openQueue(review);
  await review
    .getByRole('link', { name: /更正客户资料/ })
    .first()
    .click();
  await review.getByRole('img', { name: '证件影像新反面' }).waitFor();
  const image = await row(review, /^证件影像/).innerText();
  expect(image).toMatch(/（空）.*反面 1 张/su);
  await expectAccessible(review);
  await review.getByRole('button', { name: '批准' }).click();
  await review.getByRole('dialog').getByRole('button', { name: '批准' }).click();
  await review.getByText('已批准', { exact: true }).first().waitFor();
});

test('R2.4.2 promise 6 whoever proposed does not review it, in whatever post they are now', async () => {
  const both = await hire('moved-1', 'teller');
  const proposal = await propose('陈平安', both);
  const sysadmin = await stage.as('sysadmin');
  await sysadmin.stepUp();
  const { items: accounts } = await sysadmin.call(identity.listAccounts, {});
  const account = accounts.find((it) => it.account === 'moved-1')?.id ?? '';
  const unit = both.me.unit.id;
  const moved = await sysadmin.call(identity.setPost, { account, post: 'reviewer', unit });
  await (await stage.as('security')).call(approvals.approve, { proposal: moved.proposal });
  const { page, awaits } = await stage.signIn('moved-1');
  awaits('403 POST /v1/approvals/*/view');
  await openQueue(page);
  await page.getByRole('link', { name: /登记客户/ }).click();
  await page.getByRole('alert').filter({ hasText: '不得复核本人提交的事项' }).waitFor();
  await page.keyboard.press('a');
  expect(await page.getByRole('dialog').count()).toBe(0);
  const { items } = await (await hire('checker-1', 'reviewer')).call(approvals.list, {});
  expect(items.map((it) => [it.proposal, it.state])).toEqual([[proposal, 'pending']]);
});

const dual = [/^姓名/, /^联系方式（手机）/, /^证件种类/, /^证件号码/, /^证件有效期限/];
const reason = '签发机关看不清，请重新拍摄';

async function addImage(page: Page, side: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page
      .getByRole('region', { name: side })
      .getByRole('button', { name: '选择文件', exact: true })
      .click(),
  ]);
  const buffer = Buffer.from(await picture.arrayBuffer());
  await chooser.setFiles({ name: 'back.png', mimeType: 'image/png', buffer });
}

async function openQueue(page: Page): Promise<void> {
  const menu = page.getByRole('button', { name: '打开导航' });
  if (await menu.isVisible()) await menu.click();
  await page
    .getByRole('navigation', { name: '主导航' })
    .getByRole('link', { name: '复核' })
    .click();
  await page.getByRole('heading', { level: 1, name: '复核' }).waitFor();
}

/** Opens what waits first; answers the name that was entered. */
async function openFirst(page: Page): Promise<string> {
  await openQueue(page);
  await page
    .getByRole('table')
    .getByRole('link', { name: /登记客户/ })
    .first()
    .click();
  const name = row(page, /^姓名/).getByRole('cell');
  await name.waitFor();
  return name.innerText();
}

async function expectNoSideScroll(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}
