import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { speak } from '../gql/client';
import { formatFor, type Format } from '../format';
import { loadCatalogue, rememberLanguage, translate, type Catalogue, type Key, type Language, type Texts, type Translate } from './index';

interface Spoken {
  language: Language;
  /** The languages this app has. */
  choices: Language[];
  choose: (language: Language) => void;
  translate: Translate<string>;
  format: Format;
}

const Context = createContext<Spoken | null>(null);

/** Gives everything below it one language. `first` is the catalogue loaded before the first picture, so that nothing flickers. */
export function LanguageProvider({ texts, language, first, children }: { texts: Texts; language: Language; first: Catalogue; children: ReactNode }) {
  const [current, setCurrent] = useState({ language, catalogue: first });
  const choose = useCallback(
    (to: Language) => {
      rememberLanguage(to);
      void loadCatalogue(texts, to).then(catalogue => setCurrent({ language: to, catalogue }));
    },
    [texts],
  );
  useEffect(() => {
    document.documentElement.lang = current.language;
    speak(current.language);
  }, [current.language]);
  const value = useMemo<Spoken>(
    () => ({
      language: current.language,
      choices: Object.keys(texts) as Language[],
      choose,
      translate: (key, values) => translate(current.language, current.catalogue, key, values),
      format: formatFor(current.language),
    }),
    [current, texts, choose],
  );
  return <Context value={value}>{children}</Context>;
}

/** The language in use, its formats, and how to choose another. */
export function useLanguage(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error('useLanguage outside LanguageProvider');
  return spoken;
}

/** Dates, numbers and money in the language in use. */
export const useFormat = (): Format => useLanguage().format;

/** Texts by key. An app names its bokmål catalogue once: `export const useT = () => useTexts<typeof nb>()`; a wrong key does not compile. */
export function useTexts<App extends Catalogue = Record<never, never>>(): Translate<Key | (keyof App & string)> {
  return useLanguage().translate;
}
