import { ConfirmDialog, FileUpload, useAct, useAnnouncer, faultOf, type Uploaded } from '@kobo/shared';
import { Button, Dialog, Dropdown, Heading, Tag } from '@digdir/designsystemet-react';
import { ArrowLeftIcon, ArrowRightIcon } from '@navikt/aksel-icons';
import { useId, useState } from 'react';
import { TextField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, written } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { useDwelling } from './dwelling';
import { Section } from './Section';
import { useDone } from './undo';

const PicturesFragment = graphql(/* GraphQL */ `
  fragment PicturesSection on Dwelling {
    id
    images { id url thumbnailUrl alternativeText position width height cover }
  }
`);
const AddDocument = graphql(/* GraphQL */ `
  mutation ImageAdd($dwellingId: ID!, $input: ImageAddInput!) {
    imageAdd(dwellingId: $dwellingId, input: $input) { dwelling { id version } userErrors { code message field } }
  }
`);
const UpdateDocument = graphql(/* GraphQL */ `
  mutation ImageUpdate($id: ID!, $input: ImageUpdateInput!) {
    imageUpdate(id: $id, input: $input) { dwelling { id version } userErrors { code message field } }
  }
`);
const RemoveDocument = graphql(/* GraphQL */ `
  mutation ImageRemove($id: ID!) {
    imageRemove(id: $id) { dwelling { id version } userErrors { code message field } }
  }
`);

