import { Timeline, useAct, useFormat } from '@kobo/shared';
import { Button, Details } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useCodes } from '../codes';
import { ChoiceField, DayField, NumberField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asNumber, asText, written } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { AgreementKind } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { Fact, Facts, Section } from './Section';
import { useDone } from './undo';

const AgreementFragment = graphql(/* GraphQL */ `
  fragment AgreementSection on Dwelling {
    id
    agreement {
      id
      version
      kind
      reference
      landlordName
      landlordOrganisationNumber
      landlordPhone
      validFrom
      validTo
      quota
      used
      terms { validFrom validTo quota recordedAt supersededAt correction }
    }
  }
`);
const UpdateDocument = graphql(/* GraphQL */ `
  mutation AgreementUpdate($id: ID!, $version: Int!, $input: AgreementInput!, $correction: String) {
    agreementUpdate(id: $id, version: $version, input: $input, correction: $correction) {
      agreement { id version }
      userErrors { code message field }
    }
  }
`);

/** The agreement that gives the municipality this dwelling, where there is one. */
export function AgreementSection({ dwelling: masked }: { dwelling: FragmentType<typeof AgreementFragment> }) {
  const t = useT();
  const { date, number } = useFormat();
  const { label, options } = useCodes();
  const { refresh } = useDwelling();
  const { does } = useAccess();
  const { agreement } = readFragment(AgreementFragment, masked);
  const [open, setOpen] = useState(false);
  const update = useAct(UpdateDocument);
  const done = useDone();
  if (!agreement) return null;
  const { kind, reference, landlordName, landlordOrganisationNumber, landlordPhone, validFrom, validTo, quota, used, terms } = agreement;
  return (
    <Section id="agreement" title={t('agreement.title')} actions={does('DWELLING_EDIT') && <Button data-size="sm" variant="secondary" onClick={() => setOpen(true)}>{t('agreement.change')}</Button>}>
      <Facts>
        <Fact name={t('agreement.kind')}>{label('AgreementKind', kind)}</Fact>
        <Fact name={t('agreement.landlord')}>{landlordName}</Fact>
        <Fact name={t('facts.organisationNumber')}>{landlordOrganisationNumber}</Fact>
        <Fact name={t('facts.phone')}>{landlordPhone}</Fact>
        <Fact name={t('agreement.reference')}>{reference}</Fact>
        <Fact name={t('tenancy.period')}>{validTo ? t('tenancy.fromTo', { from: date(validFrom), to: date(validTo) }) : t('tenancy.from', { from: date(validFrom) })}</Fact>
        <Fact name={t('agreement.quota')}>{quota == null ? number(used) : t('agreement.usedOf', { used: number(used), quota: number(quota) })}</Fact>
      </Facts>
      {terms.length > 1 && (
        <Details data-size="sm">
          <Details.Summary>{t('agreement.history')}</Details.Summary>
          <Details.Content>
            <Timeline items={terms.map(term => ({ key: term.recordedAt, at: term.validFrom, title: term.quota == null ? t('agreement.terms') : t('agreement.quotaOf', { count: term.quota }), detail: term.correction && t('status.corrected', { reason: term.correction }), current: !term.supersededAt }))} />
          </Details.Content>
        </Details>
      )}
      {open && (
        <FormDialog
          title={t('agreement.change')}
          submit={t('form.save')}
          initial={{ kind, reference: written(reference), landlordName, landlordOrganisationNumber: written(landlordOrganisationNumber), landlordPhone: written(landlordPhone), validFrom, validTo: written(validTo), quota: written(quota) }}
          onCancel={() => setOpen(false)}
          onConflict={refresh}
          onSubmit={async values => {
            const { agreementUpdate: { userErrors } } = await update.mutateAsync({
              id: agreement.id,
              version: agreement.version,
              correction: asText(values['correction']),
              input: {
                kind: values['kind'] as AgreementKind, reference: asText(values['reference']), landlordName: String(values['landlordName']).trim(), landlordOrganisationNumber: asText(values['landlordOrganisationNumber']),
                landlordPhone: asText(values['landlordPhone']), validFrom: String(values['validFrom']), validTo: asText(values['validTo']), quota: asNumber(values['quota']),
              },
            });
            if (userErrors.length > 0) return userErrors;
            setOpen(false);
            done(t('agreement.saved'));
          }}
        >
          <ChoiceField name="kind" label={t('agreement.kind')} options={options('AgreementKind')} required />
          <TextField name="landlordName" label={t('agreement.landlord')} required />
          <div className="fields">
            <TextField name="landlordOrganisationNumber" label={t('facts.organisationNumber')} inputMode="tel" />
            <TextField name="landlordPhone" label={t('facts.phone')} inputMode="tel" />
          </div>
          <TextField name="reference" label={t('agreement.reference')} />
          <div className="fields">
            <DayField name="validFrom" label={t('agreement.from')} required />
            <DayField name="validTo" label={t('agreement.to')} />
          </div>
          <NumberField name="quota" label={t('agreement.quota')} min={1} />
          <TextField name="correction" label={t('rent.correction')} />
        </FormDialog>
      )}
    </Section>
  );
}
