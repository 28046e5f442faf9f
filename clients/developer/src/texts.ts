import { useTexts, type Texts } from '@kobo/shared';
import nb from './i18n/nb.json';

export const texts: Texts = { nb, nn: () => import('./i18n/nn.json'), en: () => import('./i18n/en.json') };

/** This app's texts and the shared ones, by key. */
export const useT = () => useTexts<typeof nb>();
