import { Table, useFormat } from '@kobo/shared';
import { Button, Tag } from '@digdir/designsystemet-react';
import { ChevronRightIcon } from '@navikt/aksel-icons';
import type { LogKind } from '../gql/graphql';
import { useT } from '../texts';

const colours = { READ: 'neutral', CHANGE: 'info', EXPORT: 'warning', DENIED: 'danger' } as const satisfies Record<LogKind, string>;

export interface Entry {
  at: string;
  kind: LogKind;
  actor: string;
  organisation?: string | null;
  what: string;
  classes: readonly string[];
  count: number;
  purpose?: string | null;
}

/** Entries of a log, newest first. */
export function LogTable({ caption, entries, who, busy }: { caption: string; entries: readonly Entry[]; who: boolean; busy?: boolean }) {
  const t = useT();
  const { dateTime, number } = useFormat();
  return (
    <Table
      caption={caption}
      busy={busy}
      rows={entries.map((entry, index) => ({ ...entry, key: `${entry.at}${index}` }))}
      rowKey={row => row.key}
      columns={[
        { key: 'at', header: t('log.when'), cell: row => dateTime(row.at) },
        { key: 'kind', header: t('log.kind'), cell: row => <Tag data-size="sm" data-color={colours[row.kind]}>{t(`log.kind.${row.kind}`)}</Tag> },
        ...(who ? [{ key: 'actor', header: t('log.who'), cell: (row: Entry) => <>{row.actor}{row.organisation && <span className="muted block">{row.organisation}</span>}</> }] : []),
        { key: 'what', header: t('log.what'), cell: row => <>{row.what}{row.purpose && <span className="muted block">{row.purpose}</span>}</> },
        { key: 'classes', header: t('log.classes'), cell: row => row.classes.join(', ') },
        { key: 'count', header: t('log.count'), numeric: true, cell: row => number(row.count) },
      ]}
    />
  );
}

/** On to older entries and back. How many there are in all nobody counts. */
export function LogPaging({ onNewer, onOlder }: { onNewer?: () => void; onOlder?: () => void }) {
  const t = useT();
  if (!onNewer && !onOlder) return null;
  return (
    <nav className="row no-print" aria-label={t('table.pages')}>
      <Button variant="secondary" data-size="sm" aria-disabled={!onNewer} onClick={onNewer}>{t('log.newer')}</Button>
      <Button variant="secondary" data-size="sm" aria-disabled={!onOlder} onClick={onOlder}>{t('log.older')}<ChevronRightIcon aria-hidden /></Button>
    </nav>
  );
}
