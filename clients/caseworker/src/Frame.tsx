import { ErrorView, Footer, Loading, LoginRequired, Page, query, SessionTimer, Shortcuts, TopBar, useLive, useSession } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { graphql } from './gql';
import { DwellingsDocument } from './overview/dwellings';
import { focusSearch, step } from './overview/keys';
import { useT } from './texts';
import { useAccess, useViewer, ViewerDocument } from './viewer';

const home = '/caseworker/';

const ChangedDocument = graphql(/* GraphQL */ `
  subscription Changed {
    registerChanged { ids }
  }
`);

/** What is around every page. */
export function Frame() {
  const { data: session } = useSession();
  return session ? <Inside /> : (
    <>
      <TopBar home={home} login="ansattporten" />
      <LoginRequired login="ansattporten">{null}</LoginRequired>
    </>
  );
}

function Inside() {
  const { data, error, refetch } = useQuery(query(ViewerDocument, {}));
  useLanguageOfAnswers();
  if (data) return <Known />;
  return (
    <>
      <TopBar home={home} login="ansattporten" />
      <main id="content" className="page stack" tabIndex={-1}>{error ? <ErrorView error={error} onRetry={() => void refetch()} /> : <Loading />}</main>
    </>
  );
}

function Known() {
  const t = useT();
  const viewer = useViewer();
  const { reads } = useAccess();
  const navigate = useNavigate();
  return (
    <>
      <TopBar
        home={home}
        login="ansattporten"
        emblem={viewer.municipality?.logo}
        unit={viewer.units.map(unit => unit.name).join(', ')}
        menu={
          <>
            <Link to="/access" className="ds-link">{t('page.access')}</Link>
            {reads('OWN_LOG') && <Link to="/my-log" className="ds-link">{t('page.ownLog')}</Link>}
            <Link to="/terms" className="ds-link">{t('page.terms')}</Link>
          </>
        }
      >
        <Link to="/" activeOptions={{ exact: true }}>{t('page.start')}</Link>
        {reads('DWELLING') && <Link to="/dwellings" activeOptions={{ includeSearch: false }}>{t('page.dwellings')}</Link>}
        {reads('IMPORT') && <Link to="/import">{t('page.import')}</Link>}
        {reads('SETTINGS') && <Link to="/settings">{t('page.settings')}</Link>}
        {reads('LOG') && <Link to="/log" activeOptions={{ includeSearch: false }}>{t('page.log')}</Link>}
      </TopBar>
      <Outlet />
      <Footer><Link to="/terms" className="ds-link">{t('page.terms')}</Link></Footer>
      {reads('DWELLING') && <Live />}
      <Shortcuts
        shortcuts={[
          { keys: '/', does: t('keys.search'), run: () => focusSearch(() => void navigate({ to: '/dwellings' })) },
          { keys: 'g b', does: t('keys.dwellings'), run: () => void navigate({ to: '/dwellings' }) },
          { keys: 'g s', does: t('keys.start'), run: () => void navigate({ to: '/' }) },
          { keys: 'j', does: t('keys.next'), run: () => step(1) },
          { keys: 'k', does: t('keys.previous'), run: () => step(-1) },
        ]}
      />
      <SessionTimer login="ansattporten" />
    </>
  );
}

/** What others change shows up here. */
function Live() {
  useLive(ChangedDocument, {}, [DwellingsDocument]);
  return null;
}

/** Answers hold words in the reader's language: when the session has got another one, all is read again. */
function useLanguageOfAnswers() {
  const client = useQueryClient();
  const language = useSession().data?.language;
  const before = useRef(language);
  useEffect(() => {
    if (before.current !== language) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    before.current = language;
  }, [client, language]);
}

/** A page that does not exist. */
export function NotFound() {
  const t = useT();
  return (
    <Page title={t('fault.NOT_FOUND.title')} className="narrow">
      <p>{t('fault.NOT_FOUND.advice')}</p>
      <Button asChild><Link to="/">{t('page.start')}</Link></Button>
    </Page>
  );
}

/** A page that is not for this viewer. */
export function NoAccess({ title }: { title: string }) {
  const t = useT();
  return (
    <Page title={title} className="narrow">
      <p>{t('access.notHere')}</p>
      <Button asChild><Link to="/access">{t('page.access')}</Link></Button>
    </Page>
  );
}

/** While a page's own code is on its way. */
export function Waiting() {
  return <main id="content" className="page" tabIndex={-1}><Loading /></main>;
}

/** A page that failed as a whole. */
export function Failed({ error, reset }: ErrorComponentProps) {
  return <main id="content" className="page stack" tabIndex={-1}><ErrorView error={error} onRetry={reset} /></main>;
}
