import { expect, test } from 'vitest';
import { translate } from './index';

const catalogue = { homes: { one: '{count} bolig i {place}', other: '{count} boliger i {place}' }, plain: 'Hei, {name}!' };

test('a plural form follows the number, whose thousands are spaced', () => {
  expect(translate('nb', catalogue, 'homes', { count: 1, place: 'Alta' })).toBe('1 bolig i Alta');
  expect(translate('nn', catalogue, 'homes', { count: 0, place: 'Alta' })).toBe('0 boliger i Alta');
  expect(translate('nb', catalogue, 'homes', { count: 12_345, place: 'Oslo' })).toBe('12\u00a0345 boliger i Oslo');
});

test('a placeholder without a value stays, and so does an unknown key: both are seen, neither throws', () => {
  expect(translate('nb', catalogue, 'plain')).toBe('Hei, {name}!');
  expect(translate('nb', catalogue, 'missing')).toBe('missing');
});

test('a value is put in as it is: what looks like a replacement pattern is text', () => {
  expect(translate('nb', catalogue, 'plain', { name: '$& {name}' })).toBe('Hei, $& {name}!');
});
