import { ErrorView, Loading, query, Timeline, type Search } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCodes } from '../codes';
import { graphql } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { Section } from './Section';

const HistoryDocument = graphql(/* GraphQL */ `
  query DwellingHistory($id: ID!, $first: Int) {
    dwelling(id: $id) {
      id
      history(first: $first) {
        nodes { id kind at actor note changes { field label before after } }
        pageInfo { hasNextPage }
      }
    }
  }
`);
const most = 100;

/** Who did what and when, newest first. */
export function HistorySection() {
  const t = useT();
  const { label } = useCodes();
  const { id } = useDwelling();
  const { reads } = useAccess();
  const [first, setFirst] = useState(10);
  const { data, error, refetch, isFetching } = useQuery({ ...query(HistoryDocument, { id, first }), enabled: reads('DWELLING_HISTORY'), placeholderData: keepPreviousData });
  if (!reads('DWELLING_HISTORY')) return null;
  const history = data?.dwelling?.history;
  return (
    <Section id="history" title={t('history.title')} actions={reads('LOG') && <Button asChild data-size="sm" variant="tertiary"><Link to="/log" search={{ subject: id } as Search}>{t('history.log')}</Link></Button>}>
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !data ? <Loading lines={3} /> : !history || history.nodes.length === 0 ? <p className="muted">{t('history.none')}</p> : (
        <>
          <Timeline
            items={history.nodes.map(entry => ({
              key: entry.id,
              at: entry.at,
              title: label('HistoryKind', entry.kind),
              by: entry.actor,
              detail: (entry.note || entry.changes.length > 0) && (
                <>
                  {entry.note}
                  {entry.changes.map(change => (
                    <span key={change.field} className="change">{change.label}: {change.before ? <><span className="struck">{change.before}</span> → </> : null}{change.after || t('history.removed')}</span>
                  ))}
                </>
              ),
            }))}
          />
          {history.pageInfo.hasNextPage && first < most && <Button className="no-print" variant="secondary" data-size="sm" loading={isFetching} onClick={() => setFirst(Math.min(most, first + 20))}>{t('history.more')}</Button>}
        </>
      )}
    </Section>
  );
}
