import { ConfirmDialog, faultOf, Table, useAct, useAnnouncer } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Section } from '../dwelling/Section';
import { TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';

const NetworksFragment = graphql(/* GraphQL */ `
  fragment NetworksPart on Municipality {
    id
    settings { networks { id cidr name } }
  }
`);
const AddDocument = graphql(/* GraphQL */ `
  mutation NetworkAdd($input: NetworkInput!) {
    networkAdd(input: $input) { municipality { id } userErrors { code message field } }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation NetworkRemove($id: ID!) {
    networkRemove(id: $id) { municipality { id } userErrors { code message field } }
  }
`);

/** Where staff may come from. Nobody can lock themselves out: the server refuses that. */
export function NetworksPart({ municipality: masked }: { municipality: FragmentType<typeof NetworksFragment> }) {
  const t = useT();
  const { does } = useAccess();
  const { toast } = useAnnouncer();
  const { settings } = readFragment(NetworksFragment, masked);
  const add = useAct(AddDocument);
  const remove = useAct(RemoveDocument);
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState<{ id: string; cidr: string }>();
  if (!settings) return null;
  const editable = does('SETTINGS_EDIT');
  return (
    <Section id="networks" title={t('networks.title')} actions={editable && <Button data-size="sm" variant="secondary" onClick={() => setOpen(true)}>{t('networks.add')}</Button>}>
      <p className="muted">{t(settings.networks.length === 0 ? 'networks.none' : 'networks.help')}</p>
      {settings.networks.length > 0 && (
        <Table
          caption={t('networks.title')}
          rows={settings.networks}
          rowKey={row => row.id}
          columns={[
            { key: 'cidr', header: t('networks.cidr'), cell: row => <code>{row.cidr}</code> },
            { key: 'name', header: t('networks.name'), cell: row => row.name ?? '' },
            ...(editable ? [{ key: 'remove', numeric: true, header: <span className="visually-hidden">{t('notes.remove')}</span>, cell: (row: { id: string; cidr: string }) => <Button data-size="sm" variant="tertiary" data-color="danger" aria-label={t('networks.remove', { name: row.cidr })} onClick={() => setRemoving(row)}>{t('notes.remove')}</Button> }] : []),
          ]}
        />
      )}
      {open && (
        <FormDialog
          title={t('networks.add')}
          submit={t('networks.add')}
          initial={{}}
          onCancel={() => setOpen(false)}
          onSubmit={async values => {
            const { networkAdd: { userErrors } } = await add.mutateAsync({ input: { cidr: String(values['cidr']).trim(), name: asText(values['name']) } });
            if (userErrors.length > 0) return userErrors;
            setOpen(false);
            toast(t('networks.added'));
          }}
        >
          <TextField name="cidr" label={t('networks.cidr')} description={t('networks.cidr.help')} required />
          <TextField name="name" label={t('networks.name')} />
        </FormDialog>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        title={t('networks.remove.title', { name: removing?.cidr ?? '' })}
        confirm={t('notes.remove')}
        danger
        busy={remove.isPending}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => void remove.mutateAsync({ id: removing!.id }).then(({ networkRemove: { userErrors } }) => {
          setRemoving(undefined);
          toast(userErrors[0]?.message ?? t('networks.removed'));
        }, error => toast(faultOf(error).message || t('fault.INTERNAL.title')))}
      >
        <p>{t('networks.remove.help')}</p>
      </ConfirmDialog>
    </Section>
  );
}
