import { ErrorView, Loading, Page, parseSearch, query, useFormat } from '@kobo/shared';
import { Heading } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCodes } from '../codes';
import { rounded } from '../form/values';
import { graphql } from '../gql';
import { useT } from '../texts';
import { useAccess, useViewer } from '../viewer';

const StartDocument = graphql(/* GraphQL */ `
  query Start {
    dwellings(first: 1) {
      registerCount
      nodes { id }
      facets {
        status { value label count }
        markers { value label count }
        contractEndsWithinMonths { value count }
        expectedVacantWithinMonths { value count }
        vacantMoreThanDays { value count }
      }
    }
    empty: dwellings(first: 1, filter: { vacantMoreThanDays: 0 }) { nodes { id } totalCount vacancyCostOre }
  }
`);
const RunningDocument = graphql(/* GraphQL */ `
  query StartImports {
    imports(first: 5) { nodes { id name state recordedAt counts { new changed error } } }
  }
`);

/** What waits for one today. Every number is a link to what it counts. */
export function StartPage() {
  const t = useT();
  const { municipality } = useViewer();
  const { reads } = useAccess();
  return (
    <Page title={t('page.start')} className="start">
      {municipality && <p className="muted">{t('start.lead', { name: municipality.name })}</p>}
      {reads('DWELLING') ? <Stock /> : <p>{t('start.nothing')} <Link className="ds-link" to="/access">{t('page.access')}</Link></p>}
      {reads('IMPORT') && <Imports />}
    </Page>
  );
}

function Stock() {
  const t = useT();
  const { number, money } = useFormat();
  const { savedFilters } = useViewer();
  const { data, error, refetch } = useQuery({ ...query(StartDocument, {}), staleTime: 0 });
  if (error && !data) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={4} />;
  const { facets, registerCount } = data.dwellings;
  const status = (value: string) => facets.status.find(one => one.value === value);
  const notice = facets.markers?.find(one => one.value === 'NOTICE_GIVEN');
  const soon = facets.contractEndsWithinMonths?.find(one => one.value === '3');
  const long = facets.vacantMoreThanDays.find(one => one.value === '90');
  const ready = status('READY');
  const reserved = status('RESERVED');
  const repair = status('UNDER_MAINTENANCE');
  return (
    <>
      <ul className="tiles">
        {ready && <Tile count={ready.count} name={ready.label} search="status=READY" />}
        {reserved && <Tile count={reserved.count} name={reserved.label} search="status=RESERVED" />}
        {repair && <Tile count={repair.count} name={repair.label} search="status=UNDER_MAINTENANCE" />}
        <Tile count={data.empty.totalCount} name={t('start.empty')} search="vacantMoreThanDays=0&sort=vacantSince">{data.empty.vacancyCostOre != null && data.empty.totalCount > 0 && t('start.cost', { amount: money(rounded(data.empty.vacancyCostOre)) })}</Tile>
        {long && <Tile count={long.count} name={t('start.long')} search="vacantMoreThanDays=90&sort=vacantSince" />}
        {soon && <Tile count={soon.count} name={t('start.contracts')} search="contractEndsWithinMonths=3&sort=contractEnd" />}
        {notice && <Tile count={notice.count} name={notice.label} search="markers=NOTICE_GIVEN&sort=expectedVacancy" />}
      </ul>
      <p><Link className="ds-link" to="/dwellings">{t('start.all', { count: number(registerCount) })}</Link></p>
      {savedFilters.length > 0 && (
        <section className="stack">
          <Heading level={2} data-size="xs">{t('saved.title')}</Heading>
          <ul className="chips">
            {savedFilters.map(one => <li key={one.id}><Link to="/dwellings" search={parseSearch(one.address)} className="ds-chip" data-size="sm">{one.name}</Link></li>)}
          </ul>
        </section>
      )}
    </>
  );
}

function Tile({ count, name, search, children }: { count: number; name: string; search: string; children?: ReactNode }) {
  const { number } = useFormat();
  return (
    <li>
      <Link to="/dwellings" search={parseSearch(search)} className="tile card">
        <strong>{number(count)}</strong>
        <span>{name}</span>
        {children && <small className="muted">{children}</small>}
      </Link>
    </li>
  );
}

function Imports() {
  const t = useT();
  const { dateTime } = useFormat();
  const { label } = useCodes();
  const open = useQuery(query(RunningDocument, {})).data?.imports.nodes.filter(one => ['UPLOADED', 'PREVIEWED', 'APPLYING', 'UNDOING'].includes(one.state)) ?? [];
  if (open.length === 0) return null;
  return (
    <section className="stack">
      <Heading level={2} data-size="xs">{t('start.imports')}</Heading>
      <ul className="plain">
        {open.map(one => (
          <li key={one.id}><Link className="ds-link" to="/import/$id" params={{ id: one.id }}>{one.name}</Link> <span className="muted">{label('ImportState', one.state)} • {dateTime(one.recordedAt)}</span></li>
        ))}
      </ul>
    </section>
  );
}
