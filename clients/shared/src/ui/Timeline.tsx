import type { ReactNode } from 'react';
import { useFormat } from '../i18n/react';

export interface Happening {
  key: string;
  /** A date or a moment. */
  at: string;
  title: ReactNode;
  /** Who did it. */
  by?: ReactNode;
  detail?: ReactNode;
  /** The one in force now. */
  current?: boolean;
}

/** What has happened, in the order given. */
export function Timeline({ items }: { items: readonly Happening[] }) {
  const { date, dateTime } = useFormat();
  return (
    <ol className="timeline">
      {items.map(({ key, at, title, by, detail, current }) => (
        <li key={key} className={current ? 'current' : undefined} aria-current={current || undefined}>
          <time dateTime={at}>{at.length > 10 ? dateTime(at) : date(at)}{by && <> · {by}</>}</time>
          <strong>{title}</strong>
          {detail && <div>{detail}</div>}
        </li>
      ))}
    </ol>
  );
}
