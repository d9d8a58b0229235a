// WCAG 2.2 AA as far as a machine can tell: axe on the page as it stands, in the language it is in, or in both.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { AxeResults } from 'axe-core';
import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What is wrong with the page, one line each with the element it is about. */
export async function violationsOf(page: Page): Promise<string[]> {
  await settled(page);
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(source);
  const violations = await page.evaluate(async (wanted) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<AxeResults> };
    };
    const results = await axe.run(document, { runOnly: wanted, resultTypes: ['violations'] });
    return results.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary ?? ''}`),
    );
  }, tags);
  const path = new URL(page.url()).pathname;
  return violations.map((it) => `${path} ${it}`);
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}

/** In the language it is in and in the other; the page is left as it was. */
export async function violationsInBoth(page: Page): Promise<string[]> {
  const here = await violationsOf(page);
  await turnLanguage(page);
  const there = await violationsOf(page);
  await turnLanguage(page);
  return [...here, ...there];
}

async function turnLanguage(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^(English|中文)$/ })
    .click();
}

/** Nothing is being loaded or drawn any more. */
async function settled(page: Page): Promise<void> {
  await quiet(page);
  const waiting = page.getByRole('status', { name: /^(正在|Loading|Opening)/ });
  await waiting.first().waitFor({ state: 'detached' });
  // Behind a dialog the page's own title is not for anybody.
  const title = page.getByRole('heading', { level: 1 });
  await title.or(page.getByRole('dialog')).first().waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

const quietMs = 80;

/** No request for a moment; `networkidle` would wait half a second on each of two hundred pages. */
async function quiet(page: Page): Promise<void> {
  const running = new Set<Request>();
  let changedAt = Date.now();
  const begun = (request: Request) => {
    running.add(request);
    changedAt = Date.now();
  };
  const ended = (request: Request) => {
    running.delete(request);
    changedAt = Date.now();
  };
  page.on('request', begun).on('requestfinished', ended).on('requestfailed', ended);
  while (running.size > 0 || Date.now() - changedAt < quietMs) await delay(10);
  page.off('request', begun).off('requestfinished', ended).off('requestfailed', ended);
}
