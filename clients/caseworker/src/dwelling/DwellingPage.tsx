import { ErrorView, Loading, Page, query, useFormat } from '@kobo/shared';
import { Alert, Breadcrumbs, Button } from '@digdir/designsystemet-react';
import { PrinterSmallIcon } from '@navikt/aksel-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import { MarkerTags, StatusTag } from '../StatusTag';
import { useT, type TextKey } from '../texts';
import { useAccess } from '../viewer';
import { AgreementSection } from './AgreementSection';
import { DocumentsSection } from './DocumentsSection';
import { DwellingContext } from './dwelling';
import { FactsSection } from './FactsSection';
import { HistorySection } from './HistorySection';
import { NotesSection } from './NotesSection';
import { PicturesSection } from './PicturesSection';
import { RentSection } from './RentSection';
import { StatusSection } from './StatusSection';
import { StockSection } from './StockSection';
import { TenancySection } from './TenancySection';

const DwellingDocument = graphql(/* GraphQL */ `
  query Dwelling($id: ID!) {
    dwelling(id: $id) {
      id
      version
      mergedInto
      changedAt
      address { text }
      description
      displayStatus
      markers
      bedrooms
      availableActs
      rent { totalOre }
      agreement { id }
      images { url thumbnailUrl alternativeText cover }
      ...StatusSection
      ...TenancySection
      ...RentSection
      ...FactsSection
      ...AgreementSection
      ...PicturesSection
      ...DocumentsSection
      ...NotesSection
      ...StockSection
    }
  }
`);

const route = getRouteApi('/dwellings/$id');

/** One dwelling: all that is known of it that the viewer may see, and what may be done with it. */
export function DwellingPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('DWELLING') ? <Dwelling /> : <NoAccess title={t('page.dwelling')} />;
}

function Dwelling() {
  const t = useT();
  const { money, dateTime } = useFormat();
  const { id } = route.useParams();
  const { reads } = useAccess();
  const { data, error, refetch } = useQuery({ ...query(DwellingDocument, { id }), staleTime: 0 });
  const dwelling = data?.dwelling;
  const context = useMemo(
    () => dwelling && {
      id: dwelling.id,
      version: dwelling.version,
      address: dwelling.address.text,
      may: (act: (typeof dwelling.availableActs)[number]) => dwelling.availableActs.includes(act),
      refresh: async () => (await refetch()).data?.dwelling?.changedAt,
    },
    [dwelling, refetch],
  );

  if (error && !data) return <Page title={t('page.dwelling')}><ErrorView error={error} onRetry={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('page.dwelling')}><Loading lines={8} /></Page>;
  if (!dwelling || !context) {
    return (
      <Page title={t('fault.NOT_FOUND.title')} className="narrow">
        <p>{t('fault.NOT_FOUND.advice')}</p>
        <Button asChild><Link to="/dwellings">{t('page.dwellings')}</Link></Button>
      </Page>
    );
  }
  const cover = dwelling.images.find(one => one.cover) ?? dwelling.images[0];
  const size = [dwelling.bedrooms != null && t('dwelling.bedroomsCount', { count: dwelling.bedrooms }), dwelling.rent && money(dwelling.rent.totalOre)].filter(Boolean).join(' • ');
  const sections: [string, TextKey, boolean][] = [
    ['status', 'status.title', true],
    ['tenancy', 'tenancy.title', reads('TENANCY')],
    ['rent', 'rent.title', reads('RENT')],
    ['facts', 'facts.title', true],
    ['agreement', 'agreement.title', Boolean(dwelling.agreement)],
    ['pictures', 'pictures.title', true],
    ['documents', 'documents.title', reads('DOCUMENT')],
    ['notes', 'notes.title', reads('NOTE')],
    ['stock', 'stock.title', true],
    ['history', 'history.title', reads('DWELLING_HISTORY')],
  ];
  return (
    <DwellingContext value={context}>
      <Page
        title={dwelling.address.text}
        className="dwelling"
        actions={<Button variant="tertiary" data-size="sm" onClick={() => window.print()}><PrinterSmallIcon aria-hidden />{t('dwelling.print')}</Button>}
      >
        <Breadcrumbs className="no-print" aria-label={t('dwelling.here')}>
          <Breadcrumbs.List>
            <Breadcrumbs.Item><Breadcrumbs.Link asChild><Link to="/dwellings">{t('page.dwellings')}</Link></Breadcrumbs.Link></Breadcrumbs.Item>
            <Breadcrumbs.Item><Breadcrumbs.Link asChild><Link to="/dwellings/$id" params={{ id }}>{dwelling.address.text}</Link></Breadcrumbs.Link></Breadcrumbs.Item>
          </Breadcrumbs.List>
        </Breadcrumbs>
        {dwelling.mergedInto && <Alert data-color="info" data-size="sm">{t('dwelling.merged')} <Link className="ds-link" to="/dwellings/$id" params={{ id: dwelling.mergedInto }}>{t('dwelling.mergedInto')}</Link></Alert>}
        {dwelling.id !== id && <Alert data-color="info" data-size="sm">{t('dwelling.merged')}</Alert>}
        <div className="summary">
          {cover && <img className="cover" src={cover.url} alt={cover.alternativeText ?? ''} />}
          <div>
            <span className="muted">{dwelling.description}</span>
            <span className="tags"><StatusTag status={dwelling.displayStatus} /><MarkerTags markers={dwelling.markers} /></span>
            {size && <strong>{size}</strong>}
            <span className="muted">{t('dwelling.changed', { when: dateTime(dwelling.changedAt) })}</span>
          </div>
        </div>
        <div className="columns">
          <nav className="side no-print" aria-label={t('dwelling.onPage')}>
            <ul className="contents">
              {sections.filter(([, , shown]) => shown).map(([name, title]) => <li key={name}><a href={`#${name}`}>{t(title)}</a></li>)}
            </ul>
          </nav>
          <div className="stack sections">
            <StatusSection dwelling={dwelling} />
            <TenancySection dwelling={dwelling} />
            <RentSection dwelling={dwelling} />
            <FactsSection dwelling={dwelling} />
            <AgreementSection dwelling={dwelling} />
            <PicturesSection dwelling={dwelling} />
            <DocumentsSection dwelling={dwelling} />
            <NotesSection dwelling={dwelling} />
            <StockSection dwelling={dwelling} />
            <HistorySection />
          </div>
        </div>
      </Page>
    </DwellingContext>
  );
}
