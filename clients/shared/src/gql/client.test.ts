import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { identify, run, session, speak } from './client';
import type { Fault } from './fault';
import { ids, invalidate, query } from './query';

const document = { __meta__: { hash: 'abc' } } as { __meta__: Record<string, unknown>; __apiType?: (v: { id: string }) => { home: { id: string } } };

function answer(status: number, body: unknown, type = 'application/json') {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'Content-Type': type, 'X-Request-Id': 'r-1' } }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}
const fault = (status: number, body: unknown, type?: string) => {
  answer(status, body, type);
  return run(document, { id: 'x' }).then(() => { throw new Error('no fault'); }, (error: Fault) => error);
};

afterEach(() => vi.unstubAllGlobals());

test('sends the hash alone, and who asks in which language', async () => {
  identify('caseworker');
  speak('nn');
  const fetch = answer(200, { data: { home: { id: 'x' } } });
  expect(await run(document, { id: 'x' })).toEqual({ home: { id: 'x' } });
  const [path, init] = fetch.mock.calls[0]!;
  expect(path).toBe('/graphql');
  expect(init!.headers).toMatchObject({ 'X-Kobo-Client': 'caseworker', 'Accept-Language': 'nn' });
  expect(JSON.parse(String(init!.body))).toEqual({ variables: { id: 'x' }, extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } });
});

test('an error of the graph is a fault with code, text, field and id', async () => {
  const error = await fault(200, { data: null, errors: [{ message: 'Må være 1–9', extensions: { code: 'BAD_REQUEST', field: 'input.bedrooms', id: 'q-7' } }] });
  expect(error).toMatchObject({ code: 'BAD_REQUEST', message: 'Må være 1–9', field: 'input.bedrooms', id: 'q-7' });
});

test('a code we do not know, and an answer that is not ours, are internal', async () => {
  expect(await fault(200, { errors: [{ message: 'x', extensions: { code: 'NEWER' } }] })).toMatchObject({ code: 'INTERNAL' });
  expect(await fault(200, 'not json')).toMatchObject({ code: 'INTERNAL' });
});

test.each([[502, 'UNAVAILABLE'], [503, 'UNAVAILABLE'], [429, 'LIMIT_EXCEEDED'], [413, 'LIMIT_EXCEEDED'], [500, 'INTERNAL'], [404, 'NOT_FOUND']])('a plain answer with status %i is %s, with the id to quote', async (status, code) => {
  expect(await fault(status, 'x', 'text/plain')).toMatchObject({ code, id: 'r-1' });
});

test('no contact is OFFLINE; an operation the server no longer knows is OUTDATED', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  await expect(run(document, { id: 'x' })).rejects.toMatchObject({ code: 'OFFLINE' });
  expect(await fault(200, { errors: [{ message: 'x', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] })).toMatchObject({ code: 'OUTDATED' });
});

test('an act that was carried out gives what it gave, though reading the rest failed', async () => {
  answer(200, { data: { home: { id: 'x' } }, errors: [{ message: 'x', extensions: { code: 'COMMITTED' } }] });
  expect(await run(document, { id: 'x' })).toEqual({ home: { id: 'x' } });
});

test.each([
  ['status 401', 401, {}],
  ['an error of the graph', 200, { errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] }],
])('the end of the session is told of: %s', async (_, status, body) => {
  const ended = vi.fn();
  session.addEventListener('ended', ended, { once: true });
  expect(await fault(status, body)).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(ended).toHaveBeenCalledOnce();
});

test('ids are found however deep', () => {
  expect([...ids({ id: 'a', rows: [{ id: 'b', child: { id: 'c', ids: ['d'] } }], none: null, name: 'x' })]).toEqual(['a', 'b', 'c', 'd']);
});

test('what shows a changed id is read again, and nothing else', async () => {
  const client = new QueryClient();
  client.setQueryData(query(document, { id: 'x' }).queryKey, { home: { id: 'x' } });
  client.setQueryData(['other'], { homes: [{ id: 'y' }] });
  await invalidate(client, new Set(['x']));
  expect(client.getQueryState(query(document, { id: 'x' }).queryKey)?.isInvalidated).toBe(true);
  expect(client.getQueryState(['other'])?.isInvalidated).toBe(false);
});
