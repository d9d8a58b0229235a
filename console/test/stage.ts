// The whole product as a person meets it: the real server on a port of its own, the built console, a browser. Every page
// is watched: an error in the console, a breach of the content policy, a call to another host, or a refusal that the test
// did not announce fails the test. Server and browser share one clock that a test can move.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import {
  openHarness,
  password,
  type Harness,
  type HarnessOptions,
} from '../../server/test/harness.ts';
import { openBrowser } from './browser.ts';

const consoleFolder = join(import.meta.dirname, '../dist');

export interface Screen {
  /** Pixels; a phone has 390. */
  readonly width?: number;
  readonly language?: 'zh' | 'en';
}

export interface Visit {
  readonly page: Page;
  /** Paths of everything that was loaded, in order. */
  readonly loaded: string[];
  /** What would fail the test, such as `403 GET /v1/customers`; announced refusals are not in it. */
  readonly faults: string[];
  /** A refusal that the story wants: `409 POST /v1/proposals/.../approve`, with `*` for any part. */
  readonly awaits: (refusal: string) => void;
}

export interface Stage extends Harness {
  readonly url: string;
  /** The sign-in page, in a browser profile of its own. */
  readonly visit: (screen?: Screen) => Promise<Visit>;
  /** Signed in through the real page; the desk is open. */
  readonly signIn: (account: string, screen?: Screen) => Promise<Visit>;
  /** Time passes, at the server and on every open page. */
  readonly pass: (duration: { minutes?: number; seconds?: number }) => Promise<void>;
  /** A one-time code that was not used yet. */
  readonly freshCode: () => Promise<string>;
}

/** Opens at the top of a test file; closes by itself. Pages close after each test. */
export async function openStage(
  options: Omit<HarnessOptions, 'consoleFolder'> = {},
): Promise<Stage> {
  if (!existsSync(join(consoleFolder, 'index.html'))) {
    throw new Error('The console is not built: run `npm test`, or `npx vite build console`.');
  }
  const house = await openHarness({ customers: 9, ...options, consoleFolder });
  const url = await house.http.listen({ port: 0, host: '127.0.0.1' });
  const browser = await openBrowser();
  afterAll(() => browser.close());
  const open = new Set<{ context: BrowserContext; visit: Visit }>();
  afterEach(async () => {
    const faults = [...open].flatMap((it) => it.visit.faults);
    await Promise.all([...open].map((it) => it.context.close()));
    open.clear();
    expect(faults).toEqual([]);
  });
  const pass: Stage['pass'] = async (duration) => {
    house.clock.advance(duration);
    const ms = ((duration.minutes ?? 0) * 60 + (duration.seconds ?? 0)) * 1000;
    for (const { visit } of open) await visit.page.clock.fastForward(ms);
  };
  const freshCode: Stage['freshCode'] = async () => {
    await pass({ seconds: 30 });
    return house.code();
  };
  const visit: Stage['visit'] = async (screen = {}) => {
    const context = await openContext(browser, screen);
    await context.clock.install({ time: house.clock.now() });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const visited = { page, ...watch(page, url) };
    open.add({ context, visit: visited });
    await page.goto(url);
    if (screen.language === 'en') await page.getByRole('button', { name: 'English' }).click();
    return visited;
  };
  const signIn: Stage['signIn'] = async (account, screen) => {
    const visited = await visit(screen);
    await fillSignIn(visited.page, { account, code: await freshCode() });
    await enter(visited);
    return visited;
  };
  return { ...house, url, visit, signIn, pass, freshCode };
}

/** Past the question that a session of an earlier test leaves behind. */
async function enter({ page, awaits }: Visit): Promise<void> {
  awaits('409 POST /v1/sign-in');
  const desk = page.getByRole('heading', { level: 1, name: /^(工作台|Desk)$/ });
  const other = page.getByRole('button', { name: /^(结束别处登录|End the other session)/ });
  await desk.or(other).waitFor();
  if (await other.isVisible()) await other.click();
  await desk.waitFor();
}

function openContext(browser: Browser, { width = 1440 }: Screen): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
}

/** Types into the sign-in form, on its own page or over a page whose session ended, and submits. */
export async function fillSignIn(
  page: Page,
  { account, code }: { account?: string; code: string },
): Promise<void> {
  if (account !== undefined) {
    await page.getByRole('textbox', { name: /^(账号|Account)$/ }).fill(account);
  }
  await page.getByLabel(/^(密码|Password)$/).fill(password);
  await page.getByRole('textbox', { name: /^(动态口令|One-time code)$/ }).fill(code);
  await page.keyboard.press('Enter');
}

function watch(page: Page, url: string): Omit<Visit, 'page'> {
  const faults: string[] = [];
  const loaded: string[] = [];
  const awaited: RegExp[] = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A refusal is reported below with method and path; the browser repeats it here without them.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const isOurs = [url, 'blob:', 'data:'].some((start) => request.url().startsWith(start));
    if (!isOurs) faults.push(`another host: ${request.url()}`);
  });
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    loaded.push(path);
    // 428: a proof of the session that was too old is made again by itself; nobody at the screen learns of it.
    if (response.status() < 400 || response.status() === 428) return;
    const refusal = `${response.status()} ${response.request().method()} ${path}`;
    if (!awaited.some((it) => it.test(refusal))) faults.push(refusal);
  });
  const awaits = (refusal: string) => {
    const parts = refusal.split('*').map((part) => RegExp.escape(part));
    awaited.push(new RegExp(`^${parts.join('[^/]+')}$`));
  };
  return { faults, loaded, awaits };
}
