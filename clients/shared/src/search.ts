// Filters live in the address: ?status=LET,READY&q=barlind. That one choice gives deep links, the back button, saved filters and
// exports of exactly what is seen. Give both functions to the router (parseSearch, stringifySearch).

/** The values of a search: a text, or a list where there is more than one. */
export type Search = Record<string, string | string[]>;

/** Reads an address's search. A value with commas is a list; a comma within a value is written %2C. */
export function parseSearch(search: string): Search {
  const found: Search = {};
  for (const pair of search.replace(/^\?/, '').split('&')) {
    const [name = '', value = ''] = pair.split('=', 2).map(part => part.replaceAll('+', ' '));
    if (name === '' || value === '') continue;
    const values = value.split(',').map(decode);
    found[decode(name)] = values.length === 1 ? values[0]! : values;
  }
  return found;
}

/** Writes a search: empty values are left out, so that the address of a list without filters is the bare one. */
export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search)
    .map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).filter(one => one !== undefined && one !== null && one !== '')] as const)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${encodeURIComponent(name)}=${values.map(value => encodeURIComponent(String(value)).replaceAll('%20', '+')).join(',')}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/** The values of one filter as a list, whatever the address holds. */
export function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % that somebody typed
  }
}
