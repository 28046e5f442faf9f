// Who is logged in, and the settings of this installation. Both are read from the server; nothing of it is kept on the machine.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { request, session as events } from './gql/client';
import { Fault, faultOf } from './gql/fault';
import { useLanguage } from './i18n/react';

/** The login session, as GET /session gives it. */
export interface Session {
  /** "Trine Saksbehandler" */
  name: string;
  /** The organisation one acts for: "Krokvik kommune"; null for citizens. */
  organisation: Organisation | null;
  /** All those that one may act for. */
  organisations: Organisation[];
  language: string;
  /** When the session ends unless it is used. */
  expiresAt: string;
}

/** An organisation, and the rights that Altinn gives there. */
export interface Organisation {
  key: string;
  orgno: string;
  name: string;
  role: string;
  rights: string[] | null;
}

/** The settings that GET /config.json gives: of the installation, never of a person. */
export interface Config {
  /** True in Kobolab: every person is made up. */
  lab?: boolean;
  /** Limits on documents from machines, by name. */
  limits?: Record<string, number>;
  /** Where the accessibility declaration (tilgjengelighetserklæring) is. */
  accessibilityUrl?: string;
}

const sessionKey = ['session'];

/** Reads the session without prolonging it; null when nobody is logged in. */
async function readSession(signal?: AbortSignal): Promise<Session | null> {
  return ask(request('/session', { signal, headers: { Accept: 'application/json' } }));
}

/** Changes one thing of the session, which also prolongs it. */
async function change(what: 'organisation' | 'language', to: string): Promise<Session | null> {
  return ask(request(`/session/${what}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ [what]: to }) }));
}

async function ask(answer: Promise<Response>): Promise<Session | null> {
  try {
    const response = await answer;
    if (!response.ok) throw new Fault('INTERNAL');
    return (await response.json()) as Session;
  } catch (error) {
    if (faultOf(error).code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}

/** The session; null when nobody was logged in when the page opened, undefined until we know. A session that ends later stays here: see useSessionState. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => readSession(signal), staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false });
}

/** The installation's settings; empty until they are read, and when the server has none. */
export function useConfig(): Config {
  const read = async ({ signal }: { signal: AbortSignal }) => {
    const response = await request('/config.json', { signal });
    if (!response.ok) throw new Fault('UNAVAILABLE');
    return (await response.json()) as Config;
  };
  return useQuery({ queryKey: ['config'], queryFn: read, staleTime: Infinity, retry: false }).data ?? {};
}

/** The address that logs in and comes back to where we are (or to `to`). */
export function loginAddress(provider: 'ansattporten' | 'idporten', to = location.pathname + location.search): string {
  return `/login/${provider}?return=${encodeURIComponent(to)}`;
}

/** Logs out here and at the login service. */
export function logOut(): void {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: '/logout' });
  document.body.append(form);
  form.submit();
}

/** Acts for another of one's organisations: everything on the page is somebody else's then, so the app starts anew at `home`. */
export async function actFor(organisation: string, home: string): Promise<void> {
  await change('organisation', organisation);
  location.assign(home);
}

/** Milliseconds before the end at which a person is warned (WCAG 2.2.1 asks for at least twenty seconds). */
const warning = 2 * 60_000;

/**
 * Watches the session: "ending" from two minutes before it ends, "ended" when nobody is logged in though somebody was. The page and
 * what is written on it stay. Another tab may have prolonged the session or logged in again, so the server is asked before
 * warning and whenever the page comes into view; when somebody else has logged in, the page is loaded anew.
 */
export function useSessionState(): { state: 'none' | 'active' | 'ending' | 'ended'; minutesLeft: number; prolong: () => Promise<void> } {
  const client = useQueryClient();
  const { data } = useSession();
  const { language } = useLanguage();
  const [lost, setLost] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const expiresAt = data ? Date.parse(data.expiresAt) : undefined;

  const check = useCallback(
    async (reading: Promise<Session | null> = readSession()) => {
      const before = client.getQueryData<Session | null>(sessionKey);
      const fresh = await reading.catch(() => undefined); // an outage is not the end of a session
      setNow(Date.now());
      if (!before || !fresh) return; // a lost session has been told of by the event
      if (fresh.name !== before.name || fresh.organisation?.key !== before.organisation?.key) return location.reload();
      client.setQueryData(sessionKey, fresh);
      setLost(false);
    },
    [client],
  );

  useEffect(() => {
    const end = () => setLost(true);
    const look = () => document.visibilityState === 'visible' && void check();
    events.addEventListener('ended', end);
    document.addEventListener('visibilitychange', look);
    return () => {
      events.removeEventListener('ended', end);
      document.removeEventListener('visibilitychange', look);
    };
  }, [check]);

  useEffect(() => {
    if (!expiresAt || lost) return;
    const left = expiresAt - Date.now();
    // Far from the end: sleep until the warning. Near it: look again each half minute.
    const timer = setTimeout(() => void check(), Math.max(1000, left > warning ? left - warning : Math.min(30_000, left + 500)));
    return () => clearTimeout(timer);
    // Each look sets `now`, and with it the next timer.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [expiresAt, lost, now, check]);

  // The server's own texts follow the language chosen here.
  const known = data?.language;
  useEffect(() => {
    if (known && known !== language && !lost) void change('language', language).then(fresh => fresh && client.setQueryData(sessionKey, fresh), () => undefined);
  }, [known, language, lost, client]);

  const left = (expiresAt ?? 0) - now;
  const state = !data ? 'none' : lost ? 'ended' : left <= warning ? 'ending' : 'active';
  return { state, minutesLeft: Math.max(1, Math.ceil(left / 60_000)), prolong: () => check(change('language', language)) };
}
