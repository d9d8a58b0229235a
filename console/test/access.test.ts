// Every page that a post can reach, in Chinese and in English, at the width of a desk; review and approval on a phone too:
// no violation of WCAG 2.2 AA that axe can see, and no error in the console (stage.ts).
import { operations, posts, type Post } from '@shouxin/contract';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { demonstrationPeople } from '../../server/src/doors/admin/demonstration/people.ts';
import {
  checked,
  nextExport,
  noticed,
  possibleDuplicate,
  proposed,
  reached,
  uploaded,
} from '../../server/test/harness-steps.ts';
import { branchFile } from '../../server/test/journeys/import-kit.ts';
import type { Session } from '../../server/test/harness.ts';
import { violationsInBoth, violationsOf } from './axe.ts';
import { openStage } from './stage.ts';
import { choosePurpose } from './steps.ts';
import { textOf } from './values.ts';

const { approvals, customers, identity, imports } = operations;
const stage = await openStage();
const branch = '01001';
const hire = (account: string, post: Post) => stage.hire({ account, post, branch });

/** Pages that no menu leads to, each with something to show. */
let deep: Partial<Record<Post, string[]>> = {};

beforeAll(async () => {
  const [ops, owner] = [await hire('clerk-2', 'ops'), await hire('owner-2', 'owner')];
  const batches = await furnishImports(ops, owner);
  const teller = await stage.as('teller');
  const counter = await furnishCounter(teller);
  await possibleDuplicate({ ops, owner, teller });
  const tasks = (await teller.call(operations.collection.tasks, {})).items;
  const account = await furnishAccounts();
  const result = `/imports/${batches.applied}`;
  deep = {
    teller: [
      `/customers/${counter.customer}`,
      '/collection/new',
      `/collection/${counter.intake}`,
      ...tasks.map((it) => `/collection/tasks/${it.task}`),
    ],
    reviewer: [`/customers/${counter.customer}`, ...counter.proposals.map(pageOf)],
    owner: [result, pageOf(batches.proposal)],
    ops: [result, `/imports/${batches.open}`, '/imports/new'],
    compliance: [result, '/collection/dictionary'],
    dpo: [result],
    security: [pageOf(account)],
  };
}, 60_000);

const pageOf = (proposal: string) => `/approvals/${proposal}`;

/** A branch export taken over (it leaves tasks and cases of over-collection), one to map, one to decide on. */
async function furnishImports(ops: Session, owner: Session) {
  const file = new Blob([new Uint8Array(branchFile('branch-export.gb18030.csv'))]);
  const { input } = nextExport(1);
  const { batch: applied } = await ops.call(imports.upload, input, { file });
  await ops.call(imports.check, { batch: applied });
  await reached(ops, applied, 'checked');
  const { proposal: wanted } = await ops.call(imports.propose, { batch: applied });
  await owner.call(approvals.approve, { proposal: wanted });
  const { batch: open } = await uploaded(ops);
  const { batch: tried } = await checked(ops);
  const { proposal } = await ops.call(imports.propose, { batch: tried });
  await reached(ops, applied, 'applied');
  return { applied, open, proposal };
}

/** A reset that was approved, so that both halves wait, and a new account to decide on. */
async function furnishAccounts(): Promise<string> {
  const [sysadmin, security] = [await stage.as('sysadmin'), await stage.as('security')];
  await sysadmin.stepUp();
  const { items } = await sysadmin.call(identity.listAccounts, { limit: 100 });
  const account = items.find((it) => it.account === 'clerk-2')?.id ?? '';
  const reset = await sysadmin.call(identity.resetPassword, { account, totp: true });
  await security.call(approvals.approve, { proposal: reset.proposal });
  const unit = sysadmin.me.unit.id;
  const made = { account: 'zhang.min', displayName: '张敏', post: 'teller' as const, unit };
  return (await sysadmin.call(identity.createAccount, made)).proposal;
}

/** An intake under way, a registration and an amendment that wait, and a customer with that amendment pending. */
async function furnishCounter(teller: Session) {
  const [person] = demonstrationPeople(9, '2026-11-23');
  const purpose = { code: 'P-UPDATE' };
  const terms = { by: 'document' as const, documentNumber: textOf(person?.values.NP10) };
  const found = await teller.call(customers.search, { terms, purpose });
  const customer = found.items[0]?.customer ?? '';
  const values = { NP08: '13911112222' };
  const ground = '客户本人到柜面更正';
  await teller.call(customers.amend, { customer, values, ground, purpose });
  await proposed(teller);
  const { intake } = await noticed(teller);
  const { items } = await teller.call(approvals.mine, {});
  return { customer, intake, proposals: items.map((it) => it.proposal) };
}

test.each(posts)('%s: every page, both languages, without a violation', async (post) => {
  const { page } = await stage.signIn(post);
  const menu = page.getByRole('navigation', { name: '主导航' }).getByRole('link');
  const places = await menu.evaluateAll((links) =>
    links.map((it) => new URL((it as HTMLAnchorElement).href).pathname),
  );
  expect(places).toContain('/desk');
  const found: string[] = [];
  for (const path of [...places, ...(deep[post] ?? []), '/me/password', '/nowhere']) {
    await open(page, path);
    found.push(...(await violationsInBoth(page)));
  }
  expect(found).toEqual([]);
});

test.each(['reviewer', 'owner'] as const)('%s on a phone: review and approval', async (post) => {
  const { page } = await stage.signIn(post, { width: 390 });
  const found: string[] = [];
  const proposals = deep[post]?.filter((path) => path.startsWith('/approvals/')) ?? [];
  expect(proposals.length).toBeGreaterThan(0);
  for (const path of ['/desk', '/approvals', ...proposals]) {
    await open(page, path);
    found.push(...(await violationsInBoth(page)));
  }
  await page.getByRole('button', { name: '退回' }).click();
  found.push(...(await violationsOf(page)));
  expect(found).toEqual([]);
});

test('the sign-in page, both languages', async () => {
  const { page } = await stage.visit();
  const found = await violationsOf(page);
  await page.getByRole('button', { name: 'English' }).click();
  expect([...found, ...(await violationsOf(page))]).toEqual([]);
});

test('negative control: a picture without words is found', async () => {
  const { page } = await stage.visit();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('img')));
  expect((await violationsOf(page)).join()).toContain('image-alt');
});

/** Pages that ask for a purpose first, and what they show then. */
const tables: readonly (readonly [string, string])[] = [
  ['/customers/', '身份'],
  ['/collection/tasks/', '任务中的客户'],
];

/** As a link inside the console goes: nothing is loaded again. A purpose is stated when the page asks for one. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  const name = tables.find(([place]) => path.startsWith(place))?.[1];
  if (name === undefined) return;
  const dialog = page.getByRole('dialog');
  const table = page.getByRole('table', { name });
  await dialog.or(table).first().waitFor();
  if (await dialog.isVisible()) await choosePurpose(page, { purpose: '资料更新' });
  await table.waitFor();
}
