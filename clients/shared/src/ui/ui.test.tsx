import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { session as events } from '../gql/client';
import { Fault } from '../gql/fault';
import nb from '../i18n/nb.json';
import { LanguageProvider } from '../i18n/react';
import { Announcer, useAnnouncer } from './Announcer';
import { ErrorView } from './ErrorView';
import { Loading } from './Loading';
import { SessionTimer } from './Session';
import { Shortcuts } from './Shortcuts';
import { Paging, Table } from './Table';

const show = (what: ReactNode, client = new QueryClient()) =>
  render(
    <QueryClientProvider client={client}>
      <LanguageProvider texts={{ nb }} language="nb" first={nb}><Announcer>{what}</Announcer></LanguageProvider>
    </QueryClientProvider>,
  );

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: false });
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an error says what to do and the id to quote, and offers only what can help', () => {
  const retry = vi.fn();
  show(<ErrorView error={new Fault('INTERNAL', 'hidden', { id: 'q-7' })} onRetry={retry} />);
  expect(screen.getByRole('alert').textContent).toContain('q-7');
  expect(screen.getByRole('alert').textContent).not.toContain('hidden');
  fireEvent.click(screen.getByRole('button', { name: nb['app.retry'] }));
  expect(retry).toHaveBeenCalledOnce();
  cleanup();
  show(<ErrorView error={new Fault('NOT_FOUND')} onRetry={retry} />);
  expect(screen.queryByRole('button')).toBeNull();
});

test('an error of any kind is shown as one of ours, never with its own text', () => {
  show(<ErrorView error={new TypeError('x is undefined')} />);
  expect(screen.getByRole('alert').textContent).toContain(nb['fault.INTERNAL.title']);
  expect(screen.getByRole('alert').textContent).not.toContain('undefined');
});

test('a toast is said, can be undone, and goes after ten seconds unless one is in it', () => {
  const undo = vi.fn();
  const Act = () => {
    const { toast } = useAnnouncer();
    return <button type="button" onClick={() => toast('Status er satt.', undo)}>act</button>;
  };
  show(<Act />);
  fireEvent.click(screen.getByText('act'));
  expect(screen.getByRole('status').textContent).toBe('Status er satt.');
  fireEvent.focus(screen.getByRole('button', { name: nb['app.undo'] }));
  act(() => void vi.advanceTimersByTime(60_000));
  fireEvent.click(screen.getByRole('button', { name: nb['app.undo'] }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByRole('button', { name: nb['app.undo'] })).toBeNull();
  fireEvent.click(screen.getByText('act'));
  act(() => void vi.advanceTimersByTime(10_000));
  expect(screen.queryByRole('button', { name: nb['app.undo'] })).toBeNull();
});

test('the shape of what is coming shows after 400 ms, not before', () => {
  show(<Loading />);
  act(() => void vi.advanceTimersByTime(399));
  expect(screen.queryByText(nb['app.loading'])).toBeNull();
  act(() => void vi.advanceTimersByTime(1));
  expect(screen.queryByText(nb['app.loading'])).not.toBeNull();
});

test('choosing all chooses this page and keeps what was chosen on others', () => {
  const onSelect = vi.fn();
  const rows = [{ id: 'a' }, { id: 'b' }];
  show(<Table caption="Boliger" columns={[{ key: 'id', header: 'Id', cell: row => row.id }]} rows={rows} rowKey={row => row.id} selected={new Set(['other', 'a'])} onSelect={onSelect} />);
  fireEvent.click(screen.getByLabelText(nb['table.selectAll']));
  expect([...onSelect.mock.calls[0]![0]]).toEqual(['other', 'a', 'b']);
});

test('ordering turns around when it is the order already', () => {
  const onOrder = vi.fn();
  const columns = [{ key: 'rent', header: 'Husleie', cell: () => 1, sortable: true }];
  const { rerender } = render(<LanguageProvider texts={{ nb }} language="nb" first={nb}><Table caption="x" columns={columns} rows={[]} rowKey={() => ''} onOrder={onOrder} /></LanguageProvider>);
  fireEvent.click(screen.getByRole('columnheader'));
  rerender(<LanguageProvider texts={{ nb }} language="nb" first={nb}><Table caption="x" columns={columns} rows={[]} rowKey={() => ''} order="rent" onOrder={onOrder} /></LanguageProvider>);
  expect(screen.getByRole('columnheader').getAttribute('aria-sort')).toBe('ascending');
  fireEvent.click(screen.getByRole('columnheader'));
  expect(onOrder.mock.calls.flat()).toEqual(['rent', '-rent']);
});

test('the page says which rows it shows', () => {
  show(<Paging from={51} to={100} total={1714} />);
  expect(screen.getByText('Viser 51–100 av 1 714')).toBeTruthy();
});

test('shortcuts take one key or two, rest while one writes, and can be switched off; ? always works', () => {
  const run = vi.fn();
  show(<><Shortcuts shortcuts={[{ keys: 'g b', does: 'Boliger', run }]} /><input aria-label="felt" /></>);
  const press = (key: string, target: Element = document.body) => fireEvent.keyDown(target, { key });
  press('g', screen.getByLabelText('felt'));
  press('b', screen.getByLabelText('felt'));
  expect(run).not.toHaveBeenCalled();
  press('g');
  press('b');
  expect(run).toHaveBeenCalledOnce();
  press('?');
  fireEvent.click(screen.getByRole('switch', { hidden: true }));
  act(() => document.querySelector('dialog')!.close());
  fireEvent(document.querySelector('dialog')!, new Event('close'));
  press('g');
  press('b');
  expect(run).toHaveBeenCalledOnce();
  press('?');
  expect(document.querySelector('dialog')!.open).toBe(true);
});

const view = (minutes: number) => ({ name: 'Trine', organisation: null, organisations: [], language: 'nb', expiresAt: new Date(Date.now() + minutes * 60_000).toISOString() });
const pass = async (milliseconds: number) => act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));

test('the session warns two minutes before its end, is prolonged by the person, and its loss is told without losing the page', async () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  vi.setSystemTime(now);
  let answer = view(30);
  const fetch = vi.fn(async (_path: string, _init?: RequestInit) => Response.json(answer));
  vi.stubGlobal('fetch', fetch);

  show(<SessionTimer login="ansattporten" />);
  await pass(0);
  await pass(27 * 60_000);
  expect(screen.queryByText(nb['session.ending.title'])).toBeNull();
  await pass(60_000); // two minutes left, and no other tab has prolonged it
  expect(screen.queryByText(nb['session.ending.title'])).not.toBeNull();

  answer = view(30);
  fireEvent.click(screen.getByText(nb['session.ending.stay']));
  await pass(0);
  expect(fetch.mock.calls.at(-1)).toMatchObject(['/session/language', { method: 'POST' }]);
  expect(screen.queryByText(nb['session.ending.title'])).toBeNull();

  await act(async () => void events.dispatchEvent(new Event('ended')));
  expect(screen.queryByText(nb['session.ended.title'])).not.toBeNull();
});
