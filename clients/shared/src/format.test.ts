import { expect, test } from 'vitest';
import { address, formatFor } from './format';

const [nb, nn, en] = [formatFor('nb'), formatFor('nn'), formatFor('en')];
const full = (language: string, options: Intl.DateTimeFormatOptions, date: Date) => new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(date);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('dates', () => {
  expect(nb.date('2022-08-11')).toBe('11. august 2022');
  expect(nn.date('2022-08-11')).toBe('11. august 2022');
  expect(en.date('2022-08-11')).toBe('11 August 2022');
  expect(nb.shortDate('2022-08-01')).toBe('01.08.2022');
  expect(nb.weekdayDate('2022-08-11')).toBe('torsdag 11. august 2022');
  expect(nn.weekdayDate('2022-08-13')).toBe('laurdag 13. august 2022');
});

test('a moment is the day and the time it was in Norway', () => {
  expect(nb.dateTime('2022-08-10T22:31:00Z')).toBe('11. august 2022 kl. 00.31');
  expect(nb.dateTime('2022-12-31T23:05:00Z')).toBe('1. januar 2023 kl. 00.05');
  expect(en.dateTime('2022-01-11T13:31:00Z')).toBe('11 January 2022 at 14:31');
});

test('the names of months and weekdays are those of the language itself', () => {
  for (const [language, format] of [['nb', nb], ['nn', nn]] as const) {
    for (let month = 1; month <= 12; month += 1) {
      const iso = `2024-${String(month).padStart(2, '0')}-05`;
      expect(format.date(iso)).toBe(`5. ${full(language, { month: 'long' }, new Date(iso))} 2024`);
    }
    for (let day = 1; day <= 7; day += 1) {
      const iso = `2024-09-0${day}`;
      expect(format.weekdayDate(iso).split(' ')[0]).toBe(full(language, { weekday: 'long' }, new Date(iso)));
    }
  }
});

test('money is given in øre', () => {
  expect(plain(nb.money(1_000_000))).toBe('10 000 kroner');
  expect(plain(nn.money(100))).toBe('1 krone');
  expect(plain(nb.money(1_000_050))).toBe('10 000,50 kroner');
  expect(plain(nb.money(0))).toBe('0 kroner');
  expect(plain(nb.money(-50_000))).toBe('−500 kroner');
  expect(plain(en.money(1_000_000))).toBe('NOK 10,000');
});

test('a number and its unit are never on two lines', () => {
  expect(nb.money(1_000_000)).not.toContain(' ');
  expect(nb.fileSize(20_000_000)).toBe('20,0\u00a0MB');
});

test('an address is the parts there are', () => {
  expect(address({ street: 'Barlindveien 13', postalCode: '3118', city: 'Tønsberg', unit: 'H0101' })).toBe('Barlindveien 13, 3118 Tønsberg (H0101)');
  expect(address({ street: 'Barlindveien 13', postalCode: '3118', city: 'Tønsberg', unit: null })).toBe('Barlindveien 13, 3118 Tønsberg');
  expect(address({ street: 'Barlindveien 13' })).toBe('Barlindveien 13');
});
