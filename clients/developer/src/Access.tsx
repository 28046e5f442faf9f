import { loginAddress, useConfig, useSession } from '@kobo/shared';
import { Button, Link, Tag, Textfield } from '@digdir/designsystemet-react';
import { KeyVerticalIcon } from '@navikt/aksel-icons';
import { useId, useState } from 'react';
import { useT } from './texts';
import { useToken } from './token';

/** As whom one asks, and how to ask as somebody else: log in, or paste an access token. */
export function Access({ wrong }: { wrong: boolean }) {
  const t = useT();
  const { data: session } = useSession();
  const { lab } = useConfig();
  const { token, setToken } = useToken();
  const [pasted, setPasted] = useState('');
  const [open, setOpen] = useState(false);
  const form = useId();
  return (
    <section className="access" aria-label={t('access.title')}>
      {token ? (
        <div className="row">
          <Tag data-color={wrong ? 'danger' : 'success'}>{t(wrong ? 'access.tokenWrong' : 'access.token')}</Tag>
          <Button data-size="sm" variant="tertiary" onClick={() => setToken('')}>{t('access.forget')}</Button>
        </div>
      ) : (
        <>
          <p>
            {session ? (
              <>{t('access.session', { name: session.name })}{session.organisation && ` (${session.organisation.name})`}. {!lab && t('access.documents')}</>
            ) : (
              <><Link href={loginAddress('ansattporten', '/developer/')}>{t('access.logIn')}</Link> {t('access.none')}</>
            )}
          </p>
          <Button data-size="sm" variant="tertiary" aria-expanded={open} aria-controls={form} onClick={() => setOpen(!open)}>
            <KeyVerticalIcon aria-hidden />
            {t('access.paste')}
          </Button>
          <form
            id={form}
            hidden={!open}
            onSubmit={event => {
              event.preventDefault();
              setToken(pasted.trim().replace(/^Bearer\s+/i, ''));
              setPasted('');
              setOpen(false);
            }}
          >
            <Textfield
              label={t('access.label')}
              description={t('access.memory')}
              type="password"
              data-size="sm"
              autoComplete="off"
              spellCheck={false}
              value={pasted}
              onChange={event => setPasted(event.target.value)}
            />
            <Button type="submit" data-size="sm" disabled={pasted.trim() === ''}>{t('access.use')}</Button>
          </form>
        </>
      )}
    </section>
  );
}
