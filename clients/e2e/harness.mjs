// What every end-to-end test needs: a running Kobo, a browser, and checks that hold on every page of every client.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../..');
/** Where pictures go: KOBO_SCREENSHOTS, or a new temporary folder. */
export const screenshots = process.env.KOBO_SCREENSHOTS ?? join(tmpdir(), 'kobo-screenshots');

/**
 * Starts the lab and returns its address and how to stop it. With KOBO_URL set, that installation is used and nothing is
 * started; else KOBO_LAB is the command (default: the built binary with the small profile) and its address is read from
 * the first line that it prints with one.
 */
export async function startLab() {
  if (process.env.KOBO_URL) return { url: process.env.KOBO_URL.replace(/\/$/, ''), stop: async () => {} };
  const data = mkdtempSync(join(tmpdir(), 'kobo-lab-'));
  const command = process.env.KOBO_LAB ?? `exec bin/kobo lab --profile small --data ${data}`;
  const lab = spawn('/bin/sh', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise(done => lab.once('exit', done));
  const stop = async () => {
    lab.kill('SIGTERM');
    await ended;
  };
  let printed = '';
  const url = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the lab did not start in two minutes:\n${printed}`)), 120_000);
    const read = chunk => {
      printed += chunk;
      const address = /https?:\/\/[\w.:[\]-]+/.exec(printed);
      if (address) {
        clearTimeout(timer);
        found(address[0]);
      }
    };
    lab.stdout.on('data', read);
    lab.stderr.on('data', read);
    void ended.then(code => failed(new Error(`the lab ended with ${code}:\n${printed}`)));
  }).catch(async error => {
    await stop();
    throw error;
  });
  await ready(url);
  return { url, stop };
}

async function ready(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(done => setTimeout(done, 200));
  }
  throw new Error(`${url} is not ready`);
}

/** Starts the browser. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.KOBO_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * Opens a page with a clean profile that stands still (no animations), and watches it. `page.watched` holds console errors and
 * requests to other origins; `assertQuiet` looks at them. `storageState` is that of a page that has logged in.
 */
export async function openPage(browser, url, { scheme = 'light', width = 1280, height = 900, locale = 'nb-NO', storageState } = {}) {
  const context = await browser.newContext({ baseURL: url, colorScheme: scheme, reducedMotion: 'reduce', viewport: { width, height }, locale, timezoneId: 'Europe/Oslo', storageState });
  const page = await context.newPage();
  page.home = new URL(url).origin;
  page.watched = { errors: [], foreign: [] };
  page.on('console', message => {
    // A 401 to GET /session is how a page learns that nobody is logged in; the browser prints it all the same.
    if (message.type() === 'error' && !message.location().url.endsWith('/session')) page.watched.errors.push(message.text());
  });
  page.on('pageerror', error => page.watched.errors.push(String(error)));
  page.on('request', request => {
    const address = request.url();
    if (/^(data|blob|about):/.test(address) || new URL(address).origin === page.home) return;
    page.watched.foreign.push(address);
  });
  return page;
}

/**
 * Logs in through the lab's login service as the first person it lists for the words (a name, a number, a right), and comes back to
 * the path. What happened on the login service's own pages is not watched.
 */
export async function logIn(page, words, path, provider = 'ansattporten') {
  await page.goto(`/login/${provider}?return=${encodeURIComponent(path)}`);
  await page.getByRole('searchbox').fill(words);
  await page.locator('button.person:visible').first().click();
  // Ansattporten asks whom one acts for; the first is chosen already.
  while (new URL(page.url()).origin !== page.home) await page.locator('button.main').click();
  await page.waitForURL(`${page.home}${path}`);
  page.watched.errors.length = 0;
  page.watched.foreign.length = 0;
}

/** Fails when the page has written an error to the console or asked anything of another origin. */
export function assertQuiet(page) {
  assert.deepEqual(page.watched, { errors: [], foreign: [] });
}

/** Fails on any breach that axe finds of WCAG 2.2 A and AA; says which, and where. */
export async function assertAccessible(page, { exclude = [] } = {}) {
  const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  for (const selector of exclude) axe.exclude(selector);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}\n    ${node.target.join(' ')}\n    ${node.html.slice(0, 160)}\n    ${node.any[0]?.message ?? ''}`));
  assert.deepEqual(found, []);
}

/** Fails when the page must be scrolled sideways at 320 CSS pixels (WCAG 1.4.10). */
export async function assertReflows(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { width, widest } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    widest: [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > 321).slice(0, 3).map(one => one.outerHTML.slice(0, 120)),
  }));
  assert.ok(width <= 320, `the page is ${width} pixels wide: ${widest.join('\n')}`);
  if (before) await page.setViewportSize(before);
}

/** Takes a picture of the whole page, for people to look at, and returns its path. */
export async function screenshot(page, name) {
  mkdirSync(screenshots, { recursive: true });
  const path = join(screenshots, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}
