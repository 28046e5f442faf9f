// A view of the register is an address: filters under the names of the API's DwellingFilter (the text is q), the order, the page.
// Deep links, the back button, saved filters and exports are that address and nothing else.
import { listOf, stringifySearch, type Search } from '@kobo/shared';
import type { DwellingFilter, DwellingSort } from '../gql/graphql';

const choices = {
  status: ['READY', 'UNDER_MAINTENANCE', 'RESERVED', 'LET', 'SOLD', 'UNAVAILABLE'],
  markers: ['NOTICE_GIVEN', 'RENT_TO_OWN', 'REFERRAL_AGREEMENT'],
  type: ['ORDINARY', 'CARE'],
  staffing: ['NONE', 'STAFF_BASE', 'ROUND_THE_CLOCK', 'UNKNOWN'],
  wheelchair: ['YES', 'NO', 'UNKNOWN'],
  disposition: ['OWNED', 'LEASED_IN', 'REFERRAL_AGREEMENT', 'ALLOCATION_AGREEMENT', 'PRIVATE_RIGHT_OF_DISPOSAL', 'FOUNDATION', 'COOPERATIVE_SHARE'],
  subtype: ['TRANSIT', 'TEMPORARY', 'TRANSITION', 'TRAINING', 'REFUGEE', 'SUBSTANCE_PSYCHIATRY', 'ROBUST', 'YOUTH', 'CRISIS', 'STAFF_DWELLING', 'PENSION'],
  features: [
    'LIFT', 'LIFETIME_STANDARD', 'WHEELCHAIR_BATHROOM', 'BALCONY', 'GARDEN', 'PARKING', 'PETS_ALLOWED', 'FURNISHED', 'APPLIANCES', 'SECLUDED', 'OWN_ENTRANCE', 'AWAY_FROM_SCHOOL',
    'AWAY_FROM_SUBSTANCE_SCENE', 'BROADBAND',
  ],
} as const satisfies Partial<{ [Name in keyof DwellingFilter]: readonly string[] }>;

const whole = ['bedroomsAtLeast', 'bedroomsAtMost', 'rentAtLeastOre', 'rentAtMostOre', 'expectedVacantWithinMonths', 'contractEndsWithinMonths', 'vacantMoreThanDays'] as const;
const flags = ['shared', 'includeLeft'] as const;

/** The names that filter, as they stand in the address. */
export const filterNames = ['q', ...Object.keys(choices), 'unit', ...whole, ...flags] as const;

const first = (value: string | string[] | undefined) => listOf(value)[0];

/** The filter of an address. What it does not know, or the API would not, is left out: addresses are typed, and old ones live on. */
export function filterOf(search: Search): DwellingFilter {
  const filter: Record<string, unknown> = {};
  const text = listOf(search['q']).join(' ').trim();
  if (text) filter['text'] = text;
  for (const [name, known] of Object.entries(choices)) {
    const values = listOf(search[name]).filter(value => (known as readonly string[]).includes(value));
    if (values.length > 0) filter[name] = values;
  }
  const units = listOf(search['unit']);
  if (units.length > 0) filter['unit'] = units;
  for (const name of whole) {
    const value = first(search[name]);
    if (value && /^\d{1,9}$/.test(value)) filter[name] = Number(value);
  }
  for (const name of flags) {
    const value = first(search[name]);
    if (value === 'true' || value === 'false') filter[name] = value === 'true';
  }
  return filter;
}

/** The orders that one can choose, as they stand in the address; a minus means descending. */
export const orders = ['address', 'status', 'bedrooms', '-bedrooms', 'rent', '-rent', 'vacantSince', 'expectedVacancy', 'contractEnd', '-changedAt'] as const;
export type Order = (typeof orders)[number];

/** The order of an address. */
export function orderOf(search: Search): Order {
  return orders.find(order => order === first(search['sort'])) ?? 'address';
}

/** The order as the API takes it. */
export function sortOf(order: Order): DwellingSort {
  return order.startsWith('-') ? { [order.slice(1)]: 'DESCENDING' } : { [order]: 'ASCENDING' };
}

/** Rows to a page; more would be over the API's limit on what one answer may cost. */
export const sizes = [20, 50];

/** Which page, from 1, and how many on it. */
export function pageOf(search: Search): { page: number; size: number } {
  const page = Number(first(search['page']));
  const size = Number(first(search['size']));
  return { page: Number.isInteger(page) && page > 0 && page < 100_000 ? page : 1, size: sizes.includes(size) ? size : 20 };
}

/** Whether anything filters. */
export const isFiltered = (search: Search) => filterNames.some(name => search[name] !== undefined);

/** The address of what is seen, without the page: what is saved, and exported. */
export function viewAddress(search: Search): string {
  const kept = Object.fromEntries(Object.entries(search).filter(([name]) => name !== 'page' && name !== 'size'));
  return stringifySearch(kept).slice(1);
}
