import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../../../shared/src/i18n/react';
import sharedTexts from '../../../shared/src/i18n/nb.json';
import nb from '../i18n/nb.json';
import { DayField, NumberField, TextField } from './fields';
import { Form, type Refusal } from './Form';
import { asFlag, asNumber, asOre, asText, kroner, later, type Values } from './values';

const catalogue = { ...sharedTexts, ...nb };
const around = (children: React.ReactNode) => <LanguageProvider texts={{ nb: catalogue }} language="nb" first={catalogue}>{children}</LanguageProvider>;
afterEach(cleanup);
const submit = async () => act(async () => void fireEvent.submit(document.querySelector('form')!));
const field = (label: string) => screen.getByRole('textbox', { name: new RegExp(`^${label}`) }) as HTMLInputElement;

test.each([['10 000', 1_000_000], ['10 000,50', 1_000_050], ['10\u00a0000', 1_000_000], ['', null]])('«%s» kroner is %s øre', (written, ore) => {
  expect(asOre(written)).toBe(ore);
});

test('numbers, flags and texts as people leave them', () => {
  expect(asNumber('72,5')).toBe(72.5);
  expect(asNumber('to')).toBeNaN();
  expect(asNumber('1.2.3')).toBeNaN();
  expect(asText('  ')).toBeNull();
  expect([asFlag('true'), asFlag('false'), asFlag('')]).toEqual([true, false, null]);
  expect([kroner(1_000_000), kroner(1_000_050), kroner(null)]).toEqual(['10000', '10000,50', '']);
  expect(later('2026-01-31', { days: 1 })).toBe('2026-02-01');
  expect(later('2026-12-01', { months: 36, days: -1 })).toBe('2029-11-30');
});

test('says what is wrong at the field and above the button, in the order of the fields, and sends nothing', async () => {
  const onSubmit = vi.fn(async () => undefined);
  render(around(
    <Form initial={{ name: '', rooms: 'to', day: '2026-01-01' }} submit="Lagre" onSubmit={onSubmit}>
      <TextField name="name" label="Navn" required />
      <NumberField name="rooms" label="Soverom" />
      <DayField name="day" label="Dato" min="2026-02-01" />
    </Form>,
  ));
  await submit();
  expect(onSubmit).not.toHaveBeenCalled();
  expect(screen.getAllByRole('link').map(link => link.textContent)).toEqual(['Fyll ut: Navn', 'Soverom må være et helt tall', 'Dato kan ikke være før 1. februar 2026']);
  expect(document.activeElement?.textContent).toContain('Dette må rettes');
  fireEvent.click(screen.getAllByRole('link')[0]!);
  expect(document.activeElement).toBe(field('Navn'));
});

test('a refusal stands at the input that the server names', async () => {
  const refusal: Refusal = { code: 'BAD_REQUEST', message: 'Rommet er opptatt.', field: ['input', 'rooms'] };
  render(around(<Form initial={{ rooms: '2' }} submit="Lagre" onSubmit={async () => [refusal]}><NumberField name="rooms" label="Soverom" /></Form>));
  await submit();
  expect(field('Soverom').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole('link').textContent).toBe('Rommet er opptatt.');
});

test('a conflict shows what both wrote, keeps mine until I choose, and lets what I have not touched follow the other', async () => {
  const sent: Values[] = [];
  let stale = true;
  const form = (initial: Values) => around(
    <Form
      initial={initial}
      submit="Lagre"
      onConflict={async () => '2022-08-11T12:31:00Z'}
      onSubmit={async (_, changed) => {
        sent.push(changed);
        return stale ? [{ code: 'CONFLICT', message: '', field: [] }] : undefined;
      }}
    >
      <TextField name="rooms" label="Soverom" />
      <TextField name="floor" label="Etasje" />
    </Form>,
  );
  const { rerender } = render(form({ rooms: '3', floor: '1' }));
  fireEvent.change(field('Soverom'), { target: { value: '9' } });
  await submit();
  rerender(form({ rooms: '8', floor: '2' })); // what the other has recorded meanwhile
  expect(screen.getByRole('alert').textContent).toContain('Endret av en annen 11. august 2022 kl. 14.31');
  expect(screen.getAllByRole('row').slice(1).map(row => row.textContent)).toEqual(['Soverom98', 'EtasjeIkke endret av deg2']);
  expect([field('Soverom').value, field('Etasje').value]).toEqual(['9', '2']);
  stale = false;
  fireEvent.click(screen.getByRole('button', { name: 'Lagre det jeg skrev' }));
  await submit();
  expect(sent.at(-1)).toEqual({ rooms: '9' });
});
