// Dates, numbers, money and addresses as people write them. Browsers lack nynorsk (they fall back to American English), so
// numbers follow bokmål in both, and the names of months and weekdays come from tables.
import type { Language } from './i18n';

const months: Record<Language, string> = {
  nb: 'januar februar mars april mai juni juli august september oktober november desember',
  nn: 'januar februar mars april mai juni juli august september oktober november desember',
  en: 'January February March April May June July August September October November December',
};
const weekdays: Record<Language, string> = {
  nb: 'søndag mandag tirsdag onsdag torsdag fredag lørdag',
  nn: 'søndag måndag tysdag onsdag torsdag fredag laurdag',
  en: 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday',
};
const locale: Record<Language, string> = { nb: 'nb-NO', nn: 'nb-NO', en: 'en-GB' };
const space = '\u00a0'; // a number and its unit stay on one line

/** The functions for one language. */
export type Format = ReturnType<typeof formatFor>;

export function formatFor(language: Language) {
  const month = (index: number) => months[language].split(' ')[index]!;
  const number = (value: number, decimals = 0) =>
    new Intl.NumberFormat(locale[language], { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Oslo' }); // 2022-08-11: the day it was in Norway

  /** "2022-08-11", or a moment, as "11. august 2022". */
  function date(iso: string): string {
    const [year, index, dayOfMonth] = parts(iso);
    return language === 'en' ? `${dayOfMonth} ${month(index)} ${year}` : `${dayOfMonth}. ${month(index)} ${year}`;
  }
  /** "11.08.2022", for narrow columns. */
  function shortDate(iso: string): string {
    const [year, index, dayOfMonth] = parts(iso);
    return language === 'en' ? `${two(dayOfMonth)}/${two(index + 1)}/${year}` : `${two(dayOfMonth)}.${two(index + 1)}.${year}`;
  }
  /** "torsdag 11. august 2022". */
  function weekdayDate(iso: string): string {
    const [year, index, dayOfMonth] = parts(iso);
    return `${weekdays[language].split(' ')[new Date(Date.UTC(year, index, dayOfMonth)).getUTCDay()]} ${date(iso)}`;
  }
  /** "14.31" of a moment, Norwegian time. */
  const time = (iso: string) => (language === 'en' ? clock.format(new Date(iso)) : clock.format(new Date(iso)).replace(':', '.'));
  /** "11. august 2022 kl. 14.31". */
  const dateTime = (iso: string) => `${date(iso)}${language === 'en' ? ' at ' : ' kl. '}${time(iso)}`;

  /** Øre as "10 000 kroner"; with the øre only when there are any: "10 000,50 kroner". */
  function money(ore: number): string {
    const whole = ore % 100 === 0;
    const unit = language === 'en' ? 'NOK' : ore === 100 ? 'krone' : 'kroner';
    return language === 'en' ? `${unit}${space}${number(ore / 100, whole ? 0 : 2)}` : `${number(ore / 100, whole ? 0 : 2)}${space}${unit}`;
  }

  /** Parts of a date; a moment is read as the day it was in Norway. The month is 0–11. */
  function parts(iso: string): [number, number, number] {
    const [year = 0, oneBased = 1, dayOfMonth = 1] = (iso.length > 10 ? day.format(new Date(iso)) : iso).split('-').map(Number);
    return [year, oneBased - 1, dayOfMonth];
  }

  return { date, shortDate, weekdayDate, time, dateTime, number, money, fileSize: (bytes: number) => fileSize(bytes, number) };
}

const two = (value: number) => String(value).padStart(2, '0');

function fileSize(bytes: number, number: (value: number, decimals?: number) => string): string {
  if (bytes < 1000) return `${bytes}${space}byte`;
  return bytes < 1_000_000 ? `${number(bytes / 1000)}${space}kB` : `${number(bytes / 1_000_000, 1)}${space}MB`;
}

/** The parts of an address that a line of text needs. */
export interface AddressParts {
  /** "Barlindveien 13" */
  street: string;
  /** "3118" */
  postalCode?: string | null;
  /** "Tønsberg" */
  city?: string | null;
  /** The unit number (bruksenhetsnummer): "H0101" */
  unit?: string | null;
}

/** "Barlindveien 13, 3118 Tønsberg (H0101)", with the parts there are. */
export function address({ street, postalCode, city, unit }: AddressParts): string {
  const place = [postalCode, city].filter(Boolean).join(' ');
  return `${[street, place].filter(Boolean).join(', ')}${unit ? ` (${unit})` : ''}`;
}
