import { Dialog, Heading } from '@digdir/designsystemet-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { useT } from '../texts';
import { Form } from './Form';

/** A form in a dialog, over what it is about. It is there while it is rendered. */
export function FormDialog({ title, lead, onCancel, ...form }: { title: string; lead?: ReactNode; onCancel: () => void } & Omit<ComponentProps<typeof Form>, 'onCancel'>) {
  const t = useT();
  const heading = useId();
  return (
    <Dialog open onClose={onCancel} closeButton={t('app.close')} aria-labelledby={heading}>
      <Heading level={2} data-size="sm" id={heading}>{title}</Heading>
      {lead}
      <Form {...form} onCancel={onCancel} />
    </Dialog>
  );
}
