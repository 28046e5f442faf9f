import { Heading, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';

/** A list with nothing in it: says so, why it may be, and what one can do. */
export function EmptyState({ icon, title, children, action }: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty card">
      {icon}
      <Heading level={2} data-size="xs">{title}</Heading>
      {children && <Paragraph className="muted">{children}</Paragraph>}
      {action}
    </div>
  );
}
