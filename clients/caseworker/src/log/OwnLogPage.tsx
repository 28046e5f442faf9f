import { EmptyState, ErrorView, Loading, Page, query } from '@kobo/shared';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCursor } from '../cursor';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { LogPaging, LogTable } from './LogTable';

const OwnLogDocument = graphql(/* GraphQL */ `
  query OwnLog($after: String) {
    viewer {
      log(first: 50, after: $after) {
        nodes { at kind actor organisation what classes count purpose }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

/** What one has done oneself (Min logg). */
export function OwnLogPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('OWN_LOG') ? <OwnLog /> : <NoAccess title={t('page.ownLog')} />;
}

function OwnLog() {
  const t = useT();
  const { after, page, next, previous } = useCursor('own');
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...query(OwnLogDocument, { after }), staleTime: 0, placeholderData: keepPreviousData });
  const log = data?.viewer.log;
  return (
    <Page title={t('page.ownLog')} className="log">
      <p>{t('log.own.lead')}</p>
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !data ? <Loading /> : !log || log.nodes.length === 0 ? <EmptyState title={t('log.none')} /> : (
        <>
          <LogTable caption={t('page.ownLog')} entries={log.nodes} who={false} busy={isPlaceholderData} />
          <LogPaging onNewer={page > 0 ? previous : undefined} onOlder={log.pageInfo.hasNextPage ? () => next(log.pageInfo.endCursor) : undefined} />
        </>
      )}
    </Page>
  );
}
