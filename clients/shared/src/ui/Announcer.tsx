import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../i18n/react';

interface Announcements {
  /** Says something to screen readers alone: what everybody else sees happen. */
  announce: (text: string) => void;
  /** Shows and says what was done, with «Angre» for ten seconds when it can be undone. Never for a decision or a letter sent. */
  toast: (text: string, undo?: () => unknown) => void;
}

const Context = createContext<Announcements | null>(null);
const shown = 10_000;

interface Toast { id: number; text: string; undo?: () => unknown }

/** The one place that speaks: one polite live region, and the toasts. Stands once, around the app. */
export function Announcer({ children }: { children: ReactNode }) {
  const t = useTexts();
  const [said, setSaid] = useState('');
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(0);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const dismiss = useCallback((id: number) => setToasts(all => all.filter(toast => toast.id !== id)), []);
  // The same text twice must be said twice: a space more makes it another text.
  const announce = useCallback((text: string) => setSaid(before => (before === text ? `${text}\u00a0` : text)), []);
  const start = useCallback((id: number) => void timers.current.set(id, setTimeout(() => dismiss(id), shown)), [dismiss]);
  const stop = (id: number) => clearTimeout(timers.current.get(id));
  const toast = useCallback(
    (text: string, undo?: () => unknown) => {
      const id = (next.current += 1);
      setToasts(all => [...all.slice(-2), { id, text, undo }]);
      announce(text);
      start(id);
    },
    [announce, start],
  );

  const value = useMemo(() => ({ announce, toast }), [announce, toast]);
  return (
    <Context value={value}>
      {children}
      <div className="visually-hidden" role="status">{said}</div>
      {/* While one points at a toast or has moved into it, it stays. */}
      <div className="toasts">
        {toasts.map(({ id, text, undo }) => (
          <div key={id} className="toast" onMouseEnter={() => stop(id)} onMouseLeave={() => start(id)} onFocus={() => stop(id)} onBlur={() => start(id)}>
            <span>{text}</span>
            <button
              type="button"
              onClick={() => {
                dismiss(id);
                if (undo) void Promise.resolve(undo()).then(() => announce(t('app.undone')), () => undefined);
              }}
            >
              {undo ? t('app.undo') : t('app.close')}
            </button>
          </div>
        ))}
      </div>
    </Context>
  );
}

/** How to speak to the person. */
export function useAnnouncer(): Announcements {
  const announcements = useContext(Context);
  if (!announcements) throw new Error('useAnnouncer outside Announcer');
  return announcements;
}