/** The pictures: several at once from the machine, their order, what they show, and which stands for the dwelling in lists. */
export function PicturesSection({ dwelling: masked }: { dwelling: FragmentType<typeof PicturesFragment> }) {
  const t = useT();
  const { id } = useDwelling();
  const { does } = useAccess();
  const { announce, toast } = useAnnouncer();
  const done = useDone();
  const { images } = readFragment(PicturesFragment, masked);
  const add = useAct(AddDocument);
  const update = useAct(UpdateDocument);
  const remove = useAct(RemoveDocument);
  const [adding, setAdding] = useState(false);
  const [describing, setDescribing] = useState<string>();
  const [removing, setRemoving] = useState<string>();
  const [shown, setShown] = useState<string>();
  const heading = useId();
  const editable = does('DWELLING_EDIT');
  const ordered = images.toSorted((a, b) => a.position - b.position);
  const name = (at: number) => ordered[at]?.alternativeText || t('pictures.number', { number: at + 1 });

  // A picture is attached as soon as it has arrived; the field is then empty for the next.
  const attach = async (files: Uploaded[]) => {
    for (const { id: fileId, thumbnailId, width, height } of files) {
      try {
        // One after another: the order is the one in which they were chosen.
        // oxlint-disable-next-line no-await-in-loop
        const { imageAdd: { userErrors } } = await add.mutateAsync({ dwellingId: id, input: { fileId, thumbnailId: thumbnailId ?? fileId, width: width ?? 0, height: height ?? 0 } });
        toast(userErrors[0]?.message ?? t('pictures.added'));
      } catch (error) {
        toast(faultOf(error).message || t('fault.INTERNAL.title'));
      }
    }
  };
  const change = async (image: string, input: { position?: number; cover?: boolean }, text: string) => {
    const { imageUpdate: { userErrors } } = await update.mutateAsync({ id: image, input });
    announce(userErrors[0]?.message ?? text);
  };
  const large = ordered.find(one => one.id === shown);
  const described = ordered.find(one => one.id === describing);
  return (
    <Section id="pictures" title={t('pictures.title')} actions={editable && <Button data-size="sm" variant="secondary" aria-expanded={adding} onClick={() => setAdding(!adding)}>{t('pictures.add')}</Button>}>
      {adding && <FileUpload label={t('pictures.upload')} description={t('pictures.upload.help')} purpose="image" accept="image/jpeg,image/png,image/webp" max={10 * 1024 * 1024} multiple files={[]} onFiles={files => void attach(files.slice(-1))} />}
      {ordered.length === 0 && !adding && <p className="muted">{t('pictures.none')}</p>}
      <ul className="pictures">
        {ordered.map((image, at) => (
          <li key={image.id}>
            <button type="button" className="picture" onClick={() => setShown(image.id)} aria-label={t('pictures.enlarge', { name: name(at) })}>
              <img src={image.thumbnailUrl} alt="" loading="lazy" width={image.width || undefined} height={image.height || undefined} />
            </button>
            <div className="caption">
              <span className={image.alternativeText ? undefined : 'muted'}>{image.alternativeText || t('pictures.undescribed')}</span>
              {image.cover && <Tag data-size="sm" data-color="accent">{t('pictures.cover')}</Tag>}
            </div>
            {editable && (
              <div className="row no-print">
                <Button icon variant="tertiary" data-size="sm" aria-label={t('pictures.earlier', { name: name(at) })} aria-disabled={at === 0} onClick={() => at > 0 && void change(image.id, { position: ordered[at - 1]!.position }, t('pictures.moved', { number: at }))}><ArrowLeftIcon aria-hidden /></Button>
                <Button icon variant="tertiary" data-size="sm" aria-label={t('pictures.later', { name: name(at) })} aria-disabled={at === ordered.length - 1} onClick={() => at < ordered.length - 1 && void change(image.id, { position: ordered[at + 1]!.position }, t('pictures.moved', { number: at + 2 }))}><ArrowRightIcon aria-hidden /></Button>
                <Dropdown.TriggerContext>
                  <Dropdown.Trigger variant="tertiary" data-size="sm" aria-label={t('pictures.more', { name: name(at) })}>{t('form.more')}</Dropdown.Trigger>
                  <Dropdown data-size="sm">
                    <Dropdown.List>
                      <Dropdown.Item><Dropdown.Button onClick={() => setDescribing(image.id)}>{t('pictures.describe')}</Dropdown.Button></Dropdown.Item>
                      {!image.cover && <Dropdown.Item><Dropdown.Button onClick={() => void change(image.id, { cover: true }, t('pictures.coverSet'))}>{t('pictures.makeCover')}</Dropdown.Button></Dropdown.Item>}
                      <Dropdown.Item><Dropdown.Button onClick={() => setRemoving(image.id)}>{t('pictures.remove')}</Dropdown.Button></Dropdown.Item>
                    </Dropdown.List>
                  </Dropdown>
                </Dropdown.TriggerContext>
              </div>
            )}
          </li>
        ))}
      </ul>
      {large && (
        <Dialog open className="large-picture" onClose={() => setShown(undefined)} closeButton={t('app.close')} closedby="any" aria-labelledby={heading}>
          <Heading level={2} data-size="2xs" id={heading}>{large.alternativeText || t('pictures.number', { number: ordered.indexOf(large) + 1 })}</Heading>
          <img src={large.url} alt={large.alternativeText ?? ''} />
        </Dialog>
      )}
      {described && (
        <FormDialog
          title={t('pictures.describe')}
          lead={<img className="small-picture" src={described.thumbnailUrl} alt="" />}
          submit={t('form.save')}
          initial={{ alternativeText: written(described.alternativeText) }}
          onCancel={() => setDescribing(undefined)}
          onSubmit={async values => {
            const before = described.alternativeText ?? null;
            const { imageUpdate: { userErrors } } = await update.mutateAsync({ id: described.id, input: { alternativeText: asText(values['alternativeText']) } });
            if (userErrors.length > 0) return userErrors;
            setDescribing(undefined);
            done(t('pictures.described'), async () => (await update.mutateAsync({ id: described.id, input: { alternativeText: before } })).imageUpdate.userErrors);
          }}
        >
          <TextField name="alternativeText" label={t('pictures.alternative')} description={t('pictures.alternative.help')} rows={2} />
        </FormDialog>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        title={t('pictures.remove.title')}
        confirm={t('pictures.remove')}
        danger
        busy={remove.isPending}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => void remove.mutateAsync({ id: removing! }).then(({ imageRemove: { userErrors } }) => {
          setRemoving(undefined);
          toast(userErrors[0]?.message ?? t('pictures.removed'));
        }, error => toast(faultOf(error).message || t('fault.INTERNAL.title')))}
      >
        <p>{t('form.cannotUndo')}</p>
      </ConfirmDialog>
    </Section>
  );
}
