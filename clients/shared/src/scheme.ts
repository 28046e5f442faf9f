// Light or dark: the device's choice unless the person has made one on this machine.
import { useSyncExternalStore } from 'react';

export const schemes = ['auto', 'light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

const memory = 'kobo.scheme';
const changed = new EventTarget();

/** The scheme chosen before. */
export function chosenScheme(): Scheme {
  const stored = localStorage.getItem(memory);
  return schemes.find(scheme => scheme === stored) ?? 'auto';
}

/** Shows the page in the scheme. */
export function applyScheme(scheme: Scheme): void {
  document.documentElement.dataset['colorScheme'] = scheme;
}

/** The scheme and how to choose another. */
export function useScheme(): [Scheme, (scheme: Scheme) => void] {
  return [useSyncExternalStore(listen, chosenScheme), choose];
}

function choose(scheme: Scheme): void {
  localStorage.setItem(memory, scheme);
  applyScheme(scheme);
  changed.dispatchEvent(new Event('change'));
}

function listen(onChange: () => void): () => void {
  changed.addEventListener('change', onChange);
  return () => changed.removeEventListener('change', onChange);
}
