// Texts in several languages: flat JSON catalogues, {placeholders}, and plural forms by the language's own rules.
import nb from './nb.json';

export const languages = ['nb', 'nn', 'en'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Record<Language, string> = { nb: 'Bokmål', nn: 'Nynorsk', en: 'English' };

/** A text, or one for each plural form that the language has; the number is the value {count}. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Record<string, Text>;
export type Values = Record<string, string | number>;

/** Keys of the shared catalogue; an app adds its own (see useTexts). */
export type Key = keyof typeof nb;
export type Translate<K extends string> = (key: K, values?: Values) => string;

/** An app's texts: bokmål at hand, the others fetched when somebody reads them. */
export type Texts = { nb: Catalogue } & Partial<Record<Exclude<Language, 'nb'>, () => Promise<{ default: Catalogue }>>>;

const shared: Texts = { nb, nn: () => import('./nn.json'), en: () => import('./en.json') };

/** Loads the shared texts and the app's in a language. A key the language lacks is read in bokmål. */
export async function loadCatalogue(texts: Texts, language: Language): Promise<Catalogue> {
  const parts = await Promise.all([shared, texts].map(async one => (language === 'nb' ? one.nb : { ...one.nb, ...(await one[language]?.())?.default })));
  return Object.assign({}, ...parts) as Catalogue;
}

/** Returns the text of the key with the values in it ({count} with spaces between the thousands); the key itself when there is none, which a test forbids. */
export function translate(language: Language, catalogue: Catalogue, key: string, values: Values = {}): string {
  const text = catalogue[key];
  if (text === undefined) return key;
  const form = typeof text === 'string' ? text : (text[new Intl.PluralRules(language).select(Number(values['count']))] ?? text.other ?? key);
  const grouped = (value: number) => new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'nb-NO').format(value);
  return form.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return name === 'count' ? grouped(Number(value)) : String(value);
  });
}

const memory = 'kobo.language';

/** The language to begin with: the one chosen before, else the browser's first that the app has, else bokmål. */
export function preferredLanguage(texts: Texts): Language {
  const wanted = [localStorage.getItem(memory) ?? '', ...navigator.languages].map(tag => tag.toLowerCase().split('-')[0]!).map(tag => (tag === 'no' ? 'nb' : tag));
  return wanted.find((tag): tag is Language => tag in texts) ?? 'nb';
}

/** Remembers a choice on this machine. */
export function rememberLanguage(language: Language): void {
  localStorage.setItem(memory, language);
}
