import { mkdirSync } from 'node:fs';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const cache = fileURLToPath(new URL('../../node_modules/.cache/slipway-chromium/', import.meta.url));
const artefacts = fileURLToPath(new URL('../../artefacts/screenshots/', import.meta.url));

export interface Chromium {
  /** A page of somebody with cookies of their own. Failures in it are kept in `problems`. */
  open(baseUrl: string, options?: BrowserContextOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  readonly page: Page;
  /** What the page has thrown or written to its console as an error. */
  readonly problems: string[];
  /** Keeps a picture among the artefacts. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** The Chromium that npm brings, unpacked once a checkout. */
export async function openChromium(): Promise<Chromium> {
  const browser = await chromium.launch({ executablePath: await unpacked(), args: flags(), headless: true });
  return {
    open: (baseUrl, options) => visit(browser, baseUrl, options),
    close: () => browser.close(),
  };
}

/**
 * Not what makes it a single process, which hangs elsewhere; nor what takes away a browser’s own protection; nor a
 * graphics card in software, which keeps a page waiting for seconds while another one draws.
 */
const unwanted = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]);

function flags(): string[] {
  return [...sparticuz.args.filter((flag) => !unwanted.has(flag)), '--disable-gpu'];
}

/** It unpacks into the temporary folder and takes whatever lies there: give it a folder of its own. */
async function unpacked(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const own = await mkdtemp(join(cache, 'unpacking-'));
  const whole = join(cache, 'whole');
  try {
    if (!(await isThere(join(whole, 'chromium')))) {
      await inTemporaryFolder(own, () => sparticuz.executablePath());
      // Another process may have been quicker: then its folder stays.
      await rename(own, whole).catch(() => {});
    }
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return inTemporaryFolder(whole, () => sparticuz.executablePath());
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function inTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return await work();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

async function visit(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options, baseURL });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message.text())) problems.push(message.text());
  });
  return {
    page,
    problems,
    async picture(name) {
      await page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' });
    },
    close: () => context.close(),
  };
}

/** Chromium logs every answer of 4xx; being refused is no failure of a page, which shows it. */
function isRefusal(text: string): boolean {
  return /^Failed to load resource: .* status of 4\d\d /.test(text);
}
