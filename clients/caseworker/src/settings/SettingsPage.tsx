import { ErrorView, Loading, Page, query } from '@kobo/shared';
import { useQuery } from '@tanstack/react-query';
import { NoAccess } from '../Frame';
import { graphql } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { MunicipalityPart } from './MunicipalityPart';
import { NetworksPart } from './NetworksPart';
import { OnboardingPart } from './OnboardingPart';
import { UnitsPart } from './UnitsPart';

const SettingsDocument = graphql(/* GraphQL */ `
  query Settings {
    municipality {
      id
      name
      ...MunicipalityPart
      ...NetworksPart
      ...UnitsPart
      ...OnboardingPart
    }
  }
`);

/** What the municipality decides for itself. */
export function SettingsPage() {
  const t = useT();
  const { reads } = useAccess();
  return reads('SETTINGS') ? <Settings /> : <NoAccess title={t('page.settings')} />;
}

function Settings() {
  const t = useT();
  const { data, error, refetch } = useQuery({ ...query(SettingsDocument, {}), staleTime: 0 });
  const municipality = data?.municipality;
  return (
    <Page title={t('page.settings')} className="settings">
      {error && !data ? <ErrorView error={error} onRetry={() => void refetch()} /> : !data ? <Loading /> : !municipality ? <p>{t('fault.NOT_FOUND.advice')}</p> : (
        <>
          <MunicipalityPart municipality={municipality} refresh={async () => { await refetch(); return undefined; }} />
          <OnboardingPart municipality={municipality} />
          <UnitsPart municipality={municipality} />
          <NetworksPart municipality={municipality} />
        </>
      )}
    </Page>
  );
}
