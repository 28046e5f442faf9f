// What the keys / j k do. They work on what is on the page, so that no page must know of them.

/** Puts the cursor in the search field; where the page has none, goes to the one that has. */
export function focusSearch(go: () => void): void {
  const field = document.querySelector<HTMLInputElement>('#search');
  if (field) {
    field.focus();
    field.select();
  } else {
    go();
    setTimeout(() => document.querySelector<HTMLInputElement>('#search')?.focus(), 300);
  }
}

/** Moves on (1) or back (-1) among the rows: elements with data-row, which hold a link. */
export function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.querySelector<HTMLElement>('a[href]')?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
