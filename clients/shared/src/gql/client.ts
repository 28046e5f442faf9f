// The GraphQL client: fetch and nothing more. A document is only its hash (the server holds the text), so no GraphQL code is
// in the bundle. See query.ts for how pages use it.
import { createClient } from 'graphql-sse';
import { Fault, type Code } from './fault';

/** A typed operation, as `npm run gen` makes it. */
export interface Document<Result, Variables> {
  __apiType?: (variables: Variables) => Result;
  __meta__?: Record<string, unknown>;
}

/** The answer of the server to one operation. */
interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string; id?: string; field?: string } }[];
}

const endpoint = '/graphql';
let client = '';
let language = 'nb';

/** Tells the server which app asks: its documents are the only ones it may run. */
export function identify(name: string): void {
  client = name;
}

/** The language the server is to answer in. */
export function speak(to: string): void {
  language = to;
}

/** The headers of every request of ours. The first is also what a foreign page cannot send (CSRF). */
export function headers(): Record<string, string> {
  return { 'X-Kobo-Client': client, 'Accept-Language': language };
}

/** Emits "ended" when the server says that nobody is logged in any more. */
export const session = new EventTarget();

/** The hash of a document; queries are cached under it. */
export function hashOf({ __meta__ }: { __meta__?: Record<string, unknown> }): string {
  return String(__meta__?.['hash']);
}

function body<Result, Variables>(document: Document<Result, Variables>, variables: Variables) {
  return { variables, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } } };
}

/** Runs an operation once. Throws a Fault, and only that (or the signal's reason when it is aborted). */
export async function run<Result, Variables>(document: Document<Result, Variables>, variables: Variables, signal?: AbortSignal): Promise<Result> {
  const response = await request(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify(body(document, variables)),
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as Answer<Result>;
  return read(answer, response.status);
}

/** Returns the data of an answer, or throws its first error. */
export function read<Result>({ data, errors = [] }: Answer<Result>, status = 200): Result {
  const faults = errors.map(({ message, extensions }) => new Fault(codeOf(extensions?.code, status), message, { ...extensions, status }));
  if (faults.some(fault => fault.code === 'UNAUTHENTICATED')) session.dispatchEvent(new Event('ended'));
  // COMMITTED: the act was carried out, only reading the result back failed; the data there is (the ids) is right.
  const first = faults.find(fault => fault.code !== 'COMMITTED');
  if (first) throw first;
  if (!data) throw faults[0] ?? new Fault(codeOf(undefined, status), '', { status });
  return data;
}

/** Fetches from our own server: our headers, our faults. GET /session and uploads use it too. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init, headers: { ...headers(), ...(init.headers as Record<string, string>) } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Fault('OFFLINE');
  }
  if (response.status === 401) {
    session.dispatchEvent(new Event('ended'));
    throw new Fault('UNAUTHENTICATED');
  }
  // A GraphQL answer says itself what is wrong; a plain one only has its status.
  if (!response.ok && !response.headers.get('Content-Type')?.includes('json')) {
    throw new Fault(codeOf(undefined, response.status), '', { id: response.headers.get('X-Request-Id') ?? undefined, status: response.status });
  }
  return response;
}

const known: Record<string, Code> = Object.fromEntries(
  (['NOT_FOUND', 'BAD_REQUEST', 'CONFLICT', 'ILLEGAL_ACT', 'UNAUTHENTICATED', 'LIMIT_EXCEEDED', 'UNAVAILABLE', 'COMMITTED', 'INTERNAL'] as Code[]).map(code => [code, code]),
);

function codeOf(code: string | undefined, status: number): Code {
  if (code === 'PERSISTED_QUERY_NOT_FOUND' || code === 'PERSISTED_QUERY_REQUIRED') return 'OUTDATED';
  // Our own operations are valid; one that is not asks for what this viewer's schema does not have.
  if (code === 'GRAPHQL_VALIDATION_FAILED') return 'NOT_FOUND';
  if (code && known[code]) return known[code];
  switch (status) {
    case 401: return 'UNAUTHENTICATED';
    case 403: case 404: return 'NOT_FOUND';
    case 409: return 'CONFLICT';
    case 413: case 429: return 'LIMIT_EXCEEDED';
    case 502: case 503: case 504: return 'UNAVAILABLE';
    default: return 'INTERNAL';
  }
}

/**
 * Listens to a subscription until the returned function is called. Events carry ids only; what they mean is read anew.
 * `onResume` runs when the connection is back after a break: events may have been missed.
 */
export function listen<Result, Variables>(document: Document<Result, Variables>, variables: Variables, onEvent: (data: Result) => void, onResume?: () => void): () => void {
  const events = createClient({ url: endpoint, credentials: 'same-origin', headers, retryAttempts: Infinity, retry: wait });
  const stop = events.subscribe<Result>(
    body(document, variables) as never, // graphql-sse asks for a query text; ours is on the server
    { next: ({ data }) => data && onEvent(data), error: () => undefined, complete: () => undefined },
    { connected: again => { if (again) onResume?.(); } },
  );
  return () => {
    stop();
    events.dispose();
  };
}

/** Waits longer for each try, with some chance in it so that a thousand tabs don't come back at once. */
function wait(tries: number): Promise<void> {
  return new Promise(done => setTimeout(done, Math.min(30_000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2)));
}
