import { Button, Dropdown, Field, Label, Select, SkipLink } from '@digdir/designsystemet-react';
import { MenuElipsisVerticalIcon, PersonIcon } from '@navikt/aksel-icons';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/react';
import { schemes, useScheme } from '../scheme';
import { actFor, loginAddress, logOut, useSession } from '../session';
import { LanguagePicker } from './LanguagePicker';
import { SyntheticMark } from './SyntheticMark';

interface Props {
  /** Where the name leads: the app's own front page. */
  home: string;
  /** What this app is: "for utviklere". The citizen's and the caseworker's need none. */
  subtitle?: string;
  /** Links (of the app's router); the current one has aria-current="page". */
  children?: ReactNode;
  /** Links of the person's own menu, above language and appearance. */
  menu?: ReactNode;
  /** Address of the coat of arms of whom one acts for. */
  emblem?: string | null;
  /** What of the organisation one belongs to: "Boligkontoret". */
  unit?: string;
  login: 'ansattporten' | 'idporten';
}

/** The bar on top of every page: name, links, who one is and acts for, language and appearance. The page's content is `<main id="content">`. */
export function TopBar({ home, subtitle, children, menu, emblem, unit, login }: Props) {
  const t = useTexts();
  const { data: session } = useSession();
  const [scheme, setScheme] = useScheme();
  return (
    <>
      <SkipLink href="#content">{t('app.skip')}</SkipLink>
      <header className="top-bar">
        <div>
          <a className="brand" href={home}>
            <Mark />
            Kobo {subtitle && <small>{subtitle}</small>}
          </a>
          {emblem && <img className="emblem" src={emblem} alt="" />}
          <SyntheticMark />
          {children && <nav aria-label={t('app.navigation')}>{children}</nav>}
          <div className="who">
            {session === null && (
              <Button asChild data-size="sm">
                <a href={loginAddress(login)}>{t('app.logIn')}</a>
              </Button>
            )}
            <Dropdown.TriggerContext>
              <Dropdown.Trigger variant="tertiary" data-color="neutral" data-size="sm" icon={!session} aria-label={session ? undefined : t('app.menu')}>
                {session ? (
                  <>
                    <PersonIcon aria-hidden />
                    <span className="viewer">
                      {session.name}
                      {session.organisation && <small>{[session.organisation.name, unit].filter(Boolean).join(', ')}</small>}
                    </span>
                  </>
                ) : (
                  <MenuElipsisVerticalIcon aria-hidden />
                )}
              </Dropdown.Trigger>
              <Dropdown data-size="sm">
                <div className="menu">
                  {menu && <div className="links">{menu}</div>}
                  {session && session.organisations.length > 1 && (
                    <Field>
                      <Label>{t('session.actFor')}</Label>
                      <Select value={session.organisation?.key} onChange={event => void actFor(event.target.value, home)}>
                        {session.organisations.map(({ key, name }) => <Select.Option key={key} value={key}>{name}</Select.Option>)}
                      </Select>
                    </Field>
                  )}
                  <LanguagePicker />
                  <Field>
                    <Label>{t('app.appearance')}</Label>
                    <Select value={scheme} onChange={event => setScheme(event.target.value as typeof scheme)}>
                      {schemes.map(one => (
                        <Select.Option key={one} value={one}>{t(`app.appearance.${one}`)}</Select.Option>
                      ))}
                    </Select>
                  </Field>
                  {session && <Button variant="secondary" onClick={logOut}>{t('app.logOut')}</Button>}
                </div>
              </Dropdown>
            </Dropdown.TriggerContext>
          </div>
        </div>
      </header>
    </>
  );
}

/** The mark: a roof over a door that is open. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden fill="none">
      <rect width="32" height="32" rx="8" fill="var(--ds-color-accent-base-default)" />
      <path d="M7 16 16 8l9 8" stroke="var(--ds-color-accent-base-contrast-default)" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M11 15v9h10v-9M16 24v-6h5" stroke="var(--ds-color-accent-base-contrast-default)" strokeWidth="2.5" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
