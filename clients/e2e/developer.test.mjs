// The page for API users, as anyone meets it before logging in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertQuiet, assertReflows, openPage, screenshot, startBrowser, startLab } from './harness.mjs';

let lab, browser;
before(async () => {
  [lab, browser] = await Promise.all([startLab(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await lab?.stop();
});

const pages = { '': 'Utforsk', schema: 'Skjema', changelog: 'Endringslogg', start: 'Slik kommer du i gang' };

for (const scheme of ['light', 'dark']) {
  describe(`developer, ${scheme}`, () => {
    for (const [path, title] of Object.entries(pages)) {
      test(`${title} is accessible, quiet, and fits a narrow screen`, async () => {
        const page = await openPage(browser, lab.url, { scheme });
        await page.goto(`/developer/${path}`);
        await page.getByRole('heading', { level: 1, name: title }).waitFor({ state: 'attached' });
        if (path === '') await page.locator('.graphiql-container .view-line').first().waitFor();
        await screenshot(page, `developer-${path || 'explore'}-${scheme}`);
        await assertAccessible(page);
        await assertReflows(page);
        assertQuiet(page);
        assert.match(await page.title(), new RegExp(`^${title} – Kobo$`));
        await page.context().close();
      });
    }
  });
}

test('the examples are the editor’s tabs, and the token field never gives the token away', async () => {
  const page = await openPage(browser, lab.url);
  await page.goto('/developer/');
  await page.locator('.graphiql-tab').first().waitFor();
  await page.getByRole('button', { name: 'Bruk et token i stedet' }).click();
  await page.getByLabel('Token fra Maskinporten').fill('secret-token');
  const asked = page.waitForRequest(request => request.url().endsWith('/schema.graphql'));
  await page.getByRole('button', { name: 'Bruk token' }).click();
  assert.equal((await asked).headers().authorization, 'Bearer secret-token');
  await page.getByText('Tokenet ble ikke godtatt').waitFor();
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie]));
  assert.ok(!kept.includes('secret-token'));
  await page.context().close();
});

test('the keyboard alone is enough: skip link, pages, language', async () => {
  const page = await openPage(browser, lab.url);
  await page.goto('/developer/start');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Gå til hovedinnholdet');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  await page.getByRole('link', { name: 'Endringslogg' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Endringslogg' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.getByRole('button', { name: 'Meny' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Språk').selectOption('nn');
  await page.getByText('Felt som skal bort').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'nn');
  await page.context().close();
});
