import { EmptyState, ErrorView, listOf, Loading, Page, query, type Search } from '@kobo/shared';
import { Alert, Button, Field, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCursor } from '../cursor';
import { later } from '../form/values';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import type { LogFilter, LogKind } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { LogPaging, LogTable } from './LogTable';

const LogDocument = graphql(/* GraphQL */ `
  query Log($filter: LogFilter, $after: String) {
    log(filter: $filter, first: 50, after: $after) {
      nodes { at kind actor organisation what classes count purpose }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
const kinds: LogKind[] = ['READ', 'CHANGE', 'EXPORT', 'DENIED'];
const route = getRouteApi('/log');
const day = /^\d{4}-\d\d-\d\d$/;

/** Midnight in Norway at the beginning of a day. */
function midnight(date: string): string {
  const noon = new Date(`${date}T12:00:00Z`);
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', hour: '2-digit', hourCycle: 'h23' }).format(noon));
  return new Date(noon.getTime() - hour * 3_600_000).toISOString();
}

/** The municipality's log: who saw and changed what, when (innsyn i logg). */
export function LogPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('LOG') ? <Log /> : <NoAccess title={t('log.title')} />;
}

function Log() {
  const t = useT();
  const navigate = useNavigate();
  const search = route.useSearch();
  const value = (name: string) => listOf(search[name])[0] ?? '';
  const kind = kinds.find(one => one === value('kind'));
  const filter: LogFilter = {
    ...(kind && { kinds: [kind] }),
    ...(value('subject') && { subject: value('subject') }),
    ...(value('actor') && { actor: value('actor') }),
    ...(day.test(value('from')) && { from: midnight(value('from')) }),
    ...(day.test(value('to')) && { to: midnight(later(value('to'), { days: 1 })) }),
  };
  const { after, page, next, previous } = useCursor(JSON.stringify(filter));
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...query(LogDocument, { filter, after }), staleTime: 0, placeholderData: keepPreviousData });
  const set = (name: string, to: string) => void navigate({ to: '/log', search: { ...search, [name]: to || undefined } as unknown as Search, replace: true });
  return (
    <Page title={t('log.title')} className="log">
      <p>{t('log.lead')}</p>
      <div className="row no-print filters">
        <Field data-size="sm">
          <Label>{t('log.kind')}</Label>
          <Select width="auto" value={kind ?? ''} onChange={event => set('kind', event.target.value)}>
            <Select.Option value="">{t('overview.any')}</Select.Option>
            {kinds.map(one => <Select.Option key={one} value={one}>{t(`log.kind.${one}`)}</Select.Option>)}
          </Select>
        </Field>
        <Textfield data-size="sm" type="date" label={t('log.from')} value={value('from')} onChange={event => set('from', event.target.value)} />
        <Textfield data-size="sm" type="date" label={t('log.to')} value={value('to')} onChange={event => set('to', event.target.value)} />
        {Object.keys(filter).length > 0 && <Button data-size="sm" variant="secondary" onClick={() => void navigate({ to: '/log', search: {} })}>{t('overview.clear')}</Button>}
      </div>
      {value('subject') && <Alert data-size="sm" data-color="info">{t('log.ofOne')}</Alert>}
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !data ? <Loading /> : data.log.nodes.length === 0 ? <EmptyState title={t('log.none')} /> : (
        <>
          <LogTable caption={t('log.title')} entries={data.log.nodes} who busy={isPlaceholderData} />
          <LogPaging onNewer={page > 0 ? previous : undefined} onOlder={data.log.pageInfo.hasNextPage ? () => next(data.log.pageInfo.endCursor) : undefined} />
        </>
      )}
    </Page>
  );
}
