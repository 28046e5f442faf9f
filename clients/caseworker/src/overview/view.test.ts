import { parseSearch } from '@kobo/shared';
import { expect, test } from 'vitest';
import { filterOf, isFiltered, orderOf, pageOf, sortOf, viewAddress } from './view';

test.each([
  ['', {}],
  ['status=READY&q=barlind', { status: ['READY'], text: 'barlind' }],
  ['status=READY,LET&type=CARE&shared=true', { status: ['READY', 'LET'], type: ['CARE'], shared: true }],
  ['vacantMoreThanDays=0&sort=vacantSince', { vacantMoreThanDays: 0 }],
  ['contractEndsWithinMonths=9&bedroomsAtLeast=2', { contractEndsWithinMonths: 9, bedroomsAtLeast: 2 }],
  ['q=a%2Cb', { text: 'a,b' }],
])('reads the filter of «%s»', (address, filter) => {
  expect(filterOf(parseSearch(address))).toEqual(filter);
});

test.each(['status=GONE', 'bedroomsAtLeast=-1', 'bedroomsAtLeast=1e9', 'rentAtMostOre=mye', 'shared=kanskje', 'unheard=of', 'q=+'])('leaves out what the API would refuse: «%s»', address => {
  expect(filterOf(parseSearch(address))).toEqual({});
});

test('an order is one of those offered, and the address otherwise', () => {
  expect(sortOf(orderOf(parseSearch('sort=-rent')))).toEqual({ rent: 'DESCENDING' });
  expect(sortOf(orderOf(parseSearch('sort=vacantSince')))).toEqual({ vacantSince: 'ASCENDING' });
  expect(sortOf(orderOf(parseSearch('sort=-password')))).toEqual({ address: 'ASCENDING' });
});

test('a page that is none is the first, and a size that is not offered the usual', () => {
  expect(pageOf(parseSearch('page=3&size=50'))).toEqual({ page: 3, size: 50 });
  for (const address of ['page=0', 'page=-1', 'page=1.5', 'page=x', 'size=1000']) expect(pageOf(parseSearch(address))).toEqual({ page: 1, size: 20 });
});

test('what is saved and exported is what is seen, without the page', () => {
  expect(viewAddress(parseSearch('status=READY,LET&q=barlind+13&sort=-rent&page=4&size=50'))).toBe('status=READY,LET&q=barlind+13&sort=-rent');
  expect(isFiltered(parseSearch('sort=-rent&page=2'))).toBe(false);
  expect(isFiltered(parseSearch('vacantMoreThanDays=0'))).toBe(true);
});
