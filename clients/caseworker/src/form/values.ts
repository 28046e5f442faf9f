// What stands in a form's fields, and how it becomes what the API takes. An empty field is null: unknown.

/** The fields by name. A group of checkboxes is a list; everything else is text, also numbers and dates. */
export type Values = Record<string, string | string[]>;

export const asText = (value: string | string[] | undefined): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

/** A number as people write it: "1 000", "72,5". NaN when it is none. */
export function asNumber(value: string | string[] | undefined): number | null {
  const text = asText(value);
  if (text === null) return null;
  const bare = text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : Number.NaN;
}

/** Kroner as øre. */
export function asOre(value: string | string[] | undefined): number | null {
  const kroner = asNumber(value);
  return kroner === null ? null : Math.round(kroner * 100);
}

/** Yes, no or unknown. */
export const asFlag = (value: string | string[] | undefined): boolean | null => (value === 'true' ? true : value === 'false' ? false : null);

export const asList = (value: string | string[] | undefined): string[] => (Array.isArray(value) ? value : value ? [value] : []);

/** What a field begins with. */
export const written = (value: string | number | boolean | null | undefined): string => (value === null || value === undefined ? '' : typeof value === 'number' ? String(value).replace('.', ',') : String(value));

/** Øre as a field has it: "10000", "10000,50". */
export const kroner = (ore: number | null | undefined): string => (ore == null ? '' : ore % 100 === 0 ? String(ore / 100) : (ore / 100).toFixed(2).replace('.', ','));

/** A computed cost without its øre: they would say more than we know. */
export const rounded = (ore: number): number => Math.round(ore / 100) * 100;

/** Today in Norway, as the API and a date field have it. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Oslo' }).format(new Date());

/** A day so many days (or months) from another. */
export function later(day: string, { days = 0, months = 0 }: { days?: number; months?: number }): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, date + days)).toISOString().slice(0, 10);
}
