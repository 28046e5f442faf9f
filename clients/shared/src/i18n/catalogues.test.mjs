// Every app's catalogues, read from disk: the same keys and placeholders in each language, and the plural forms that it requires.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folders = readdirSync(root).map(app => join(root, app, 'src/i18n')).filter(folder => existsSync(join(folder, 'nb.json')));
const read = (folder, language) => JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8'));
const forms = text => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = text => [...new Set(text.match(/\{\w+\}/g))].toSorted().join();

for (const folder of folders) {
  const nb = read(folder, 'nb');
  const present = readdirSync(folder).filter(file => file.endsWith('.json')).map(file => file.slice(0, -5));
  describe.each(present)(`${folder.slice(root.length + 1)} %s`, language => {
    const catalogue = read(folder, language);

    test('has the keys of bokmål', () => {
      expect(Object.keys(catalogue).toSorted()).toEqual(Object.keys(nb).toSorted());
    });

    test('has the placeholders of bokmål in every form', () => {
      for (const [key, text] of Object.entries(catalogue)) {
        const wanted = placeholders(forms(nb[key]).at(-1));
        for (const form of forms(text)) expect(`${key} ${placeholders(form)}`).toBe(`${key} ${wanted}`);
      }
    });

    test('has the plural forms that the language requires', () => {
      const required = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
      for (const [key, text] of Object.entries(catalogue)) {
        expect(typeof text).toBe(typeof nb[key]);
        if (typeof text !== 'string') expect([key, Object.keys(text).toSorted()]).toEqual([key, required]);
      }
    });

    test('has no text that is empty, or in straight quotes', () => {
      for (const [key, text] of Object.entries(catalogue)) for (const form of forms(text)) expect([key, form.trim() !== '' && !/"|\.\.\./.test(form)]).toEqual([key, true]);
    });
  });
}
