import { Button, Checkbox, Select, Table as Plain } from '@digdir/designsystemet-react';
import { ChevronLeftIcon, ChevronRightIcon } from '@navikt/aksel-icons';
import type { ReactNode } from 'react';
import { useFormat, useTexts } from '../i18n/react';

export interface Column<Row> {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers stand to the right, digits under digits. */
  numeric?: boolean;
  /** The server can order by it; the order is the key, or the key with a minus before it. */
  sortable?: boolean;
}

interface Props<Row> {
  /** Says what the table holds, to those who cannot see it. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The order in force: "rent" or "-rent". */
  order?: string;
  onOrder?: (order: string) => void;
  /** The chosen rows' keys; leave out for a table without a column to choose in. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  /** What to call a row when choosing it. */
  rowName?: (row: Row) => string;
  /** Newer rows are on their way; the old ones stay, dimmed. */
  busy?: boolean;
}

/** A table whose ordering, filtering and paging the server does. Rows are not striped: tags would vanish. */
export function Table<Row>({ caption, columns, rows, rowKey, order, onOrder, selected, onSelect, rowName, busy }: Props<Row>) {
  const t = useTexts();
  const keys = rows.map(rowKey);
  const all = keys.length > 0 && keys.every(key => selected?.has(key));
  const some = keys.some(key => selected?.has(key));
  const choose = (changed: string[], on: boolean) => {
    const next = new Set(selected);
    for (const key of changed) if (on) next.add(key); else next.delete(key);
    onSelect?.(next);
  };
  const direction = (key: string) => (order === key ? 'ascending' : order === `-${key}` ? 'descending' : 'none');
  return (
    <div className="table-scroll" role="region" aria-label={caption} tabIndex={0} aria-busy={busy || undefined}>
      <Plain hover data-size="sm">
        <caption className="visually-hidden">{caption}</caption>
        <Plain.Head>
          <Plain.Row>
            {selected && (
              <Plain.HeaderCell>
                <Checkbox aria-label={t('table.selectAll')} checked={all} ref={box => { if (box) box.indeterminate = some && !all; }} onChange={event => choose(keys, event.target.checked)} />
              </Plain.HeaderCell>
            )}
            {columns.map(({ key, header, numeric, sortable }) => (
              <Plain.HeaderCell
                key={key}
                className={numeric ? 'numeric' : undefined}
                sort={sortable ? direction(key) : undefined}
                onClick={sortable ? () => onOrder?.(order === key ? `-${key}` : key) : undefined}
              >
                {header}
              </Plain.HeaderCell>
            ))}
          </Plain.Row>
        </Plain.Head>
        <Plain.Body>
          {rows.map((row, index) => {
            const id = keys[index]!;
            return (
              <Plain.Row key={id} aria-selected={selected ? selected.has(id) : undefined}>
                {selected && (
                  <Plain.Cell>
                    <Checkbox aria-label={t('table.select', { name: rowName?.(row) ?? id })} checked={selected.has(id)} onChange={event => choose([id], event.target.checked)} />
                  </Plain.Cell>
                )}
                {columns.map(({ key, cell, numeric }) => (
                  <Plain.Cell key={key} className={numeric ? 'numeric' : undefined}>{cell(row)}</Plain.Cell>
                ))}
              </Plain.Row>
            );
          })}
        </Plain.Body>
      </Plain>
    </div>
  );
}

interface PagingProps {
  /** Number of the first row shown, from 1; 0 when there are none. */
  from: number;
  to: number;
  total: number;
  /** Leave out where there is no such page. */
  onPrevious?: () => void;
  onNext?: () => void;
  size?: number;
  sizes?: number[];
  onSize?: (size: number) => void;
}

/** "Viser 1–50 av 714", with the way back and forth. Pages are the server's cursors, so one goes step by step. */
export function Paging({ from, to, total, onPrevious, onNext, size, sizes = [20, 50, 100], onSize }: PagingProps) {
  const t = useTexts();
  const { number } = useFormat();
  return (
    <nav className="paging" aria-label={t('table.pages')}>
      <span role="status">{t('table.showing', { from: number(from), to: number(to), total: number(total) })}</span>
      <span className="row">
        {onSize && (
          <label>
            {t('table.pageSize')}
            <Select width="auto" data-size="sm" value={size} onChange={event => onSize(Number(event.target.value))}>
              {sizes.map(one => <Select.Option key={one} value={one}>{one}</Select.Option>)}
            </Select>
          </label>
        )}
        {/* Not `disabled`, which would take the focus away from who pressed it last. */}
        <Button variant="secondary" data-size="sm" aria-disabled={!onPrevious} onClick={onPrevious}><ChevronLeftIcon aria-hidden />{t('table.previous')}</Button>
        <Button variant="secondary" data-size="sm" aria-disabled={!onNext} onClick={onNext}>{t('table.next')}<ChevronRightIcon aria-hidden /></Button>
      </span>
    </nav>
  );
}
