import { createContext, useContext, useState, type ReactNode } from 'react';

const Context = createContext<{ token: string; setToken: (token: string) => void } | null>(null);

/**
 * Keeps a pasted access token while the page is open.
 *
 * SECURITY: in memory only. Never in storage, in an address or in a log.
 */
export function TokenProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState('');
  return <Context value={{ token, setToken }}>{children}</Context>;
}

/** The pasted token, or "" when requests go by the login session. */
export function useToken() {
  const held = useContext(Context);
  if (!held) throw new Error('useToken outside TokenProvider');
  return held;
}
