import { hashOf, parseSearch, useAct, useAnnouncer, type Search } from '@kobo/shared';
import { Button, Dialog, Dropdown, Heading } from '@digdir/designsystemet-react';
import { BookmarkIcon } from '@navikt/aksel-icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { graphql } from '../gql';
import { CheckField, TextField } from '../form/fields';
import { Form } from '../form/Form';
import { useT } from '../texts';
import { useAccess, useViewer, ViewerDocument } from '../viewer';
import { viewAddress } from './view';

const SaveDocument = graphql(/* GraphQL */ `
  mutation SavedFilterSave($id: ID, $input: SavedFilterInput!) {
    savedFilterSave(id: $id, input: $input) {
      savedFilter { id }
      userErrors { code message field }
    }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation SavedFilterRemove($id: ID!) {
    savedFilterRemove(id: $id) { userErrors { code message field } }
  }
`);

/** The views that have a name: those everyone has, those of the unit, and one's own. Each is a link. */
export function SavedViews({ search }: { search: Search }) {
  const t = useT();
  const { savedFilters } = useViewer();
  const { does } = useAccess();
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const save = useAct(SaveDocument);
  const remove = useAct(RemoveDocument);
  const heading = useId();
  const [saving, setSaving] = useState<'new' | 'change'>();
  const here = viewAddress(search);
  const current = savedFilters.find(one => viewAddress(parseSearch(one.address)) === here);
  const reload = () => client.invalidateQueries({ queryKey: [hashOf(ViewerDocument)] });
  const forget = async () => {
    if (!current) return;
    await remove.mutateAsync({ id: current.id });
    await reload();
    const { name, address, shared } = current;
    toast(t('saved.removed', { name }), async () => {
      await save.mutateAsync({ input: { name, address, shared } });
      await reload();
    });
  };
  return (
    <div className="saved no-print">
      <nav aria-label={t('saved.title')}>
        <ul className="chips">
          {savedFilters.map(one => (
            <li key={one.id}>
              <Link to="/dwellings" search={parseSearch(one.address)} className="ds-chip" data-size="sm" aria-current={one === current ? 'true' : undefined} title={one.shared && !one.mine ? undefined : t(one.shared ? 'saved.sharedHint' : 'saved.ownHint')}>
                {one.name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {does('SAVED_FILTER') && here !== '' && !current && <Button variant="tertiary" data-size="sm" onClick={() => setSaving('new')}><BookmarkIcon aria-hidden />{t('saved.save')}</Button>}
      {current?.mine && (
        <Dropdown.TriggerContext>
          <Dropdown.Trigger variant="tertiary" data-size="sm">{t('saved.manage')}</Dropdown.Trigger>
          <Dropdown data-size="sm">
            <Dropdown.List>
              <Dropdown.Item><Dropdown.Button onClick={() => setSaving('change')}>{t('saved.change')}</Dropdown.Button></Dropdown.Item>
              <Dropdown.Item><Dropdown.Button onClick={() => void forget()}>{t('saved.remove')}</Dropdown.Button></Dropdown.Item>
            </Dropdown.List>
          </Dropdown>
        </Dropdown.TriggerContext>
      )}
      {saving && (
        <Dialog open onClose={() => setSaving(undefined)} closeButton={t('app.close')} aria-labelledby={heading}>
          <Heading level={2} data-size="sm" id={heading}>{t(saving === 'new' ? 'saved.save' : 'saved.change')}</Heading>
          <Form
            initial={{ name: saving === 'change' ? (current?.name ?? '') : '', shared: saving === 'change' && current?.shared ? 'true' : '' }}
            submit={t('form.save')}
            onCancel={() => setSaving(undefined)}
            onSubmit={async ({ name, shared }) => {
              const { savedFilterSave } = await save.mutateAsync({ id: saving === 'change' ? current?.id : undefined, input: { name: String(name).trim(), address: here, shared: shared === 'true' } });
              if (savedFilterSave.userErrors.length > 0) return savedFilterSave.userErrors;
              await reload();
              setSaving(undefined);
              toast(t('saved.saved', { name: String(name) }));
            }}
          >
            <TextField name="name" label={t('saved.name')} required />
            <CheckField name="shared" label={t('saved.shared')} />
          </Form>
        </Dialog>
      )}
    </div>
  );
}
