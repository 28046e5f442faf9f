// How pages read and act: TanStack Query over client.ts. There is no normalised cache; the rule instead is that after an act or
// an event every query whose data holds one of the changed ids is read again.
import { QueryClient, queryOptions, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hashOf, listen, run, type Document } from './client';
import { faultOf, isPassing } from './fault';

/** The cache of one app. Faults that may pass are tried twice more; the others are shown at once. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (count, error) => count < 2 && isPassing(faultOf(error)) },
    },
  });
}

/** A query of the document, for useQuery, prefetchQuery and loaders alike. */
export function query<Result, Variables>(document: Document<Result, Variables>, variables: Variables) {
  return queryOptions<Result, Error, Result, QueryKey>({
    queryKey: [hashOf(document), variables],
    queryFn: ({ signal }) => run(document, variables, signal),
  });
}

/** A mutation of the document. On success everything on the page that shows what it changed is read again. */
export function useAct<Result, Variables>(document: Document<Result, Variables>) {
  const client = useQueryClient();
  return useMutation<Result, Error, Variables>({
    mutationFn: variables => run(document, variables),
    onSuccess: (result, variables) => invalidate(client, ids(variables, ids(result))),
  });
}

/** Milliseconds between two readings that events ask for: an import elsewhere changes things every second, for minutes. */
const calm = 2000;

/**
 * Listens to a subscription while the component lives, and reads again what shows the ids of the events; everything when one names
 * none, or when some may have been missed. The first is answered at once, those that follow together. `lists` are read again each
 * time: what has changed may belong in them now. One per app.
 */
export function useLive<Result, Variables>(document: Document<Result, Variables>, variables: Variables, lists: readonly Parameters<typeof hashOf>[0][] = []): void {
  const client = useQueryClient();
  const key = JSON.stringify(variables);
  const always = lists.map(hashOf).join();
  useEffect(() => {
    let changed = new Set<string>();
    let everything = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      if (!everything && changed.size === 0) return;
      timer = setTimeout(read, calm);
      const now = changed;
      const predicate = ({ queryKey, state }: { queryKey: QueryKey; state: { data: unknown } }) => always.split(',').includes(String(queryKey[0])) || [...ids(state.data)].some(id => now.has(id));
      void client.invalidateQueries(everything ? {} : { predicate });
      changed = new Set();
      everything = false;
    };
    const happen = (event: Result | undefined) => {
      const named = event === undefined ? new Set<string>() : ids(event);
      if (named.size === 0) everything = true;
      for (const id of named) changed.add(id);
      if (!timer) read();
    };
    const stop = listen(document, JSON.parse(key) as Variables, happen, () => happen(undefined));
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, document, key, always]);
}

/** Reads again every query whose data holds one of the ids; those not on screen when they next are. */
export function invalidate(client: QueryClient, changed: ReadonlySet<string>): Promise<void> {
  if (changed.size === 0) return Promise.resolve();
  return client.invalidateQueries({ predicate: ({ state }) => [...ids(state.data)].some(id => changed.has(id)) });
}

/** Collects the value of every field named id, and every string of a field named ids, however deep. */
export function ids(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) ids(item, into);
  else if (value && typeof value === 'object') {
    for (const [name, field] of Object.entries(value)) {
      if (name === 'id' && typeof field === 'string') into.add(field);
      else if (name === 'ids' && Array.isArray(field)) for (const id of field) into.add(String(id));
      else ids(field, into);
    }
  }
  return into;
}
