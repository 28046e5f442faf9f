import { ErrorView, Loading, Page, query, Table, useSession } from '@kobo/shared';
import { Alert, Heading, Tag } from '@digdir/designsystemet-react';
import { CheckmarkIcon } from '@navikt/aksel-icons';
import { useQuery } from '@tanstack/react-query';
import { useCodes } from '../codes';
import { Fact, Facts } from '../dwelling/Section';
import { graphql } from '../gql';
import { useT, type TextKey } from '../texts';

const AccessDocument = graphql(/* GraphQL */ `
  query Access {
    viewer {
      name
      organisationNumber
      organisationName
      units { id name }
      rights { resource label write }
      modules { module label open missing reason }
      access { name meaning read write act }
    }
  }
`);
/** The names that are acts and not data: where none is granted, the answer itself does not tell. */
const acts = new Set(['DWELLING_EDIT', 'DWELLING_STATUS', 'STOCK', 'RENT_SET', 'TENANCY_KEEP', 'RESERVE', 'NOTE_KEEP', 'DOCUMENT_KEEP', 'IMPORT_RUN', 'EXPORT', 'SETTINGS_EDIT', 'SAVED_FILTER']);

/** What one may see and do here, and why something is closed (Mine tilganger). */
export function AccessPage() {
  const t = useT();
  const { label } = useCodes();
  const { data: session } = useSession();
  const { data, error, refetch } = useQuery({ ...query(AccessDocument, {}), staleTime: 0 });
  if (error && !data) return <Page title={t('page.access')}><ErrorView error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('page.access')}><Loading /></Page>;
  const { viewer } = data;
  // The server names what is new before this app has words for it.
  const meaning = ({ name, meaning: fallback }: { name: string; meaning: string }) => {
    const key = `access.${name}` as TextKey;
    const text = t(key);
    return text === key ? fallback : text;
  };
  const classes = viewer.access.filter(one => !acts.has(one.name));
  const yes = (value: boolean, name: string) => (value ? <span className="yes"><CheckmarkIcon aria-hidden /> {name}</span> : <span className="muted">{t('access.none')}</span>);
  return (
    <Page title={t('page.access')} className="access">
      <p>{t('access.lead')}</p>
      <section className="card stack">
        <Heading level={2} data-size="xs">{t('access.who')}</Heading>
        <Facts>
          <Fact name={t('access.name')}>{viewer.name}</Fact>
          <Fact name={t('access.organisation')}>{viewer.organisationName ?? session?.organisation?.name}</Fact>
          <Fact name={t('facts.organisationNumber')}>{viewer.organisationNumber}</Fact>
          <Fact name={t('access.units')}>{viewer.units.length > 0 ? viewer.units.map(one => one.name).join(', ') : t('access.whole')}</Fact>
        </Facts>
      </section>
      <section className="card stack">
        <Heading level={2} data-size="xs">{t('access.rights')}</Heading>
        {viewer.rights.length === 0 ? <p>{t('access.noRights')}</p> : (
          <ul className="plain">
            {viewer.rights.map(right => <li key={right.resource}><strong>{right.label}</strong> <span className="muted">{t(right.write ? 'access.readWrite' : 'access.readOnly')}</span></li>)}
          </ul>
        )}
        <p className="muted">{t('access.altinn')}</p>
      </section>
      <section className="card stack">
        <Heading level={2} data-size="xs">{t('access.modules')}</Heading>
        <ul className="modules">
          {viewer.modules.map(one => (
            <li key={one.module}>
              <span className="row"><strong>{one.label}</strong> <Tag data-size="sm" data-color={one.open ? 'success' : 'neutral'}>{t(one.open ? 'access.open' : 'access.closed')}</Tag></span>
              {!one.open && <Alert data-size="sm" data-color="info">{one.reason || t('access.missing', { steps: one.missing.map(step => label('OnboardingStep', step)).join(', ') })}</Alert>}
            </li>
          ))}
        </ul>
      </section>
      <section className="stack wide-section">
        <Heading level={2} data-size="xs">{t('access.data')}</Heading>
        <Table
          caption={t('access.data')}
          rows={classes}
          rowKey={row => row.name}
          columns={[
            { key: 'meaning', header: t('access.what'), cell: meaning },
            { key: 'read', header: t('access.read'), cell: row => yes(row.read, t('access.read')) },
            { key: 'write', header: t('access.write'), cell: row => yes(row.write, t('access.write')) },
          ]}
        />
      </section>
      <section className="stack wide-section">
        <Heading level={2} data-size="xs">{t('access.acts')}</Heading>
        <Table
          caption={t('access.acts')}
          rows={viewer.access.filter(one => acts.has(one.name))}
          rowKey={row => row.name}
          columns={[
            { key: 'meaning', header: t('access.what'), cell: meaning },
            { key: 'act', header: t('access.may'), cell: row => yes(row.act, t('form.yes')) },
          ]}
        />
      </section>
    </Page>
  );
}
