import { EmptyState, ErrorView, Loading, Paging, query, Table, useAct, useAnnouncer, useFormat, listOf, type Search } from '@kobo/shared';
import { Button, Heading, Tag } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../codes';
import { useCursor } from '../cursor';
import { graphql } from '../gql';
import type { ImportRowsQuery, ImportRowState } from '../gql/graphql';
import { useT } from '../texts';
import { FixDialog } from './FixDialog';
import { rowColours } from './states';

const RowsDocument = graphql(/* GraphQL */ `
  query ImportRows($id: ID!, $state: [ImportRowState!], $after: String) {
    import(id: $id) {
      id
      rows(state: $state, first: 20, after: $after) {
        nodes {
          id
          number
          state
          cells { column value }
          problems { column value message allowed }
          changes { column label before after }
          dwelling { id address { text } }
        }
        pageInfo { hasNextPage hasPreviousPage endCursor }
        totalCount
      }
    }
    workbookColumns { name label }
  }
`);
type Row = NonNullable<NonNullable<ImportRowsQuery['import']>['rows']>['nodes'][number];

const FixDocument = graphql(/* GraphQL */ `
  mutation ImportFixRow($id: ID!, $number: Int!, $cells: [ImportCellInput!]!) {
    importFixRow(id: $id, number: $number, cells: $cells) { row { id } userErrors { code message field } }
  }
`);
const size = 20;
const states: ImportRowState[] = ['ERROR', 'NEW', 'CHANGED', 'SAME', 'APPLIED', 'UNDONE', 'SKIPPED'];
const route = getRouteApi('/import/$id');

/** The rows of the workbook: what each means for the register, and what is wrong with it. A wrong one is mended here. While the import runs they are not read again. */
export function Rows({ id, running, counts, editable }: { id: string; running: boolean; counts: Record<'new' | 'changed' | 'same' | 'error' | 'applied' | 'undone', number>; editable: boolean }) {
  const t = useT();
  const { number } = useFormat();
  const { label } = useCodes();
  const { announce } = useAnnouncer();
  const navigate = useNavigate();
  const search = route.useSearch();
  const shown = states.find(one => one === listOf(search['state'])[0]);
  const { after, page, next, previous } = useCursor(shown ?? '');
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...query(RowsDocument, { id, state: shown ? [shown] : undefined, after }), staleTime: 0, enabled: !running, placeholderData: keepPreviousData });
  const fix = useAct(FixDocument);
  const [fixing, setFixing] = useState<Row>();
  const count: Partial<Record<ImportRowState, number>> = { NEW: counts.new, CHANGED: counts.changed, SAME: counts.same, ERROR: counts.error, APPLIED: counts.applied, UNDONE: counts.undone };
  const rows = data?.import?.rows;
  const heading = (column: string) => data?.workbookColumns.find(one => one.name === column)?.label ?? column;
  const where = (row: Row) => row.dwelling?.address.text ?? row.cells.slice(0, 3).map(one => one.value).filter(Boolean).join(', ');
  return (
    <section className="stack rows">
      <Heading level={2} data-size="xs">{t('import.rowsTitle')}</Heading>
      <nav aria-label={t('import.show')}>
        <ul className="chips">
          <li><Link to="/import/$id" params={{ id }} search={{}} className="ds-chip" data-size="sm" aria-current={shown ? undefined : 'true'}>{t('overview.any')}</Link></li>
          {states.filter(one => (count[one] ?? 0) > 0 || one === shown).map(one => (
            <li key={one}><Link to="/import/$id" params={{ id }} search={{ state: one } as Search} className="ds-chip" data-size="sm" aria-current={shown === one ? 'true' : undefined} resetScroll={false}>{label('ImportRowState', one)} ({number(count[one] ?? 0)})</Link></li>
          ))}
        </ul>
      </nav>
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !rows ? <Loading /> : rows.nodes.length === 0 ? (
        <EmptyState title={t('import.noRows')} action={shown && <Button variant="secondary" onClick={() => void navigate({ to: '/import/$id', params: { id }, search: {} })}>{t('import.showAll')}</Button>} />
      ) : (
        <>
          <Table
            caption={t('import.rowsTitle')}
            busy={isPlaceholderData}
            rows={rows.nodes}
            rowKey={row => row.id}
            columns={[
              { key: 'number', header: t('import.rowNumber'), numeric: true, cell: row => number(row.number) },
              { key: 'state', header: t('import.state'), cell: row => <Tag data-size="sm" data-color={rowColours[row.state]}>{label('ImportRowState', row.state)}</Tag> },
              { key: 'where', header: t('page.dwelling'), cell: row => (row.dwelling ? <Link className="ds-link" to="/dwellings/$id" params={{ id: row.dwelling.id }}>{where(row)}</Link> : where(row)) },
              {
                key: 'what',
                header: t('import.what'),
                cell: row => (
                  <ul className="plain tight">
                    {row.problems.map(one => <li key={one.column + one.message} className="refused"><strong>{heading(one.column)}:</strong> {one.message}{one.allowed.length > 0 && <span className="muted"> {t('import.allowed', { words: one.allowed.slice(0, 8).join(', ') + (one.allowed.length > 8 ? ' …' : '') })}</span>}</li>)}
                    {row.changes.map(one => <li key={one.column}>{one.label}: {one.before && <><span className="struck">{one.before}</span> → </>}{one.after || t('history.removed')}</li>)}
                  </ul>
                ),
              },
              ...(editable ? [{ key: 'fix', numeric: true, header: <span className="visually-hidden">{t('import.fix')}</span>, cell: (row: Row) => (row.state === 'ERROR' ? <Button data-size="sm" variant="secondary" aria-label={t('import.fixRow', { number: row.number })} onClick={() => setFixing(row)}>{t('import.fix')}</Button> : null) }] : []),
            ]}
          />
          <Paging
            from={page * size + 1}
            to={page * size + rows.nodes.length}
            total={rows.totalCount}
            onPrevious={page > 0 ? previous : undefined}
            onNext={rows.pageInfo.hasNextPage ? () => next(rows.pageInfo.endCursor) : undefined}
          />
        </>
      )}
      {fixing && (
        <FixDialog
          row={fixing}
          heading={heading}
          onClose={() => setFixing(undefined)}
          onFix={async cells => {
            const { importFixRow: { userErrors } } = await fix.mutateAsync({ id, number: fixing.number, cells });
            if (userErrors.length > 0) return userErrors;
            setFixing(undefined);
            announce(t('import.fixed', { number: fixing.number }));
            void refetch();
          }}
        />
      )}
    </section>
  );
}
