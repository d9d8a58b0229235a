// Chromium from the npm registry, so that browser tests need no other install: a machine with nothing but Node draws the
// console, with the fonts that come with it, alike everywhere. Where that package has no binary (macOS, Windows) the
// installed Chrome serves.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packed from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

export async function openBrowser(): Promise<Browser> {
  const isPacked = process.platform === 'linux' && process.arch === 'x64';
  if (!isPacked) return chromium.launch({ channel: 'chrome' });
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Root has no sandbox to give, and every page is our own.
    args: ['--no-sandbox', '--font-render-hinting=none'],
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  });
}

/** The package reuses whatever lies in TMPDIR, an older or half-written browser too: each version has a folder of its own. */
async function unpacked(): Promise<string> {
  const folder = join(tmpdir(), `shouxin-chromium-${packedVersion()}`);
  if (existsSync(folder)) return folder;
  const part = mkdtempSync(`${folder}-`);
  await inTmpdir(part, () => packed.executablePath());
  mkdirSync(join(part, 'cache'));
  writeFileSync(join(part, 'fonts.conf'), fontsConf(folder));
  renameSync(part, folder);
  return folder;
}

function packedVersion(): string {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const found: unknown = JSON.parse(readFileSync(join(dirname(main), '../package.json'), 'utf8'));
  return (found as { version: string }).version;
}

async function inTmpdir(folder: string, run: () => Promise<unknown>): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`;
}
