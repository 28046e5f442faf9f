import { expect, test } from 'vitest';
import { listOf, parseSearch, stringifySearch } from './search';

test('a filter is written as people would', () => {
  expect(stringifySearch({ status: ['LET', 'READY'], q: 'barlind' })).toBe('?status=LET,READY&q=barlind');
  expect(parseSearch('?status=LET,READY&q=barlind')).toEqual({ status: ['LET', 'READY'], q: 'barlind' });
});

test.each([
  { q: 'Barlindveien 13, 3118 Tønsberg' },
  { q: 'a+b = c & d' },
  { q: '100%' },
  { tags: ['a,b', 'c'] },
])('what is written is read again: %j', search => {
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test('what is empty is not in the address', () => {
  expect(stringifySearch({ q: '', status: [], after: undefined, from: null, page: 2 })).toBe('?page=2');
  expect(stringifySearch({})).toBe('');
  expect(parseSearch('')).toEqual({});
  expect(parseSearch('?&q=&=x')).toEqual({});
});

test('an address that somebody typed wrongly is read as far as it goes', () => {
  expect(parseSearch('?q=100%&status')).toEqual({ q: '100%' });
});

test('one value and several are both lists', () => {
  expect(listOf(undefined)).toEqual([]);
  expect(listOf('LET')).toEqual(['LET']);
  expect(listOf(['LET', 'READY'])).toEqual(['LET', 'READY']);
});
