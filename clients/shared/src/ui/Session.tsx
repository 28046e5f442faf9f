import { Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import { PadlockLockedIcon } from '@navikt/aksel-icons';
import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../i18n/react';
import { loginAddress, logOut, useSession, useSessionState } from '../session';
import { EmptyState } from './EmptyState';
import { ErrorView } from './ErrorView';
import { Loading } from './Loading';

type Provider = 'ansattporten' | 'idporten';

/** Warns two minutes before the session ends, and says so when it has. The page underneath keeps what is written. Stands once. */
export function SessionTimer({ login }: { login: Provider }) {
  const t = useTexts();
  const heading = useId();
  const [seen, setSeen] = useState(false);
  const { state, minutesLeft, prolong } = useSessionState();
  if (state !== 'ending' && state !== 'ended') return null;
  const ended = state === 'ended';
  return (
    <Dialog open={ended || !seen} closeButton={false} closedby={ended ? 'none' : 'closerequest'} onClose={() => setSeen(true)} aria-labelledby={heading}>
      <Heading level={2} data-size="sm" id={heading}>{t(ended ? 'session.ended.title' : 'session.ending.title')}</Heading>
      <Paragraph role="status">{ended ? t('session.ended.text') : t('session.ending.text', { count: minutesLeft })}</Paragraph>
      <div className="row">
        {ended ? (
          <>
            <Button asChild><a href={loginAddress(login)} target="_blank" rel="noreferrer">{t('session.ended.newTab')}</a></Button>
            <Button asChild variant="secondary"><a href={loginAddress(login)}>{t('app.logIn')}</a></Button>
          </>
        ) : (
          <>
            <Button onClick={() => void prolong()}>{t('session.ending.stay')}</Button>
            <Button variant="secondary" onClick={logOut}>{t('app.logOut')}</Button>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Shows what is inside to those who are logged in, and to others the way in. */
export function LoginRequired({ login, children }: { login: Provider; children: ReactNode }) {
  const t = useTexts();
  const { data: session, error, refetch } = useSession();
  if (error) return <main id="content" className="page stack" tabIndex={-1}><ErrorView error={error} login={login} onRetry={() => void refetch()} /></main>;
  if (session === undefined) return <main id="content" className="page" tabIndex={-1}><Loading /></main>;
  if (session) return <>{children}</>;
  return (
    <main id="content" className="page narrow" tabIndex={-1}>
      <EmptyState
        icon={<PadlockLockedIcon aria-hidden />}
        title={t('session.loginRequired.title')}
        action={<Button asChild><a href={loginAddress(login)}>{t('app.logIn')}</a></Button>}
      >
        {t(login === 'idporten' ? 'session.loginRequired.citizen' : 'session.loginRequired.text')}
      </EmptyState>
    </main>
  );
}
