// The caseworker's app as its people meet it, in the lab's Barlind (121 dwellings). What a test changes it takes back, so that
// the tests may run again in the same lab.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { assertAccessible, assertQuiet, assertReflows, logIn, openPage, screenshot, startBrowser, startLab } from './harness.mjs';

let lab, browser;
const people = { worker: 'Erfaren Hestedrosje', other: 'Besindig Boligforvalter', administrator: 'Lettsindig Administrator', auditor: 'Grundig Personvernombud', clerk: 'Tydelig Søknadsmottak' };
const sessions = {};
const home = '/caseworker/';

before(async () => {
  browser = await startBrowser();
  lab = await startLab();
  for (const [name, words] of Object.entries(people)) {
    const page = await openPage(browser, lab.url);
    await logIn(page, words, home);
    await page.getByRole('heading', { level: 1, name: 'Startside' }).waitFor();
    sessions[name] = await page.context().storageState();
    await page.context().close();
  }
});
// Whatever a test left open, also when it failed.
afterEach(async () => {
  await Promise.all(browser.contexts().map(context => context.close()));
});
after(async () => {
  await browser?.close();
  await lab?.stop();
});

/** Opens a page as one of the people, on the path. */
async function open(path, { as = 'worker', ...options } = {}) {
  const page = await openPage(browser, lab.url, { ...options, storageState: sessions[as] });
  page.setDefaultTimeout(20_000);
  await page.goto(home + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
/** As assertQuiet, but a person at machine speed may be asked to wait (429): the page then waits and tries again. */
function assertCalm(page) {
  page.watched.errors = page.watched.errors.filter(text => !text.includes('status of 429'));
  assertQuiet(page);
}
const total = page => page.locator('.toolbar .total');
const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const toast = page => page.locator('.toast').last();
const focused = page => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || document.activeElement?.tagName);

/** Opens the first dwelling of a view. */
async function openDwelling(view, options) {
  const page = await open(`dwellings?${view}`, options);
  await page.locator('.dwelling-row a').first().click();
  await page.locator('#status').waitFor();
  return page;
}

const views = {
  start: { path: '', title: 'Startside' },
  overview: { path: 'dwellings', title: 'Boliger' },
  filtered: { path: 'dwellings?status=READY&shared=true', title: 'Boliger' },
  vacant: { path: 'dwellings?vacantMoreThanDays=0&sort=vacantSince', title: 'Boliger' },
  nothing: { path: 'dwellings?q=finnes-ikke', title: 'Boliger' },
  add: { path: 'dwellings/add', title: 'Legg til bolig' },
  imports: { path: 'import', title: 'Importer boliger' },
  access: { path: 'access', title: 'Mine tilganger' },
  terms: { path: 'terms?q=tilvisning', title: 'Begreper og definisjoner' },
  ownLog: { path: 'my-log', title: 'Min logg' },
  settings: { path: 'settings', title: 'Innstillinger', as: 'administrator' },
  log: { path: 'log', title: 'Logg', as: 'auditor' },
  closed: { path: 'settings', title: 'Innstillinger', as: 'clerk' },
  unknown: { path: 'finnes-ikke', title: 'Finnes ikke, eller du har ikke tilgang' },
};

for (const scheme of ['light', 'dark']) {
  // Two people, because one alone may not ask so much so fast.
  const worker = scheme === 'light' ? 'worker' : 'other';
  describe(`caseworker, ${scheme}`, () => {
    for (const [name, { path, title, as }] of Object.entries(views)) {
      test(`${name} is accessible, quiet, and fits a narrow screen`, async () => {
        const page = await open(path, { scheme, as: as ?? worker });
        await heading(page, title).waitFor();
        await page.locator('.loading').waitFor({ state: 'detached' });
        assert.equal(await page.locator('.fault').count(), 0, 'the page shows an error');
        await screenshot(page, `caseworker-${name}-${scheme}`);
        await assertAccessible(page);
        await assertReflows(page);
        assertCalm(page);
        assert.equal(await page.title(), `${title} – Kobo`);
      });
    }

    for (const status of ['READY', 'LET']) {
      test(`a dwelling (${status}) and its dialogs are accessible, quiet, and fit a narrow screen`, async () => {
        const page = await openDwelling(`status=${status}`, { scheme, as: worker });
        await page.locator('.loading').waitFor({ state: 'detached' });
        await screenshot(page, `caseworker-dwelling-${status.toLowerCase()}-${scheme}`);
        await assertAccessible(page);
        await assertReflows(page);
        for (const name of status === 'READY' ? ['Endre status', 'Reserver', 'Registrer leieforhold', 'Endre husleie', 'Endre bolig'] : ['Registrer oppsigelse', 'Avslutt leieforholdet', 'Endre adresse']) {
          const button = page.getByRole('button', { name, exact: true });
          if (!(await button.isVisible())) continue; // a dwelling under notice has other acts
          await button.click();
          await page.getByRole('dialog').getByRole('heading').first().waitFor();
          await screenshot(page, `caseworker-dialog-${name.toLowerCase().replaceAll(' ', '-')}-${scheme}`);
          await assertAccessible(page);
          await assertReflows(page);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
        assertCalm(page);
      });
    }
  });
}

describe('the overview', () => {
  test('has the words and numbers of the picture', async () => {
    const page = await open('dwellings');
    await page.getByText('121 boliger', { exact: true }).waitFor();
    const facets = page.locator('#facets');
    await facets.getByText('Klar for innflytting (6)').click();
    await page.getByText('Viser 6 av 121 boliger').waitFor();
    assert.equal(new URL(page.url()).search, '?status=READY');
    for (const text of ['Utleid (115)', 'Under vedlikehold (0)', 'Reservert (0)', 'Solgt (0)', 'Ikke tilgjengelig (0)']) await facets.getByText(text).waitFor();
    const row = page.locator('.dwelling-row', { hasText: 'Barlindveien 13, 3118 Tønsberg (H0101)' });
    assert.match((await row.innerText()).replaceAll('\u00a0', ' '), /Enebolig, bofellesskap[\s\S]*3 soverom • 10 000 kroner[\s\S]*Klar for innflytting[\s\S]*Klar fra 11\. august 2022/);
    await page.getByRole('button', { name: 'Nullstill filter' }).click();
    await page.getByText('121 boliger', { exact: true }).waitFor();
    assert.equal(new URL(page.url()).search, '');
    assertCalm(page);
  });

  test('keeps its filters in the address: back, forward, and a link to share', async () => {
    const page = await open('dwellings');
    await page.locator('#facets').getByText(/^Omsorgsbolig/).click();
    await page.waitForURL(/type=CARE/);
    await page.getByLabel('Sorter etter').selectOption('-rent');
    await page.waitForURL(/type=CARE&sort=-rent/);
    const found = await total(page).innerText();
    await page.goBack();
    await page.waitForURL(url => url.search === '?type=CARE');
    await page.goBack();
    await page.getByText('121 boliger', { exact: true }).waitFor();
    await page.goForward();
    await page.goForward();
    const shared = page.url().slice(lab.url.length + home.length);
    const colleague = await open(shared, { as: 'other' });
    await colleague.getByText(found).waitFor();
    assert.equal(await colleague.getByLabel('Sorter etter').inputValue(), '-rent');
  });

  test('pages through all, and orders the whole list', async () => {
    const page = await open('dwellings?size=50&sort=-rent');
    const rents = [];
    for (const shown of ['1–50', '51–100', '101–121']) {
      await page.getByText(`Viser ${shown} av 121`).waitFor();
      rents.push(...(await page.locator('.dwelling-row').allInnerTexts()).map(text => Number(/([\d\s]+)\skroner/.exec(text.replaceAll('\u00a0', ' '))?.[1].replaceAll(' ', ''))));
      if (shown !== '101–121') await page.getByRole('button', { name: 'Neste' }).click();
    }
    const known = rents.filter(rent => !Number.isNaN(rent));
    assert.equal(rents.length, 121);
    assert.deepEqual(known, known.toSorted((a, b) => b - a));
  });

  test('is worked by keys alone, which can be switched off', async () => {
    const page = await open('');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await heading(page, 'Boliger').waitFor();
    await page.locator('.dwelling-row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('barlindveien 13');
    await page.waitForURL(/q=barlindveien/);
    await page.getByText(/^Viser \d+ av 121 boliger$/).waitFor();
    await page.locator('body').evaluate(() => document.activeElement.blur());
    await page.keyboard.press('j');
    const first = await focused(page);
    assert.match(first, /Barlindveien/);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    assert.equal(await focused(page), first);
    await page.keyboard.press('Enter');
    await heading(page, first).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Hurtigtaster' }).waitFor();
    await page.getByRole('switch').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await heading(page, first).waitFor();
  });

  test('a view is saved with a name, found again, and forgotten', async () => {
    const page = await open('dwellings?type=CARE');
    await page.getByRole('button', { name: 'Lagre visningen' }).click();
    await page.getByLabel('Navn på visningen').fill('Omsorg, test');
    await page.getByRole('button', { name: 'Lagre', exact: true }).click();
    await page.getByText('Visningen «Omsorg, test» er lagret.').first().waitFor();
    await page.getByRole('link', { name: 'Tomme boliger' }).click();
    await page.getByText('i tapt husleie så langt').first().waitFor();
    await page.getByRole('link', { name: 'Omsorg, test' }).click();
    await page.waitForURL(url => url.search === '?type=CARE');
    await page.getByRole('button', { name: 'Endre visningen' }).click();
    await page.getByRole('button', { name: 'Slett visningen' }).click();
    await page.getByRole('link', { name: 'Omsorg, test' }).waitFor({ state: 'detached' });
    assertCalm(page);
  });

  test('exports exactly what is seen', async () => {
    const page = await open('dwellings?status=READY');
    await page.getByRole('button', { name: 'Last ned' }).click();
    for (const [name, file] of [['Excel-arbeidsbok (.xlsx)', '.xlsx'], ['Tabell som tekst (.csv)', '.csv']]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
      assert.ok(download.suggestedFilename().endsWith(file), download.suggestedFilename());
      if (file === '.csv') {
        const rows = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
        assert.equal(rows.filter(row => row.includes('Klar for innflytting')).length, 6);
      }
    }
  });

  test('on paper there is the list and not the buttons', async () => {
    const page = await open('dwellings?status=READY');
    await page.locator('.dwelling-row').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#facets').isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'Last ned' }).isVisible(), false);
    assert.ok(await page.locator('.synthetic').isVisible());
    assert.ok(await page.getByText('Barlindveien 13, 3118 Tønsberg (H0101)').isVisible());
    const pdf = await page.pdf({ tagged: true });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  });

  test('many are changed at once: first what would happen to each, then what did', async () => {
    const page = await open('dwellings?status=READY&q=barlindveien');
    await page.locator('.dwelling-row').first().waitFor();
    const count = await page.locator('.dwelling-row').count();
    const change = async (what, number) => {
      await page.getByLabel('Velg alle på siden').check();
      await page.getByRole('button', { name: 'Endre de valgte' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(what, { exact: true }).click();
      await dialog.getByRole('button', { name: 'Se hva som blir endret' }).click();
      await dialog.getByRole('heading', { name: 'Dette blir endret' }).waitFor();
      await screenshot(page, 'caseworker-bulk');
      await assertAccessible(page);
      await dialog.getByRole('button', { name: new RegExp(`^Endre ${number} bolig`) }).click();
      await dialog.getByRole('heading', { name: 'Dette er gjort' }).waitFor();
      await dialog.getByRole('button', { name: 'Lukk' }).last().click();
      await dialog.waitFor({ state: 'detached' });
    };
    const marked = await page.locator('.dwelling-row', { hasText: 'Leie til eie' }).count();
    await change('Merk som leie til eie', count - marked);
    await page.locator('.dwelling-row', { hasText: 'Leie til eie' }).nth(count - 1).waitFor();
    if (marked === 0) await change('Fjern leie til eie', count);
    assertCalm(page);
  });
});

describe('a dwelling', () => {
  test('gets a status and loses it again, by the keyboard alone', async () => {
    const page = await openDwelling('status=READY');
    await page.getByRole('button', { name: 'Endre status' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Endre status' });
    await dialog.waitFor();
    // Without an answer: the error is said, has focus, and leads to the field.
    await dialog.getByRole('button', { name: 'Sett status' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText('Dette må rettes').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByRole('radio', { name: 'Under vedlikehold' }).focus();
    await page.keyboard.press('Space');
    await dialog.getByRole('button', { name: 'Sett status' }).focus();
    await page.keyboard.press('Enter');
    await toast(page).getByText('Status er satt til Under vedlikehold.').waitFor();
    await page.locator('.summary').getByText('Under vedlikehold').waitFor();
    await toast(page).getByRole('button', { name: 'Angre' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.summary').getByText('Klar for innflytting').waitFor();
    assertCalm(page);
  });

  test('reserved by one is reserved to the other, who has the list open', async () => {
    const list = await open('dwellings?status=RESERVED', { as: 'other' });
    await list.locator('.toolbar').waitFor();
    await list.getByText('Viser 0 av 121 boliger').waitFor();
    await list.waitForTimeout(500); // the subscription is open
    const page = await openDwelling('status=READY');
    const address = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('button', { name: 'Reserver', exact: true }).click();
    await page.getByLabel('Hva boligen holdes av for').fill('Bosetting');
    await page.getByRole('dialog').getByRole('button', { name: 'Reserver' }).click();
    await page.getByText(/^Reservert til/).first().waitFor();
    await list.getByRole('link', { name: address }).waitFor();
    await toast(page).getByRole('button', { name: 'Angre' }).click();
    await page.locator('.summary').getByText('Klar for innflytting').waitFor();
    await list.getByText('Viser 0 av 121 boliger').waitFor();
    assertCalm(page);
    assertCalm(list);
  });

  test('changed by two at once shows both versions, and loses neither', async () => {
    const page = await openDwelling('status=READY');
    const path = page.url().slice(lab.url.length + home.length);
    const other = await open(path, { as: 'other' });
    const field = of => of.getByRole('dialog').getByLabel('Soverom');
    const before = await (async () => {
      await page.getByRole('button', { name: 'Endre bolig' }).click();
      return field(page).inputValue();
    })();
    await other.getByRole('button', { name: 'Endre bolig' }).click();
    await field(other).fill('8');
    await field(page).fill('9');
    await other.getByRole('dialog').getByRole('button', { name: 'Lagre' }).click();
    await other.getByText('Endringen er lagret.').first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Lagre' }).click();
    const conflict = page.getByRole('dialog').getByText(/^Endret av en annen kl\. \d\d\.\d\d$/);
    // The change may have been read already, by the event; then there was no conflict, and the later one holds.
    await Promise.race([conflict.waitFor(), page.getByText('Endringen er lagret.').first().waitFor()]);
    if (await conflict.isVisible()) {
      const row = page.getByRole('dialog').getByRole('row', { name: /Soverom/ });
      assert.match(await row.innerText(), /9\s+8/);
      await screenshot(page, 'caseworker-conflict');
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Lagre det jeg skrev' }).click();
      await page.getByText('Endringen er lagret.').first().waitFor();
    }
    await other.locator('.summary').getByText('9 soverom').waitFor();
    await page.getByRole('button', { name: 'Endre bolig' }).click();
    await field(page).fill(before);
    await page.getByRole('dialog').getByRole('button', { name: 'Lagre' }).click();
    await other.locator('.summary').getByText(`${before} soverom`).waitFor();
  });

  test('takes notes, with a warning where one writes', async () => {
    const page = await openDwelling('status=READY');
    await page.getByRole('button', { name: 'Skriv notat' }).click();
    await page.getByText('Ikke skriv personopplysninger. Notater leses av alle som ser boligen.').waitFor();
    await page.getByLabel('Notat', { exact: true }).fill('Nøkkelboks ved inngangen.');
    await page.getByRole('button', { name: 'Lagre notatet' }).click();
    await page.locator('#notes').getByText('Nøkkelboks ved inngangen.').waitFor();
    await toast(page).getByRole('button', { name: 'Angre' }).click();
    await page.locator('#notes').getByText('Nøkkelboks ved inngangen.').waitFor({ state: 'detached' });
    assertCalm(page);
  });

  test('offers nobody what is not theirs', async () => {
    const page = await open('dwellings?status=READY', { as: 'clerk' });
    await page.locator('.dwelling-row a').first().click();
    await page.locator('#status').waitFor();
    for (const name of ['Endre status', 'Reserver', 'Registrer leieforhold', 'Endre husleie', 'Skriv notat']) assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
    for (const section of ['#tenancy', '#rent', '#documents', '#notes', '#history']) assert.equal(await page.locator(section).count(), 0, section);
    assertCalm(page);
  });
});

describe('new dwellings', () => {
  test('one is added by hand when the registers lack it, and is taken back', async () => {
    const page = await open('dwellings/add', { as: 'other' });
    await page.getByRole('button', { name: 'Fyll ut adressen selv' }).click();
    await page.getByRole('button', { name: 'Legg til boligen' }).click();
    await page.getByText('Dette må rettes').waitFor();
    await page.getByRole('link', { name: 'Fyll ut: Gate eller vei' }).click();
    await page.keyboard.type('Prøvebakken');
    await page.getByRole('textbox', { name: /^Nummer/ }).fill('1');
    await page.getByRole('textbox', { name: /^Bruksenhet/ }).fill('h0101');
    await page.getByRole('textbox', { name: /^Postnummer/ }).fill('3118');
    await page.getByRole('textbox', { name: /^Poststed/ }).fill('Tønsberg');
    await page.getByRole('textbox', { name: /^Soverom/ }).fill('2');
    await screenshot(page, 'caseworker-add-form');
    await assertAccessible(page);
    await assertReflows(page);
    await page.getByRole('button', { name: 'Legg til boligen' }).click();
    await page.getByRole('link', { name: 'Prøvebakken 1, 3118 Tønsberg (H0101)' }).waitFor();
    await toast(page).getByRole('button', { name: 'Angre' }).click();
    await page.getByRole('link', { name: 'Boliger', exact: true }).first().click();
    await page.getByText('121 boliger', { exact: true }).waitFor();
    assertCalm(page);
  });

  test('an address is found as one writes it', async () => {
    const page = await open('dwellings/add', { as: 'other' });
    await page.getByLabel('Adresse').fill('Vaffelgata');
    await page.getByRole('button', { name: /Vaffelgata 1/ }).waitFor();
    await screenshot(page, 'caseworker-add-search');
    await assertAccessible(page);
    await page.getByRole('button', { name: /Vaffelgata 1/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Velg bruksenheter' }).waitFor();
    await page.locator('.loading').waitFor({ state: 'detached' });
    await screenshot(page, 'caseworker-add-units');
    await assertAccessible(page);
    await assertReflows(page);
  });

  test('a workbook is brought in: rows, what they change, what is wrong and how to mend it; then undone', async () => {
    const page = await open('import', { as: 'other' });
    const csv = await (await page.request.get('/export/dwellings.csv?status=READY', { headers: { 'X-Kobo-Client': 'caseworker' } })).text();
    const lines = csv.replace('\uFEFF', '').split('\r\n').filter(Boolean);
    const at = lines.findIndex(line => line.includes('Gatenavn'));
    const names = lines[at].split(';');
    const rows = lines.slice(at + 1).map(line => line.split(';'));
    rows[0][names.indexOf('Antall soverom')] = '7';
    rows[1][names.indexOf('Antall soverom')] = 'mange';
    const file = [names, ...rows].map(row => row.join(';')).join('\r\n');
    await page.locator('input[type=file]').setInputFiles({ name: 'boliger.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${file}`) });
    await heading(page, 'boliger.csv').waitFor();
    await page.getByText('Klar til gjennomsyn').first().waitFor({ timeout: 30_000 });
    await page.locator('.loading').waitFor({ state: 'detached' });
    await screenshot(page, 'caseworker-import-preview');
    await assertAccessible(page);
    await assertReflows(page);
    await page.getByRole('link', { name: /^Feil \(1\)/ }).click();
    await page.getByRole('button', { name: /^Rett rad/ }).click();
    await page.getByRole('dialog').getByLabel('Antall soverom').fill('6');
    await page.getByRole('dialog').getByRole('button', { name: 'Lagre' }).click();
    await page.getByText('Ingen rader å vise').waitFor();
    await page.getByRole('button', { name: 'Vis alle' }).click();
    // Left and taken up again.
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.getByRole('link', { name: 'boliger.csv' }).first().click();
    await page.getByRole('button', { name: /^Gjennomfør \d+ rader$/ }).click();
    await page.getByText(/^\d+ rader er gjennomført$/).waitFor({ timeout: 60_000 });
    await screenshot(page, 'caseworker-import-applied');
    await page.getByRole('button', { name: 'Angre hele importen' }).click();
    await page.getByText(/^Importen er angret/).waitFor({ timeout: 60_000 });
    assertCalm(page);
  });
});

test('nynorsk is nynorsk all the way, also in what the server says', async () => {
  const page = await open('dwellings?status=LET');
  await page.getByRole('button', { name: /Hestedrosje/ }).click();
  await page.getByLabel('Språk').selectOption('nn');
  await heading(page, 'Bustader').waitFor();
  await page.locator('.dwelling-row').first().getByText('Utleigd').waitFor();
  await page.locator('#facets').getByText(/^Under vedlikehald/).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'nn');
  await page.getByLabel('Språk').selectOption('nb');
  await heading(page, 'Boliger').waitFor();
  await page.locator('.dwelling-row').first().getByText('Utleid').waitFor();
});
