import { ErrorView, Loading, Page, query, useAct, useAnnouncer, useFormat } from '@kobo/shared';
import { Alert, Button, Heading, Tag } from '@digdir/designsystemet-react';
import { DownloadIcon } from '@navikt/aksel-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useCodes } from '../codes';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import type { ImportState } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { Columns } from './Columns';
import { Rows } from './Rows';
import { isRunning, stateColours } from './states';
import { Words } from './Words';

const ImportDocument = graphql(/* GraphQL */ `
  query Import($id: ID!) {
    import(id: $id) {
      id
      version
      state
      name
      recordedAt
      recordedBy
      appliedAt
      undoneAt
      counts { new changed same error applied undone }
      done
      total
      failure
      undoable
      errorsUrl
      unknownWords { word }
      ...Columns
      ...Words
    }
  }
`);
const ApplyDocument = graphql(/* GraphQL */ `
  mutation ImportApply($id: ID!, $version: Int!) {
    importApply(id: $id, version: $version) { import { id version state } userErrors { code message field } }
  }
`);
const UndoDocument = graphql(/* GraphQL */ `
  mutation ImportUndo($id: ID!, $version: Int!) {
    importUndo(id: $id, version: $version) { import { id version state } userErrors { code message field } }
  }
`);
const CancelDocument = graphql(/* GraphQL */ `
  mutation ImportCancel($id: ID!, $version: Int!) {
    importCancel(id: $id, version: $version) { import { id version state } userErrors { code message field } }
  }
`);
const route = getRouteApi('/import/$id');

/** One import: columns, unknown words, rows; then carried out, with progress; then the result, which can be undone as a whole. It may be left at any time. */
export function ImportPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('IMPORT') ? <Import /> : <NoAccess title={t('page.import')} />;
}

function Import() {
  const t = useT();
  const { dateTime, number } = useFormat();
  const { label } = useCodes();
  const { does } = useAccess();
  const { announce } = useAnnouncer();
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery({
    ...query(ImportDocument, { id }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.import && isRunning(state.data.import.state) ? 1500 : false),
  });
  const apply = useAct(ApplyDocument);
  const undo = useAct(UndoDocument);
  const cancel = useAct(CancelDocument);
  const [problem, setProblem] = useState('');
  const found = data?.import;
  const before = useRef<ImportState>(undefined);
  const state = found?.state;
  const word = label('ImportState', state);
  useEffect(() => {
    if (before.current && state && before.current !== state) announce(word);
    before.current = state;
  }, [state, word, announce]);

  if (error && !data) return <Page title={t('page.import')}><ErrorView error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('page.import')}><Loading /></Page>;
  if (!found || !state) return <Page title={t('fault.NOT_FOUND.title')} className="narrow"><p>{t('fault.NOT_FOUND.advice')}</p><Button asChild><Link to="/import">{t('page.import')}</Link></Button></Page>;

  const { version, counts, name } = found;
  const act = async (what: Promise<{ userErrors: readonly { message: string }[] }>) => {
    setProblem('');
    const { userErrors } = await what;
    setProblem(userErrors[0]?.message ?? '');
  };
  const run = does('IMPORT_RUN');
  const good = counts.new + counts.changed;
  const editable = run && state === 'PREVIEWED';
  const failed = apply.error ?? undo.error ?? cancel.error;
  return (
    <Page
      title={name}
      className="import"
      actions={
        <>
          {editable && <Button variant="secondary" loading={cancel.isPending} onClick={() => void act(cancel.mutateAsync({ id, version }).then(one => one.importCancel))}>{t('import.cancel')}</Button>}
          {editable && good > 0 && <Button loading={apply.isPending} onClick={() => void act(apply.mutateAsync({ id, version }).then(one => one.importApply))}>{t('import.apply', { count: good })}</Button>}
          {run && state === 'APPLIED' && found.undoable && <Button variant="secondary" loading={undo.isPending} onClick={() => void act(undo.mutateAsync({ id, version }).then(one => one.importUndo))}>{t('import.undo')}</Button>}
        </>
      }
    >
      <div className="row">
        <Tag data-color={stateColours[state]}>{word}</Tag>
        <span className="muted">{[found.recordedBy, dateTime(found.recordedAt)].filter(Boolean).join(' • ')}</span>
      </div>
      {found.failure && <Alert data-color="danger" role="alert">{found.failure}</Alert>}
      {problem && <Alert data-color="danger" data-size="sm" role="alert">{problem}</Alert>}
      {failed && <ErrorView error={failed} onRetry={() => void refetch()} />}
      {isRunning(state) && (
        <section className="card stack running">
          <label htmlFor="progress"><strong>{word}</strong>{found.total > 0 && ` ${t('import.progress', { done: number(found.done), total: number(found.total) })}`}</label>
          <progress id="progress" value={found.total > 0 ? found.done : undefined} max={found.total || 1} />
          <p className="muted">{t('import.leave')}</p>
          {run && state === 'APPLYING' && <Button variant="secondary" data-size="sm" onClick={() => void act(cancel.mutateAsync({ id, version }).then(one => one.importCancel))}>{t('import.stop')}</Button>}
        </section>
      )}
      {(state === 'APPLIED' || state === 'UNDONE') && (
        <Alert data-color={state === 'APPLIED' ? 'success' : 'info'}>
          <Heading level={2} data-size="xs">{state === 'APPLIED' ? t('import.applied', { count: counts.applied }) : t('import.undone', { count: counts.undone })}</Heading>
          <p>{state === 'APPLIED' && found.appliedAt ? dateTime(found.appliedAt) : found.undoneAt && dateTime(found.undoneAt)}{state === 'APPLIED' && !found.undoable && `. ${t('import.notUndoable')}`}</p>
          <Link className="ds-link" to="/dwellings">{t('page.dwellings')}</Link>
        </Alert>
      )}
      {counts.error > 0 && !isRunning(state) && (
        <Alert data-color="warning" data-size="sm" className="notice">
          <span>{t('import.hasErrors', { count: counts.error })}</span>
          <div className="row"><Button asChild data-size="sm" variant="secondary"><a href={found.errorsUrl} download><DownloadIcon aria-hidden />{t('import.errors')}</a></Button></div>
        </Alert>
      )}
      {state === 'PREVIEWED' && (
        <>
          {found.unknownWords.length > 0 && <Words item={found} editable={editable} />}
          <Columns item={found} editable={editable} />
        </>
      )}
      {state !== 'UPLOADED' && state !== 'FAILED' && <Rows id={id} running={isRunning(state)} counts={counts} editable={editable} />}
    </Page>
  );
}
