import { ConfirmDialog, faultOf, FileUpload, useAct, useAnnouncer, useFormat, type Uploaded } from '@kobo/shared';
import { Button, Link } from '@digdir/designsystemet-react';
import { FileTextIcon, TrashIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { useCodes } from '../codes';
import { ChoiceField, TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { DocumentKind } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { Section } from './Section';

const DocumentsFragment = graphql(/* GraphQL */ `
  fragment DocumentsSection on Dwelling {
    id
    documents { id kind title url name mediaType size recordedAt recordedBy }
  }
`);
const AddDocument = graphql(/* GraphQL */ `
  mutation DocumentAdd($dwellingId: ID!, $input: DocumentAddInput!) {
    documentAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation DocumentRemove($id: ID!) {
    documentRemove(id: $id) { dwelling { id version } userErrors { code message field } }
  }
`);

/** The files kept on the dwelling. */
export function DocumentsSection({ dwelling: masked }: { dwelling: FragmentType<typeof DocumentsFragment> }) {
  const t = useT();
  const { date, fileSize } = useFormat();
  const { label, options } = useCodes();
  const { id } = useDwelling();
  const { does } = useAccess();
  const { toast } = useAnnouncer();
  const { documents } = readFragment(DocumentsFragment, masked);
  const add = useAct(AddDocument);
  const remove = useAct(RemoveDocument);
  const [open, setOpen] = useState(false);
  const [files, setFiles] = useState<Uploaded[]>([]);
  const [removing, setRemoving] = useState<{ id: string; title: string }>();
  if (!documents) return null;
  const file = files[0];
  return (
    <Section id="documents" title={t('documents.title')} actions={does('DOCUMENT_KEEP') && <Button data-size="sm" variant="secondary" onClick={() => { setFiles([]); setOpen(true); }}>{t('documents.add')}</Button>}>
      {documents.length === 0 ? <p className="muted">{t('documents.none')}</p> : (
        <ul className="documents">
          {documents.map(one => (
            <li key={one.id}>
              <FileTextIcon aria-hidden />
              <span>
                <Link href={one.url} target="_blank" rel="noreferrer">{one.title}</Link>
                <span className="muted">{[label('DocumentKind', one.kind), fileSize(one.size), date(one.recordedAt), one.recordedBy].filter(Boolean).join(' • ')}</span>
              </span>
              {does('DOCUMENT_KEEP') && <Button className="no-print" icon variant="tertiary" data-size="sm" data-color="danger" aria-label={t('upload.remove', { name: one.title })} onClick={() => setRemoving(one)}><TrashIcon aria-hidden /></Button>}
            </li>
          ))}
        </ul>
      )}
      {open && (
        <FormDialog
          title={t('documents.add')}
          submit={t('documents.add')}
          initial={{ kind: '', title: file ? file.name.replace(/\.[^.]+$/, '') : '' }}
          onCancel={() => setOpen(false)}
          onSubmit={async values => {
            if (!file) return [{ code: 'BAD_REQUEST', message: t('documents.choose'), field: [] }];
            const { documentAdd: { userErrors } } = await add.mutateAsync({ dwellingId: id, input: { fileId: file.id, kind: values['kind'] as DocumentKind, title: String(values['title']).trim() } });
            if (userErrors.length > 0) return userErrors;
            setOpen(false);
            toast(t('documents.added'));
          }}
        >
          <FileUpload label={t('documents.file')} description={t('documents.file.help')} purpose="document" accept=".pdf,.docx,.xlsx,.odt,.txt,.csv,image/jpeg,image/png,image/webp" max={10 * 1024 * 1024} files={files} onFiles={setFiles} />
          <ChoiceField name="kind" label={t('documents.kind')} options={options('DocumentKind')} required />
          <TextField name="title" label={t('documents.name')} required />
        </FormDialog>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        title={t('documents.remove.title', { name: removing?.title ?? '' })}
        confirm={t('documents.remove')}
        danger
        busy={remove.isPending}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => void remove.mutateAsync({ id: removing!.id }).then(({ documentRemove: { userErrors } }) => {
          setRemoving(undefined);
          toast(userErrors[0]?.message ?? t('documents.removed'));
        }, error => toast(faultOf(error).message || t('fault.INTERNAL.title')))}
      >
        <p>{t('form.cannotUndo')}</p>
      </ConfirmDialog>
    </Section>
  );
}
