import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { identify, speak } from './gql/client';
import { newQueryClient } from './gql/query';
import { loadCatalogue, preferredLanguage, type Texts } from './i18n';
import { LanguageProvider } from './i18n/react';
import { applyScheme, chosenScheme } from './scheme';
import { Announcer } from './ui/Announcer';

/** Starts an app in `<div id="app">`: its name to the server, language, cache, announcements. Everything else is the app's own. */
export async function mount(name: string, texts: Texts, app: ReactNode): Promise<void> {
  identify(name);
  applyScheme(chosenScheme());
  const language = preferredLanguage(texts);
  speak(language); // the first requests go out before the first effect runs
  document.documentElement.lang = language;
  const first = await loadCatalogue(texts, language);
  createRoot(document.querySelector('#app')!).render(
    <StrictMode>
      <QueryClientProvider client={newQueryClient()}>
        <LanguageProvider texts={texts} language={language} first={first}>
          <Announcer>{app}</Announcer>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
