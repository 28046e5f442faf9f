// Asks the graph as GraphiQL and machines do: with a document's text. The viewer is the token's owner, or who is logged in.
import type { Fetcher } from '@graphiql/toolkit';
import { Fault, headers } from '@kobo/shared';
import { createClient } from 'graphql-sse';
import { getOperationAST } from 'graphql';

function asViewer(token: string) {
  return token
    ? { credentials: 'omit' as const, headers: { Authorization: `Bearer ${token}`, 'Accept-Language': headers()['Accept-Language']! } }
    : { credentials: 'same-origin' as const, headers: headers() };
}

/** Runs what is in the editor: queries and mutations by POST, subscriptions by server-sent events. */
export function fetcherFor(token: string): Fetcher {
  return async ({ query, operationName, variables }, options) => {
    const { credentials, headers: who } = asViewer(token);
    const request = { query, operationName: operationName ?? undefined, variables: variables as Record<string, unknown> };
    const operation = options?.documentAST && getOperationAST(options.documentAST, operationName);
    if (operation?.operation === 'subscription') {
      return createClient({ url: '/graphql', credentials, headers: who, retryAttempts: 0 }).iterate(request) as ReturnType<Fetcher>;
    }
    const response = await fetch('/graphql', {
      method: 'POST',
      credentials,
      headers: { ...who, 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' },
      body: JSON.stringify(request),
    });
    return response.headers.get('Content-Type')?.includes('json') ? response.json() : { status: response.status, text: await response.text() };
  };
}

/** The schema as the viewer sees it (SDL). Throws UNAUTHENTICATED when nobody is logged in and no token is given, or a wrong one. */
export async function readSchema(token: string, signal?: AbortSignal): Promise<string> {
  // Not the shared `request`: a wrong token does not end the login session.
  const response = await fetch('/schema.graphql', { ...asViewer(token), signal }).catch(() => {
    throw new Fault('OFFLINE');
  });
  if (response.status === 401 || response.status === 403) throw new Fault('UNAUTHENTICATED');
  if (!response.ok) throw new Fault('UNAVAILABLE', '', { id: response.headers.get('X-Request-Id') ?? undefined });
  return response.text();
}
