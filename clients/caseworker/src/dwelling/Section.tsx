import { Heading } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';

/** A part of the dwelling's page, with its acts beside the heading. */
export function Section({ id, title, actions, children }: { id: string; title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section id={id} className="card section" aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <Heading level={2} data-size="xs" id={`${id}-title`}>{title}</Heading>
        {actions && <div className="row no-print">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Facts in two columns: what it is, and what is recorded. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

/** One fact. Without a value nothing is shown, unless `missing` says what to say then. */
export function Fact({ name, children, missing }: { name: string; children?: ReactNode; missing?: string }) {
  const empty = children === null || children === undefined || children === '' || children === false;
  if (empty && !missing) return null;
  return <div><dt>{name}</dt><dd className={empty ? 'muted' : undefined}>{empty ? missing : children}</dd></div>;
}
