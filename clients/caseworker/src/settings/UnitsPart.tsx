import { Table, useAct, useAnnouncer } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Section } from '../dwelling/Section';
import { TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, written } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';

const UnitsFragment = graphql(/* GraphQL */ `
  fragment UnitsPart on Municipality {
    id
    units { id name organisationNumber }
  }
`);
const SaveDocument = graphql(/* GraphQL */ `
  mutation UnitSave($id: ID, $input: UnitInput!) {
    unitSave(id: $id, input: $input) { municipality { id } userErrors { code message field } }
  }
`);
type Unit = { id?: string; name: string; organisationNumber?: string | null };

/** The districts and offices that dwellings belong to and rights come from. */
export function UnitsPart({ municipality: masked }: { municipality: FragmentType<typeof UnitsFragment> }) {
  const t = useT();
  const { does } = useAccess();
  const { toast } = useAnnouncer();
  const { units } = readFragment(UnitsFragment, masked);
  const save = useAct(SaveDocument);
  const [open, setOpen] = useState<Unit>();
  const editable = does('SETTINGS_EDIT');
  return (
    <Section id="units" title={t('units.title')} actions={editable && <Button data-size="sm" variant="secondary" onClick={() => setOpen({ name: '' })}>{t('units.add')}</Button>}>
      <p className="muted">{t(units.length === 0 ? 'units.none' : 'units.help')}</p>
      {units.length > 0 && (
        <Table
          caption={t('units.title')}
          rows={units}
          rowKey={row => row.id}
          columns={[
            { key: 'name', header: t('units.name'), cell: row => row.name },
            { key: 'number', header: t('facts.organisationNumber'), cell: row => row.organisationNumber ?? '' },
            ...(editable ? [{ key: 'change', numeric: true, header: <span className="visually-hidden">{t('facts.change')}</span>, cell: (row: Unit) => <Button data-size="sm" variant="tertiary" aria-label={t('facts.changeGroup', { name: row.name })} onClick={() => setOpen(row)}>{t('facts.change')}</Button> }] : []),
          ]}
        />
      )}
      {open && (
        <FormDialog
          title={open.id ? t('facts.changeGroup', { name: open.name }) : t('units.add')}
          submit={t('form.save')}
          initial={{ name: open.name, organisationNumber: written(open.organisationNumber) }}
          onCancel={() => setOpen(undefined)}
          onSubmit={async values => {
            const { unitSave: { userErrors } } = await save.mutateAsync({ id: open.id, input: { name: String(values['name']).trim(), organisationNumber: asText(values['organisationNumber']) } });
            if (userErrors.length > 0) return userErrors;
            setOpen(undefined);
            toast(t('units.saved'));
          }}
        >
          <TextField name="name" label={t('units.name')} required />
          <TextField name="organisationNumber" label={t('facts.organisationNumber')} description={t('units.number.help')} inputMode="tel" />
        </FormDialog>
      )}
    </Section>
  );
}
