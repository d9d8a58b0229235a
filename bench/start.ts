// How long a newcomer waits: `npm start` from a clone with nothing installed, and again; and how soon the console is there in a
// browser whose processor is four times slower.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openBrowser } from '../console/test/browser.ts';
import type { Result, Row } from './report.ts';

const root = join(import.meta.dirname, '..');

export async function start(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-start-'));
  const clone = join(folder, 'shouxin');
  try {
    execFileSync('git', ['clone', '--quiet', root, clone]);
    const cold = await begun(clone);
    await cold.stop();
    const warm = await begun(clone);
    const console = await consoleRows(clone, warm.url);
    await warm.stop();
    const rows: Row[] = [
      {
        what: 'npm start from a fresh clone',
        ours: cold.seconds,
        unit: 's',
        note: 'installs everything',
      },
      { what: 'npm start again', ours: warm.seconds, unit: 's', goal: { atMost: 5 } },
      ...console,
    ];
    return { name: 'start', title: 'Start and first page', rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Begun {
  readonly seconds: number;
  readonly url: string;
  stop(): Promise<void>;
}

async function begun(clone: string): Promise<Begun> {
  const port = await freePort();
  const startedAt = performance.now();
  // As a newcomer's shell: nothing of the npm that runs this.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
  );
  const child = spawn('npm', ['start', '--silent'], {
    cwd: clone,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A Ctrl-C reaches the whole group, as in a terminal.
    detached: true,
  });
  child.stdout.resume();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://localhost:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('npm start ended before it was ready');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const stop = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await ended;
  };
  return { seconds, url, stop };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  return answer?.status === 200;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function consoleRows(clone: string, url: string): Promise<Row[]> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const loaded: string[] = [];
    page.on('response', (it) => loaded.push(new URL(it.url()).pathname));
    await page.addInitScript(() => {
      const seen = globalThis as unknown as { largestPaint?: number };
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.largestPaint = entry.startTime;
      }).observe({ type: 'largest-contentful-paint' as never, buffered: true });
    });
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(1500);
    const paint = await page.evaluate(() => (globalThis as unknown as { largestPaint?: number }).largestPaint ?? NaN); // prettier-ignore
    return [
      {
        what: 'largest contentful paint, 4x slower',
        ours: paint / 1000,
        unit: 's',
        goal: { atMost: 2.5 },
      },
      {
        what: 'JavaScript of the first page, gzip',
        ours: scriptKb(clone, loaded),
        unit: 'kB',
        goal: { atMost: 350 },
      },
    ];
  } finally {
    await browser.close();
  }
}

/** What was loaded, as a compressing proxy would send it. */
function scriptKb(clone: string, loaded: readonly string[]): number {
  const names = new Set(readdirSync(join(clone, 'console/dist/assets')));
  const scripts = [...new Set(loaded)].filter(
    (it) => it.endsWith('.js') && names.has(it.split('/').at(-1) ?? ''),
  );
  if (scripts.length === 0) throw new Error('No script was loaded');
  const bytes = scripts.map((it) => gzipSync(readFileSync(join(clone, 'console/dist', it))).length);
  return bytes.reduce((sum, it) => sum + it, 0) / 1000;
}
