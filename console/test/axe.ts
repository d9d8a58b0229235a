// WCAG 2.2 AA as far as a machine can tell: axe on the page as it stands, in the language it is in, or in both.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

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
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page
    .getByRole('status', { name: /^(正在|Loading|Opening)/ })
    .first()
    .waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
