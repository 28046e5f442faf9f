import { Timeline, useAct, useFormat } from '@kobo/shared';
import { Button, Details } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useCodes } from '../codes';
import { DayField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, today } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { RentFields, rentParts, rentValues } from './RentFields';
import { Fact, Facts, Section } from './Section';
import { useDone } from './undo';

const RentFragment = graphql(/* GraphQL */ `
  fragment RentSection on Dwelling {
    id
    rent { id totalOre validFrom components { component ore } }
    rents { id totalOre validFrom recordedAt supersededAt correction }
    depositOre
  }
`);
const SetRentDocument = graphql(/* GraphQL */ `
  mutation DwellingSetRent($id: ID!, $version: Int!, $input: RentInput!) {
    dwellingSetRent(id: $id, version: $version, input: $input) {
      dwelling { id version }
      userErrors { code message field }
    }
  }
`);

/** What is asked for the dwelling a month, now and before. */
export function RentSection({ dwelling: masked }: { dwelling: FragmentType<typeof RentFragment> }) {
  const t = useT();
  const { date, money } = useFormat();
  const { label } = useCodes();
  const { id, version, refresh } = useDwelling();
  const { does } = useAccess();
  const { rent, rents, depositOre } = readFragment(RentFragment, masked);
  const [open, setOpen] = useState(false);
  const set = useAct(SetRentDocument);
  const done = useDone();
  if (!rents) return null;
  return (
    <Section id="rent" title={t('rent.title')} actions={does('RENT_SET') && <Button data-size="sm" variant="secondary" onClick={() => setOpen(true)}>{t('rent.set')}</Button>}>
      {rent ? (
        <>
          <p className="amount">{t('rent.perMonth', { amount: money(rent.totalOre) })} <span className="muted">{t('rent.since', { date: date(rent.validFrom) })}</span></p>
          <Facts>
            {rent.components.length > 1 && rent.components.map(({ component, ore }) => <Fact key={component} name={label('RentComponent', component)}>{money(ore)}</Fact>)}
            <Fact name={t('rent.deposit')}>{depositOre != null && money(depositOre)}</Fact>
          </Facts>
        </>
      ) : <p className="muted">{t('rent.none')}</p>}
      {rents.length > 1 && (
        <Details data-size="sm">
          <Details.Summary>{t('rent.history')}</Details.Summary>
          <Details.Content>
            <Timeline
              items={rents.map(one => ({
                key: one.id,
                at: one.validFrom,
                title: <span className={one.supersededAt ? 'struck' : undefined}>{money(one.totalOre)}</span>,
                detail: one.correction && t('status.corrected', { reason: one.correction }),
                current: one.id === rent?.id,
              }))}
            />
          </Details.Content>
        </Details>
      )}
      {open && (
        <FormDialog
          title={t('rent.set')}
          submit={t('form.save')}
          initial={{ validFrom: today(), ...rentValues(rent?.components) }}
          onCancel={() => setOpen(false)}
          onConflict={refresh}
          onSubmit={async values => {
            const { dwellingSetRent: { userErrors } } = await set.mutateAsync({ id, version, input: { validFrom: String(values['validFrom']), components: rentParts(values), correction: asText(values['correction']) } });
            if (userErrors.length > 0) return userErrors;
            setOpen(false);
            done(t('rent.done'));
          }}
        >
          <DayField name="validFrom" label={t('rent.from')} required />
          <RentFields required />
          <TextField name="correction" label={t('rent.correction')} description={t('rent.correction.help')} />
        </FormDialog>
      )}
    </Section>
  );
}
