import { useState } from 'react';

/**
 * Goes back and forth in a list that the server gives by cursors: `after` is where the page begins. It starts anew when `list` changes.
 */
export function useCursor(list: string) {
  const [{ of, stack }, set] = useState<{ of: string; stack: readonly string[] }>({ of: list, stack: [] });
  const pages = of === list ? stack : [];
  return {
    after: pages.at(-1),
    /** How many pages lie before this one. */
    page: pages.length,
    next: (cursor: string | null | undefined) => cursor && set({ of: list, stack: [...pages, cursor] }),
    previous: () => set({ of: list, stack: pages.slice(0, -1) }),
  };
}
