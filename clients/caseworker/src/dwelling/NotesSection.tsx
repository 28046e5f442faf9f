import { ConfirmDialog, faultOf, useAct, useAnnouncer, useFormat } from '@kobo/shared';
import { Alert, Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { TextField } from '../form/fields';
import { Form } from '../form/Form';
import { FormDialog } from '../form/FormDialog';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { Section } from './Section';
import { useDone } from './undo';

const NotesFragment = graphql(/* GraphQL */ `
  fragment NotesSection on Dwelling {
    id
    notes { id version text recordedAt recordedBy editedAt mine }
  }
`);
const AddDocument = graphql(/* GraphQL */ `
  mutation NoteAdd($dwellingId: ID!, $text: String!, $key: Key) {
    noteAdd(dwellingId: $dwellingId, text: $text, key: $key) { note { id version } userErrors { code message field } }
  }
`);
const EditDocument = graphql(/* GraphQL */ `
  mutation NoteEdit($id: ID!, $version: Int!, $text: String!) {
    noteEdit(id: $id, version: $version, text: $text) { note { id version } userErrors { code message field } }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation NoteRemove($id: ID!, $version: Int!) {
    noteRemove(id: $id, version: $version) { note { id version } userErrors { code message field } }
  }
`);

/** Notes on the dwelling, with the warning where one writes. */
export function NotesSection({ dwelling: masked }: { dwelling: FragmentType<typeof NotesFragment> }) {
  const t = useT();
  const { dateTime } = useFormat();
  const { id } = useDwelling();
  const { does } = useAccess();
  const { toast } = useAnnouncer();
  const done = useDone();
  const { notes } = readFragment(NotesFragment, masked);
  const add = useAct(AddDocument);
  const edit = useAct(EditDocument);
  const remove = useAct(RemoveDocument);
  const [writing, setWriting] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [editing, setEditing] = useState<string>();
  const [removing, setRemoving] = useState<{ id: string; version: number }>();
  if (!notes) return null;
  const edited = notes.find(one => one.id === editing);
  const warning = <Alert data-color="warning" data-size="sm">{t('note.warning')}</Alert>;
  return (
    <Section id="notes" title={t('notes.title')} actions={does('NOTE_KEEP') && !writing && <Button data-size="sm" variant="secondary" onClick={() => setWriting(true)}>{t('notes.add')}</Button>}>
      {writing && (
        <Form
          initial={{ text: '' }}
          submit={t('notes.save')}
          onCancel={() => setWriting(false)}
          onSubmit={async values => {
            const { noteAdd: { note, userErrors } } = await add.mutateAsync({ dwellingId: id, text: String(values['text']).trim(), key });
            if (userErrors.length > 0) return userErrors;
            setWriting(false);
            setKey(crypto.randomUUID());
            done(t('notes.saved'), note ? async () => (await remove.mutateAsync({ id: note.id, version: note.version })).noteRemove.userErrors : undefined);
          }}
        >
          {warning}
          <TextField name="text" label={t('notes.text')} rows={4} maxLength={4000} required />
        </Form>
      )}
      {notes.length === 0 && !writing && <p className="muted">{t('notes.none')}</p>}
      <ul className="notes">
        {notes.map(note => (
          <li key={note.id}>
            <p className="written">{note.text}</p>
            <div className="row">
              <span className="muted">{[note.recordedBy, dateTime(note.recordedAt), note.editedAt && t('notes.edited', { when: dateTime(note.editedAt) })].filter(Boolean).join(' • ')}</span>
              {note.mine && does('NOTE_KEEP') && (
                <span className="row no-print">
                  <Button variant="tertiary" data-size="sm" onClick={() => setEditing(note.id)}>{t('facts.change')}</Button>
                  <Button variant="tertiary" data-size="sm" onClick={() => setRemoving(note)}>{t('notes.remove')}</Button>
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {edited && (
        <FormDialog
          title={t('notes.edit')}
          lead={warning}
          submit={t('notes.save')}
          initial={{ text: edited.text }}
          onCancel={() => setEditing(undefined)}
          onSubmit={async values => {
            const before = edited.text;
            const { noteEdit: { note, userErrors } } = await edit.mutateAsync({ id: edited.id, version: edited.version, text: String(values['text']).trim() });
            if (userErrors.length > 0) return userErrors;
            setEditing(undefined);
            done(t('notes.saved'), note ? async () => (await edit.mutateAsync({ id: note.id, version: note.version, text: before })).noteEdit.userErrors : undefined);
          }}
        >
          <TextField name="text" label={t('notes.text')} rows={4} maxLength={4000} required />
        </FormDialog>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        title={t('notes.remove.title')}
        confirm={t('notes.remove')}
        danger
        busy={remove.isPending}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => void remove.mutateAsync({ id: removing!.id, version: removing!.version }).then(({ noteRemove: { userErrors } }) => {
          setRemoving(undefined);
          toast(userErrors[0]?.message ?? t('notes.removed'));
        }, error => toast(faultOf(error).message || t('fault.INTERNAL.title')))}
      >
        <p>{t('form.cannotUndo')}</p>
      </ConfirmDialog>
    </Section>
  );
}
