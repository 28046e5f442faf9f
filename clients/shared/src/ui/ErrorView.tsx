import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { faultOf, isPassing, textsOf } from '../gql/fault';
import { useTexts } from '../i18n/react';
import { loginAddress } from '../session';

/** What went wrong, what to do about it, and the id to quote. `onRetry` is offered where trying again may help. */
export function ErrorView({ error, onRetry, login = 'ansattporten' }: { error: unknown; onRetry?: () => void; login?: 'ansattporten' | 'idporten' }) {
  const t = useTexts();
  const fault = faultOf(error);
  const { title, advice } = textsOf(fault);
  const reload = fault.code === 'CONFLICT' || fault.code === 'ILLEGAL_ACT' || fault.code === 'OUTDATED' || fault.code === 'COMMITTED';
  return (
    <Alert className="fault" role="alert" data-color={isPassing(fault) || reload || fault.code === 'NOT_FOUND' ? 'warning' : 'danger'}>
      <Heading level={2} data-size="xs">{t(title)}</Heading>
      {/* The server's text, where it has more to say than the heading; an internal error's is only the id again. */}
      {fault.message && fault.code !== 'INTERNAL' && fault.code !== 'NOT_FOUND' && <Paragraph>{fault.message}</Paragraph>}
      <Paragraph>{t(advice)}</Paragraph>
      {fault.id && <Paragraph>{t('fault.quote')} <code>{fault.id}</code></Paragraph>}
      <div className="row">
        {fault.code === 'UNAUTHENTICATED' && <Button asChild data-size="sm"><a href={loginAddress(login)}>{t('app.logIn')}</a></Button>}
        {reload && <Button data-size="sm" variant="secondary" onClick={() => location.reload()}>{t('app.reload')}</Button>}
        {onRetry && !reload && fault.code !== 'NOT_FOUND' && fault.code !== 'UNAUTHENTICATED' && <Button data-size="sm" variant="secondary" onClick={onRetry}>{t('app.retry')}</Button>}
      </div>
    </Alert>
  );
}
