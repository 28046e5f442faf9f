import { Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, type ReactNode } from 'react';

// The first page that a visit shows leaves focus alone; each later one moves it to the heading, as a full page load would.
let visited = false;

/** One page: its name in the tab and as the heading, which takes focus when one comes from another page. `actions` stand beside it. */
export function Page({ title, actions, children, className = '' }: { title: string; actions?: ReactNode; children: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (visited) heading.current?.focus();
    visited = true;
  }, []);
  useEffect(() => {
    document.title = `${title} – Kobo`;
  }, [title]);
  return (
    <main id="content" className={`page stack ${className}`} tabIndex={-1}>
      <div className="row" style={{ justifyContent: 'space-between', inlineSize: '100%' }}>
        <Heading level={1} data-size="lg" ref={heading} tabIndex={-1}>{title}</Heading>
        {actions && <div className="row no-print">{actions}</div>}
      </div>
      {children}
    </main>
  );
}
