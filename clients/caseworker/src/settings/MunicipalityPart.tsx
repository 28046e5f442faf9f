import { FileUpload, hashOf, useAct, useAnnouncer, faultOf } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCodes } from '../codes';
import { Fact, Facts, Section } from '../dwelling/Section';
import { CheckField, NumberField, RadioField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asNumber, asText, written } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { Language } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess, ViewerDocument } from '../viewer';

const MunicipalityFragment = graphql(/* GraphQL */ `
  fragment MunicipalityPart on Municipality {
    id
    name
    number
    organisationNumber
    logo
    settings { version phone email website writtenLanguage vacancyWarningDays staffNamesInCitizenLog }
  }
`);
const UpdateDocument = graphql(/* GraphQL */ `
  mutation MunicipalitySettingsUpdate($version: Int!, $input: MunicipalitySettingsInput!) {
    municipalitySettingsUpdate(version: $version, input: $input) {
      municipality { id settings { version } }
      userErrors { code message field }
    }
  }
`);
const LogoDocument = graphql(/* GraphQL */ `
  mutation MunicipalityLogoSet($fileId: ID!) {
    municipalityLogoSet(fileId: $fileId) { municipality { id logo } userErrors { code message field } }
  }
`);

/** Who the municipality is, its coat of arms, how people reach it, and its own choices. */
export function MunicipalityPart({ municipality: masked, refresh }: { municipality: FragmentType<typeof MunicipalityFragment>; refresh: () => Promise<string | undefined> }) {
  const t = useT();
  const { label } = useCodes();
  const { does } = useAccess();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const { name, number, organisationNumber, logo, settings } = readFragment(MunicipalityFragment, masked);
  const [open, setOpen] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const update = useAct(UpdateDocument);
  const setLogo = useAct(LogoDocument);
  const editable = does('SETTINGS_EDIT') && settings;
  const attach = async (fileId: string) => {
    try {
      const { municipalityLogoSet: { userErrors } } = await setLogo.mutateAsync({ fileId });
      toast(userErrors[0]?.message ?? t('settings.logo.done'));
      if (userErrors.length > 0) return;
      setChoosing(false);
      await client.invalidateQueries({ queryKey: [hashOf(ViewerDocument)] });
    } catch (error) {
      toast(faultOf(error).message || t('fault.INTERNAL.title'));
    }
  };
  return (
    <Section
      id="municipality"
      title={name}
      actions={editable && (
        <>
          <Button data-size="sm" variant="secondary" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>{t(logo ? 'settings.logo.change' : 'settings.logo.add')}</Button>
          <Button data-size="sm" variant="secondary" onClick={() => setOpen(true)}>{t('facts.change')}</Button>
        </>
      )}
    >
      {logo && <img className="logo" src={logo} alt={t('settings.logo.alt', { name })} />}
      {choosing && <FileUpload label={t('settings.logo.drop')} description={t('settings.logo.help')} purpose="logo" accept="image/png,image/jpeg,image/webp" max={2 * 1024 * 1024} files={[]} onFiles={files => files[0] && void attach(files[0].id)} />}
      <Facts>
        <Fact name={t('settings.number')}>{number}</Fact>
        <Fact name={t('facts.organisationNumber')}>{organisationNumber}</Fact>
        {settings && (
          <>
            <Fact name={t('facts.phone')} missing={t('facts.missing')}>{settings.phone}</Fact>
            <Fact name={t('settings.email')} missing={t('facts.missing')}>{settings.email}</Fact>
            <Fact name={t('settings.website')} missing={t('facts.missing')}>{settings.website}</Fact>
            <Fact name={t('settings.language')}>{label('Language', settings.writtenLanguage)}</Fact>
            <Fact name={t('settings.vacancyDays')}>{t('overview.days', { count: settings.vacancyWarningDays })}</Fact>
            <Fact name={t('settings.names')}>{t(settings.staffNamesInCitizenLog ? 'form.yes' : 'form.no')}</Fact>
          </>
        )}
      </Facts>
      {open && settings && (
        <FormDialog
          title={t('settings.change')}
          submit={t('form.save')}
          initial={{
            phone: written(settings.phone), email: written(settings.email), website: written(settings.website), writtenLanguage: settings.writtenLanguage, vacancyWarningDays: written(settings.vacancyWarningDays),
            staffNamesInCitizenLog: settings.staffNamesInCitizenLog ? 'true' : '',
          }}
          onCancel={() => setOpen(false)}
          onConflict={refresh}
          onSubmit={async (values, changed) => {
            const all = {
              phone: asText(values['phone']), email: asText(values['email']), website: asText(values['website']), writtenLanguage: values['writtenLanguage'] as Language, vacancyWarningDays: asNumber(values['vacancyWarningDays']),
              staffNamesInCitizenLog: values['staffNamesInCitizenLog'] === 'true',
            };
            const { municipalitySettingsUpdate: { userErrors } } = await update.mutateAsync({ version: settings.version, input: Object.fromEntries(Object.entries(all).filter(([key]) => key in changed)) });
            if (userErrors.length > 0) return userErrors;
            setOpen(false);
            toast(t('settings.saved'));
          }}
        >
          <TextField name="phone" label={t('facts.phone')} inputMode="tel" />
          <TextField name="email" label={t('settings.email')} inputMode="email" />
          <TextField name="website" label={t('settings.website')} inputMode="url" />
          <RadioField name="writtenLanguage" label={t('settings.language')} options={['NB', 'NN'].map(value => ({ value, label: label('Language', value) }))} />
          <NumberField name="vacancyWarningDays" label={t('settings.vacancyDays')} description={t('settings.vacancyDays.help')} min={1} max={365} required />
          <CheckField name="staffNamesInCitizenLog" label={t('settings.names')} description={t('settings.names.help')} />
        </FormDialog>
      )}
    </Section>
  );
}
