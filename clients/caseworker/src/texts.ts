import { useTexts, type Texts } from '@kobo/shared';
import nb from './i18n/nb.json';

export const texts: Texts = { nb, nn: () => import('./i18n/nn.json') };

/** This app's texts and the shared ones, by key. */
export const useT = () => useTexts<typeof nb>();

/** A key of this app's catalogue. */
export type TextKey = keyof typeof nb;
